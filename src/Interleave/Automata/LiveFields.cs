using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Interleave.Automata;

/// <summary>
/// Which hoisted fields of a compiler-generated async state machine may still be read when it resumes.
/// </summary>
/// <remarks>
/// <para>
/// A debug build hoists every local, used again or not, and an optimised build leaves the last values of dead
/// locals behind. A snapshot that hashed those too would tell states apart that behave the same, and would count
/// differently in the two configurations. So the IL of <c>MoveNext</c> is analysed, in two passes over one graph:
/// </para>
/// <list type="number">
/// <item>Forwards, an abstract interpretation. A node is an instruction together with what is known when it runs:
/// above all the constant in <c>&lt;&gt;1__state</c> and in the local that caches it, so that the dispatch code
/// goes only where the suspension at hand resumes, and "am I suspended?" tests in finally blocks are decided.</item>
/// <item>Backwards, strong liveness of fields, locals and stack slots: what merely feeds a dead variable is not
/// read. (Optimised code copies <c>&lt;&gt;4__this</c> to a local on every entry; that alone must not count.)</item>
/// </list>
/// <para>
/// Suspending is an edge from the return to the entry with the state just stored, so what is live at the next
/// suspension is live at this one unless written in between. Errors are on the safe side: whatever is not
/// understood makes all fields live. What is relied on beyond the IL is that a callee does not read an
/// <c>out</c> argument before writing it, as C# guarantees.
/// </para>
/// </remarks>
internal static class LiveFields
{
    private const string StateField = "<>1__state";
    private const string BuilderField = "<>t__builder";
    private const string AwaiterPrefix = "<>u__";

    /// <summary>The end of a finally block goes on raising the exception that started it.</summary>
    private const int Unwinding = -1;

    /// <summary>Far beyond any method that C# generates; only a loop over unforeseen constants would get here.</summary>
    private const int MaxNodes = 250_000;

    /// <summary>
    /// The fields that <c>MoveNext</c>, resumed with <c>&lt;&gt;1__state</c> equal to the key, may read before it
    /// overwrites them. Neither the state itself nor the builder nor the awaiters are among them. There is a key
    /// for every state in which the machine can suspend, and the sets hold the <see cref="FieldInfo"/>s that
    /// <paramref name="stateMachine"/> itself lists. The result is not cached here.
    /// </summary>
    internal static IReadOnlyDictionary<int, IReadOnlySet<FieldInfo>> Of(Type stateMachine)
    {
        var map = stateMachine.GetInterfaceMap(typeof(IAsyncStateMachine));
        var moveNext = map.TargetMethods[
            Array.FindIndex(map.InterfaceMethods, method => method.Name == nameof(IAsyncStateMachine.MoveNext))];
        var code = Decode(moveNext);
        try
        {
            return new Analysis(stateMachine, moveNext, code).Run();
        }
        catch (NotUnderstoodException)
        {
            // Every state is a constant in the code, so all constants together certainly include all states.
            IReadOnlySet<FieldInfo> all = Hoisted(stateMachine).ToHashSet();
            return code.Values.Where(instruction => instruction is { Name: "ldc.i4", Number: >= 0 })
                .Select(instruction => instruction.Number).Distinct().ToDictionary(state => state, _ => all);
        }
    }

    private static FieldInfo[] AllFields(Type stateMachine) =>
        stateMachine.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    private static IEnumerable<FieldInfo> Hoisted(Type stateMachine) => AllFields(stateMachine).Where(field =>
        field.Name is not (StateField or BuilderField)
        && !field.Name.StartsWith(AwaiterPrefix, StringComparison.Ordinal));

    // ---- Decoding --------------------------------------------------------------------------------------------

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>
    /// An instruction under its general name: <c>ldloc.2</c> and <c>ldloc.s 2</c> are both <c>ldloc</c> with
    /// the number 2. The number is a constant, a local, an argument or a token; targets are offsets.
    /// </summary>
    private sealed record Instruction(OpCode Code, string Name, int End, int Number, int[] Targets)
    {
        internal int Pops { get; } = Count(Code.StackBehaviourPop);
        internal int Pushes { get; } = Count(Code.StackBehaviourPush);

        // The name of a stack behaviour lists what is popped or pushed: Popref_popi_pop1. What varies is the
        // arguments and the result of calls, which their callee tells, and of a return, which is void here.
        private static int Count(StackBehaviour behaviour) => behaviour is StackBehaviour.Pop0 or StackBehaviour.Push0
            or StackBehaviour.Varpop or StackBehaviour.Varpush ? 0 : behaviour.ToString().Split('_').Length;
    }

    private static Dictionary<int, Instruction> Decode(MethodInfo method)
    {
        var bytes = method.GetMethodBody()?.GetILAsByteArray()
            ?? throw new ArgumentException($"{method.DeclaringType}.{method.Name} has no IL.");
        var code = new Dictionary<int, Instruction>();
        for (var at = 0; at < bytes.Length;)
        {
            var start = at;
            var value = bytes[at] == 0xFE ? (short)(0xFE00 | bytes[at + 1]) : bytes[at];
            var opCode = OpCodesByValue[value];
            at += opCode.Size;
            var number = 0;
            int[] targets = [];
            switch (opCode.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget:
                    targets = [at + 1 + (sbyte)bytes[at++]];
                    break;
                case OperandType.InlineBrTarget:
                    targets = [at + 4 + BitConverter.ToInt32(bytes, at)];
                    at += 4;
                    break;
                case OperandType.InlineSwitch:
                    var count = BitConverter.ToInt32(bytes, at);
                    var end = at + 4 + 4 * count;
                    targets = [.. Enumerable.Range(1, count).Select(i => end + BitConverter.ToInt32(bytes, at + 4 * i))];
                    at = end;
                    break;
                case OperandType.ShortInlineI:
                    number = (sbyte)bytes[at++];
                    break;
                case OperandType.ShortInlineVar:
                    number = bytes[at++];
                    break;
                case OperandType.InlineVar:
                    number = BitConverter.ToUInt16(bytes, at);
                    at += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                default:
                    number = BitConverter.ToInt32(bytes, at);
                    at += 4;
                    break;
            }

            var name = opCode.Name!;
            if (name.EndsWith(".s", StringComparison.Ordinal))
            {
                name = name[..^2];
            }
            else if (name.Split('.') is [.. var family, var suffix]
                && string.Join('.', family) is "ldloc" or "stloc" or "ldarg" or "ldc.i4")
            {
                name = string.Join('.', family);
                number = suffix == "m1" ? -1 : suffix[0] - '0';
            }

            code.Add(start, new Instruction(opCode, name, at, number, targets));
        }

        return code;
    }

    // ---- What the analysis knows -----------------------------------------------------------------------------

    private sealed class NotUnderstoodException : Exception;

    private enum Kind
    {
        Unknown,

        /// <summary>The 32-bit number.</summary>
        Constant,

        /// <summary>The state machine: a reference, a managed pointer to it, or one to a local that holds it.</summary>
        Machine,

        /// <summary>A managed pointer to the variable with the number.</summary>
        Address,

        /// <summary>A managed pointer into the variable with the number, which is a struct.</summary>
        Part,
    }

    private readonly record struct Value(Kind Kind, int Number = 0)
    {
        internal int? Constant => Kind == Kind.Constant ? Number : null;
        internal bool PointsToVariable => Kind is Kind.Address or Kind.Part;
    }

    /// <summary>An immutable stack that compares by value.</summary>
    private sealed record Chain<T>(T Head, Chain<T>? Tail)
    {
        internal int Depth { get; } = 1 + (Tail?.Depth ?? 0);
    }

    /// <summary>
    /// An instruction and what is known when it runs. <paramref name="Pending"/> has one entry for each finally
    /// block that runs: where to go at its end.
    /// </summary>
    private sealed record Frame(
        int At, int? State, int? Cached = null, Chain<Value>? Stack = null, Chain<int>? Pending = null);

    /// <summary>
    /// A frame and its effect. Variables are numbered: the fields, then the locals, then the stack slots.
    /// </summary>
    private sealed class Node(Frame frame)
    {
        internal Frame Frame => frame;
        internal HashSet<Node> Next { get; } = [];
        internal HashSet<Node> Handlers { get; } = [];
        internal HashSet<Node> Previous { get; } = [];
        internal HashSet<int> Reads { get; } = [];
        internal HashSet<int> Writes { get; } = [];

        /// <summary>
        /// If not null, the instruction has no effect but on these variables, nor can it throw: unless one of
        /// them is live, what it reads does not matter.
        /// </summary>
        internal HashSet<int>? OnlyFor { get; set; }

        internal HashSet<int> Live { get; set; } = [];
    }

    private sealed class Analysis
    {
        private readonly Type machine;
        private readonly MethodInfo moveNext;
        private readonly Dictionary<int, Instruction> code;
        private readonly IList<ExceptionHandlingClause> clauses;
        private readonly IList<LocalVariableInfo> locals;
        private readonly Type[] typeArguments;
        private readonly FieldInfo[] fields;
        private readonly Type? builder;
        private readonly HashSet<int> joins;
        private readonly int firstSlot;

        /// <summary>The local that caches the state, if there is one.</summary>
        private readonly int cached;

        private readonly Dictionary<Frame, Node> nodes = [];
        private readonly Stack<Node> fresh = [];

        /// <summary>Variables that may have other names: every write to them counts as read.</summary>
        private readonly HashSet<int> exposed = [];

        internal Analysis(Type machine, MethodInfo moveNext, Dictionary<int, Instruction> code)
        {
            this.machine = machine;
            this.moveNext = moveNext;
            this.code = code;
            var body = moveNext.GetMethodBody()!;
            clauses = body.ExceptionHandlingClauses;
            locals = body.LocalVariables;
            typeArguments = machine.GetGenericArguments();
            fields = AllFields(machine);
            builder = Array.Find(fields, field => field.Name == BuilderField)?.FieldType;
            joins = [.. code.Values.SelectMany(instruction => instruction.Targets)];
            firstSlot = fields.Length + locals.Count;
            cached = code.Values
                .Where(load => load.Name == "ldfld" && Resolve(load).Name == StateField && code[load.End].Name == "stloc")
                .Select(load => code[load.End].Number).FirstOrDefault(-1);
            if (code.Values.Any(instruction => instruction.Name == "ldloca" && instruction.Number == cached))
            {
                cached = -1;
            }
        }

        internal Dictionary<int, IReadOnlySet<FieldInfo>> Run()
        {
            NodeOf(Entry(-1));
            while (fresh.TryPop(out var node))
            {
                Execute(node);
            }

            PropagateLiveness();
            var hoisted = Hoisted(machine).ToHashSet();
            return nodes.Values.Where(node => node.Frame.State is { } state && state >= 0 && node.Frame == Entry(state))
                .ToDictionary(
                    node => node.Frame.State!.Value,
                    node => (IReadOnlySet<FieldInfo>)node.Live.Where(variable => variable < fields.Length)
                        .Select(variable => fields[variable]).Where(hoisted.Contains).ToHashSet());
        }

        private static Frame Entry(int state) => new(0, state);

        private Node NodeOf(Frame frame)
        {
            if (!nodes.TryGetValue(frame, out var node))
            {
                Require(nodes.Count < MaxNodes);
                nodes.Add(frame, node = new Node(frame));
                fresh.Push(node);
            }

            return node;
        }

        private static void Require(bool understood)
        {
            if (!understood)
            {
                throw new NotUnderstoodException();
            }
        }

        private FieldInfo Resolve(Instruction instruction) =>
            moveNext.Module.ResolveField(instruction.Number, typeArguments, null)!;

        /// <summary>The variable of a field of the state machine that an instruction accesses.</summary>
        private int Variable(FieldInfo field) =>
            Array.FindIndex(fields, candidate => candidate.MetadataToken == field.MetadataToken);

        // ---- Forwards ----------------------------------------------------------------------------------------

        private void Execute(Node node)
        {
            var instruction = code[node.Frame.At];
            var isCall = instruction.Code.FlowControl == FlowControl.Call;
            Require(instruction.Name is not ("calli" or "jmp"));
            var callee = isCall ? moveNext.Module.ResolveMethod(instruction.Number, typeArguments, null)! : null;
            var creates = instruction.Name == "newobj";
            var pops = callee is null ? instruction.Pops
                : callee.GetParameters().Length + (callee.IsStatic || creates ? 0 : 1);
            var pushes = callee is null ? instruction.Pushes
                : creates || callee is MethodInfo method && method.ReturnType != typeof(void) ? 1 : 0;

            var stack = node.Frame.Stack;
            var operands = new Value[pops];
            for (var i = pops; i-- > 0; stack = stack.Tail)
            {
                operands[i] = stack!.Head;
            }

            var bottom = firstSlot + (stack?.Depth ?? 0);
            node.Reads.UnionWith(Enumerable.Range(bottom, pops));
            node.Writes.UnionWith(Enumerable.Range(bottom, pushes));
            var after = node.Frame with { At = instruction.End };
            var result = callee is null
                ? Apply(node, instruction, operands, ref after)
                : Call(node, callee, operands);
            for (var i = 0; i < pushes; i++)
            {
                stack = new Chain<Value>(result, stack);
            }

            Continue(node, instruction, operands, after with { Stack = stack });
        }

        private Value Apply(Node node, Instruction instruction, Value[] operands, ref Frame frame)
        {
            // Most cases below neither throw nor touch anything but the variables they write.
            node.OnlyFor = node.Writes;
            var (name, number) = (instruction.Name, instruction.Number);
            var operand = operands.FirstOrDefault();
            switch (name)
            {
                case "ldarg":
                    return new Value(Kind.Machine);
                case "ldc.i4":
                    return new Value(Kind.Constant, number);
                case "dup":
                    return operand;
                case "pop":
                    return default;

                case "ldloc":
                    Require(locals[number].LocalType != machine);
                    node.Reads.Add(fields.Length + number);
                    return number == cached ? Known(frame.Cached) : default;
                case "ldloca":
                    // Unoptimised code copies `this` to a local to have something to pass by reference.
                    return locals[number].LocalType == machine
                        ? new Value(Kind.Machine)
                        : new Value(Kind.Address, fields.Length + number);
                case "stloc" when operand.Kind == Kind.Machine:
                    Require(locals[number].LocalType == machine);
                    return default;
                case "stloc":
                    Require(locals[number].LocalType != machine);
                    node.Writes.Add(fields.Length + number);
                    frame = number == cached ? frame with { Cached = operand.Constant } : frame;
                    Escape(node, operands);
                    return default;

                case "ldfld" when operand.Kind == Kind.Machine:
                    if (Resolve(instruction).Name == StateField)
                    {
                        return Known(frame.State);
                    }

                    node.Reads.Add(Variable(Resolve(instruction)));
                    return default;
                case "ldflda" when operand.Kind == Kind.Machine:
                    Require(Resolve(instruction).Name != StateField);
                    return new Value(Kind.Address, Variable(Resolve(instruction)));
                case "stfld" when operand.Kind == Kind.Machine:
                    Escape(node, operands[1..]);
                    if (Resolve(instruction).Name == StateField)
                    {
                        frame = frame with { State = operands[1].Constant };
                    }
                    else
                    {
                        node.Writes.Add(Variable(Resolve(instruction)));
                    }

                    return default;

                case "ldflda" when operand.PointsToVariable:
                    return operand with { Kind = Kind.Part };
                case "initobj" when operand.Kind == Kind.Address:
                    node.Writes.Add(operand.Number);
                    return default;
                case "initobj" when operand.Kind == Kind.Part:
                    return default;
                case var _ when operand.PointsToVariable
                    && (name is "ldfld" or "ldobj" || name.StartsWith("ldind", StringComparison.Ordinal)):
                    node.Reads.Add(operand.Number);
                    return default;
                case var _ when operand.PointsToVariable
                    && (name is "stfld" or "stobj" || name.StartsWith("stind", StringComparison.Ordinal)):
                    // It may change a part only, so it is no write, but it matters only if the whole is read.
                    node.OnlyFor = [operand.Number];
                    Escape(node, operands[1..]);
                    return default;

                default:
                    Require(name is not ("ldfld" or "ldflda" or "stfld") || Resolve(instruction).DeclaringType != machine);
                    Require(name is not ("ldarga" or "starg" or "arglist"));
                    node.OnlyFor = IsPure(name) ? node.OnlyFor : null;
                    Escape(node, operands);
                    return operands is [{ Constant: { } left }, { Constant: { } right }]
                        ? Known(name == "sub" ? left - right : Compare(name, left, right) is { } holds ? holds ? 1 : 0 : null)
                        : default;
            }
        }

        private static Value Known(int? constant) => constant is { } number ? new Value(Kind.Constant, number) : default;

        private static bool IsPure(string name) =>
            name.Split('.')[0] is "ldc" or "ldnull" or "ldtoken" or "sizeof" or "isinst" or "nop"
                or "add" or "sub" or "mul" or "and" or "or" or "xor" or "shl" or "shr" or "neg" or "not"
                or "ceq" or "cgt" or "clt" or "conv"
            && !name.Contains(".ovf", StringComparison.Ordinal);

        /// <summary>Something unforeseen is done with values: read what they point to, and keep the pointer.</summary>
        private void Escape(Node node, IEnumerable<Value> values)
        {
            foreach (var value in values)
            {
                Require(value.Kind != Kind.Machine);
                if (value.PointsToVariable)
                {
                    node.Reads.Add(value.Number);
                    node.OnlyFor = null;
                    exposed.Add(value.Number);
                }
            }
        }

        private Value Call(Node node, MethodBase callee, Value[] operands)
        {
            if (callee.Name is "AwaitUnsafeOnCompleted" or "AwaitOnCompleted" && callee.DeclaringType == builder
                && operands[^1].Kind == Kind.Machine)
            {
                // The builder gets the machine to resume it later. What that reads is the business of the entry
                // with the state stored before.
                operands[^1] = default;
            }

            var parameters = callee.GetParameters();
            var first = operands.Length - parameters.Length;
            for (var i = 0; i < parameters.Length; i++)
            {
                ref var operand = ref operands[first + i];
                if (operand.PointsToVariable && parameters[i] is { IsOut: true, IsIn: false })
                {
                    // A call that throws may not have written it. That is why writes do not hide what handlers read.
                    exposed.Add(operand.Number);
                    if (operand.Kind == Kind.Address)
                    {
                        node.Writes.Add(operand.Number);
                    }

                    operand = default;
                }
            }

            Escape(node, operands);
            return default;
        }

        private void Continue(Node node, Instruction instruction, Value[] operands, Frame after)
        {
            var frame = node.Frame;
            switch (instruction.Name)
            {
                case "ret":
                    Return(node);
                    break;
                case "leave":
                    Leave(node, frame, instruction.Targets[0]);
                    break;
                case "endfinally" when frame.Pending is { Head: not Unwinding } pending:
                    Leave(node, frame with { Pending = pending.Tail }, pending.Head);
                    break;
                case "endfinally":
                    Raise(node);
                    break;
                case "endfilter":
                    Go(node, after with { Stack = new Chain<Value>(default, null) });
                    Raise(node);
                    break;
                case "throw" or "rethrow":
                    Raise(node);
                    break;
                case "switch":
                    for (var i = 0; i <= instruction.Targets.Length; i++)
                    {
                        var taken = operands[0].Constant is not { } chosen
                            || i == (int)Math.Min((uint)chosen, (uint)instruction.Targets.Length);
                        if (taken)
                        {
                            Go(node, i < instruction.Targets.Length ? after with { At = instruction.Targets[i] } : after);
                        }
                    }

                    break;
                case var name when instruction.Targets is [var target]:
                    var branches = name == "br" ? true : Decide(name, operands);
                    if (branches is not false)
                    {
                        Go(node, after with { At = target });
                    }

                    if (branches is not true)
                    {
                        Go(node, after);
                    }

                    break;
                default:
                    Go(node, after);
                    if (node.OnlyFor is null)
                    {
                        Raise(node);
                    }

                    break;
            }
        }

        /// <summary>Whether a conditional branch is taken, if that is known.</summary>
        private static bool? Decide(string name, Value[] operands) => operands switch
        {
            [{ Constant: { } value }] => name == "brtrue" == (value != 0),
            [{ Constant: { } left }, { Constant: { } right }] => Compare(name, left, right),
            _ => null,
        };

        private static bool? Compare(string name, int left, int right) => name switch
        {
            "beq" or "ceq" => left == right,
            "bne.un" => left != right,
            "bge" => left >= right,
            "bge.un" => (uint)left >= (uint)right,
            "bgt" or "cgt" => left > right,
            "bgt.un" or "cgt.un" => (uint)left > (uint)right,
            "ble" => left <= right,
            "ble.un" => (uint)left <= (uint)right,
            "blt" or "clt" => left < right,
            "blt.un" or "clt.un" => (uint)left < (uint)right,
            _ => null,
        };

        private void Go(Node node, Frame frame) => node.Next.Add(Target(node, frame));

        private Node Target(Node node, Frame frame)
        {
            if (joins.Contains(frame.At))
            {
                // Constants of conditional expressions would otherwise multiply the frames.
                frame = frame with { Stack = Forget(frame.Stack) };
            }

            var target = NodeOf(frame);
            target.Previous.Add(node);
            return target;

            static Chain<Value>? Forget(Chain<Value>? stack) => stack is null ? null
                : new Chain<Value>(stack.Head.Kind == Kind.Constant ? default : stack.Head, Forget(stack.Tail));
        }

        private void Return(Node node)
        {
            if (node.Frame.State == -2)
            {
                return;
            }

            // Only the fields survive to the entry. Other negative states are those of async iterators.
            Require(node.Frame.State >= 0);
            node.Writes.UnionWith(Enumerable.Range(fields.Length, locals.Count));
            Go(node, Entry(node.Frame.State!.Value));
        }

        private static bool IsTried(ExceptionHandlingClause clause, int at) =>
            at >= clause.TryOffset && at < clause.TryOffset + clause.TryLength;

        private static bool IsCleanup(ExceptionHandlingClause clause) =>
            clause.Flags is ExceptionHandlingClauseOptions.Finally or ExceptionHandlingClauseOptions.Fault;

        private static bool IsFilter(ExceptionHandlingClause clause) =>
            clause.Flags == ExceptionHandlingClauseOptions.Filter;

        /// <summary>Goes to the target by way of the finally blocks that are left; inner clauses come first.</summary>
        private void Leave(Node node, Frame frame, int target)
        {
            var clause = clauses.FirstOrDefault(clause => clause.Flags == ExceptionHandlingClauseOptions.Finally
                && IsTried(clause, frame.At) && !IsTried(clause, target));
            Go(node, clause is null
                ? frame with { At = target, Stack = null }
                : frame with { At = clause.HandlerOffset, Stack = null, Pending = new Chain<int>(target, frame.Pending) });
        }

        /// <summary>
        /// Lets the exception that the node may throw reach every handler around it. One in a filter is
        /// swallowed, and what runs next depends on where the first one came from: maybe any handler.
        /// </summary>
        private void Raise(Node node)
        {
            var frame = node.Frame;
            var inFilter = clauses.Any(clause =>
                IsFilter(clause) && frame.At >= clause.FilterOffset && frame.At < clause.HandlerOffset);
            foreach (var clause in clauses.Where(clause => inFilter || IsTried(clause, frame.At)))
            {
                // The finally blocks around the handler still run, those inside of it are given up.
                var depth = clauses.Count(outer => IsCleanup(outer) && clause.TryOffset >= outer.HandlerOffset
                    && clause.TryOffset < outer.HandlerOffset + outer.HandlerLength);
                var pending = frame.Pending;
                for (; pending?.Depth > depth; pending = pending.Tail)
                {
                }

                while ((pending?.Depth ?? 0) < depth + (IsCleanup(clause) ? 1 : 0))
                {
                    pending = new Chain<int>(Unwinding, pending);
                }

                node.Handlers.Add(Target(node, frame with
                {
                    At = IsFilter(clause) ? clause.FilterOffset : clause.HandlerOffset,
                    Stack = IsCleanup(clause) ? null : new Chain<Value>(default, null),
                    Pending = pending,
                }));
            }
        }

        // ---- Backwards ---------------------------------------------------------------------------------------

        private void PropagateLiveness()
        {
            var queue = new Stack<Node>(nodes.Values);
            while (queue.TryPop(out var node))
            {
                var live = node.Next.SelectMany(next => next.Live).ToHashSet();
                var counts = node.OnlyFor is null || node.OnlyFor.Overlaps(live) || node.OnlyFor.Overlaps(exposed);
                live.ExceptWith(node.Writes);
                live.UnionWith(counts ? node.Reads : []);

                // A handler starts with a stack of its own.
                live.UnionWith(node.Handlers.SelectMany(handler => handler.Live).Where(variable => variable < firstSlot));
                if (live.Count > node.Live.Count)
                {
                    node.Live = live;
                    foreach (var previous in node.Previous)
                    {
                        queue.Push(previous);
                    }
                }
            }
        }
    }
}
