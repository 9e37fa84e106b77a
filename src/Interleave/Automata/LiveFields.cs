using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Interleave.Automata;

/// <summary>Which hoisted fields of an async state machine may still be read when it resumes.</summary>
/// <remarks>
/// <para>
/// A debug build hoists every local, used again or not, and an optimised build leaves the last values of dead
/// locals behind. A snapshot that hashed those too would tell states apart that behave the same, and would count
/// differently in the two configurations. So the IL of <c>MoveNext</c> is analysed, in two passes over one graph:
/// </para>
/// <list type="number">
/// <item>Forwards, an abstract interpretation. A node is an instruction together with the constants known when it
/// runs, above all <c>&lt;&gt;1__state</c> and the local that caches it: so the dispatch code goes only where the
/// suspension at hand resumes, and finally blocks know whether the method is merely being suspended.</item>
/// <item>Backwards, strong liveness of fields, locals and stack slots: what merely feeds a dead variable is not
/// read. (Optimised code copies <c>&lt;&gt;4__this</c> to a local on every entry; that alone must not count.)</item>
/// </list>
/// <para>
/// Suspending is an edge from the return to the entry with the state just stored, so what is live at the next
/// suspension is live at this one unless written in between. Errors are on the safe side: code that is not
/// understood makes all fields live. What is relied on beyond the IL is C#'s guarantee that a callee does not
/// read an <c>out</c> argument before writing it.
/// </para>
/// </remarks>
internal static class LiveFields
{
    private const string StateField = "<>1__state";
    private const string BuilderField = "<>t__builder";

    /// <summary>Far beyond any method that people write.</summary>
    private const int MaxNodes = 50_000;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>
    /// The fields that <c>MoveNext</c>, resumed with <c>&lt;&gt;1__state</c> equal to the key, may read before it
    /// overwrites them. Neither the state itself nor the builder nor the awaiters are among them. Every state in
    /// which the machine can suspend is a key. The sets hold the <see cref="FieldInfo"/>s that
    /// <paramref name="stateMachine"/> itself lists. The result is not cached here.
    /// </summary>
    internal static IReadOnlyDictionary<int, IReadOnlySet<FieldInfo>> Of(Type stateMachine)
    {
        var map = stateMachine.GetInterfaceMap(typeof(IAsyncStateMachine));
        var moveNext = map.TargetMethods[
            Array.FindIndex(map.InterfaceMethods, method => method.Name == nameof(IAsyncStateMachine.MoveNext))];
        var fields = stateMachine.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        var code = Decode(moveNext, fields);

        // The second round tells paths apart by the flags that the first round found to be in use.
        var body = moveNext.GetMethodBody()!;
        var first = new Analysis(stateMachine, fields, body, code, []).Run();
        var second = first is null ? null : new Analysis(stateMachine, fields, body, code, first.LiveByOffset()).Run();

        // States are constants in the code, so all constants together certainly include all states.
        var live = (second ?? first)?.LiveByState()
            ?? code.Values.Where(instruction => instruction is { Name: "ldc.i4", Number: >= 0 })
                .Select(instruction => instruction.Number).Distinct()
                .ToDictionary(state => state, _ => Range(0, fields.Length));
        return live.ToDictionary(pair => pair.Key, pair => (IReadOnlySet<FieldInfo>)fields
            .Where((_, variable) => Contains(pair.Value, variable))
            .Where(field => field.Name is not (StateField or BuilderField)
                && !field.Name.StartsWith("<>u__", StringComparison.Ordinal)).ToHashSet());
    }

    private static Dictionary<int, Instruction> Decode(MethodInfo method, FieldInfo[] fields)
    {
        var bytes = method.GetMethodBody()?.GetILAsByteArray()
            ?? throw new ArgumentException($"{method.DeclaringType}.{method.Name} has no IL.", nameof(method));
        var typeArguments = method.DeclaringType!.GetGenericArguments();
        var code = new Dictionary<int, Instruction>();
        for (int start = 0, end; start < bytes.Length; start = end)
        {
            var opCode = OpCodesByValue[bytes[start] == 0xFE ? (short)(0xFE00 | bytes[start + 1]) : bytes[start]];
            var operand = start + opCode.Size;
            var (number, size) = opCode.OperandType switch
            {
                OperandType.InlineNone => (0, 0),
                OperandType.ShortInlineVar => (bytes[operand], 1),
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI => ((sbyte)bytes[operand], 1),
                OperandType.InlineVar => (BitConverter.ToUInt16(bytes, operand), 2),
                OperandType.InlineI8 or OperandType.InlineR => (0, 8),
                _ => (BitConverter.ToInt32(bytes, operand), 4),
            };
            var cases = opCode.OperandType == OperandType.InlineSwitch ? number : 0;
            var after = end = operand + size + 4 * cases;
            int[] targets = opCode.OperandType is OperandType.ShortInlineBrTarget or OperandType.InlineBrTarget
                ? [after + number]
                : [.. Enumerable.Range(1, cases).Select(i => after + BitConverter.ToInt32(bytes, operand + 4 * i))];

            var name = opCode.Name!;
            var dot = name.LastIndexOf('.');
            if (name.EndsWith(".s", StringComparison.Ordinal))
            {
                name = name[..dot];
            }
            else if (dot >= 0 && name[..dot] is "ldloc" or "stloc" or "ldarg" or "ldc.i4")
            {
                number = name.EndsWith("m1", StringComparison.Ordinal) ? -1 : name[^1] - '0';
                name = name[..dot];
            }

            var field = name is "ldfld" or "ldflda" or "stfld"
                ? method.Module.ResolveField(number, typeArguments, null)! : null;
            var variable = name is "ldloc" or "ldloca" or "stloc" ? fields.Length + number
                : field?.DeclaringType != method.DeclaringType ? -1
                : Array.FindIndex(fields, candidate => candidate.MetadataToken == field!.MetadataToken);
            var callee = name is "call" or "callvirt" or "newobj"
                ? method.Module.ResolveMethod(number, typeArguments, null) : null;
            code.Add(start, new Instruction(opCode, name, end, number, targets, variable, callee));
        }

        return code;
    }

    /// <summary>
    /// An instruction under its general name: <c>ldloc.2</c> and <c>ldloc.s 2</c> are both <c>ldloc</c> with
    /// the number 2. The targets are offsets. The variable is the local, or the field of the state machine, that
    /// is accessed, or -1.
    /// </summary>
    private sealed record Instruction(
        OpCode Code, string Name, int End, int Number, int[] Targets, int Variable, MethodBase? Callee)
    {
        internal ParameterInfo[] Parameters { get; } = Callee?.GetParameters() ?? [];

        internal int Pops => Callee is null ? Count(Code.StackBehaviourPop)
            : Parameters.Length + (Callee.IsStatic || Name == "newobj" ? 0 : 1);

        internal int Pushes => Callee is null ? Count(Code.StackBehaviourPush)
            : Name == "newobj" || (Callee is MethodInfo method && method.ReturnType != typeof(void)) ? 1 : 0;

        /// <summary>It cannot throw, and does nothing but compute its result.</summary>
        internal bool IsPure => !Name.Contains(".ovf", StringComparison.Ordinal) && Name.Split('.')[0] is "nop"
            or "ldc" or "ldnull" or "ldtoken" or "sizeof" or "isinst" or "conv" or "ceq" or "cgt" or "clt"
            or "add" or "sub" or "mul" or "and" or "or" or "xor" or "shl" or "shr" or "neg" or "not";

        // The name of a stack behaviour lists what is popped or pushed: Popref_popi_pop1. What varies is calls,
        // and a return, which is void here.
        private static int Count(StackBehaviour behaviour) => behaviour is StackBehaviour.Pop0 or StackBehaviour.Push0
            or StackBehaviour.Varpop or StackBehaviour.Varpush ? 0 : behaviour.ToString().Split('_').Length;
    }

    // ---- Sets of variables: the fields, then the locals, then the stack slots --------------------------------

    private static BigInteger Set(int variable) => BigInteger.One << variable;

    private static BigInteger Range(int first, int count) => ((BigInteger.One << count) - 1) << first;

    /// <summary>Whether the variable is in the set; -1 is in none.</summary>
    private static bool Contains(BigInteger set, int variable) => !((set >> variable) & 1).IsZero;

    private static BigInteger Union(IEnumerable<BigInteger> sets) => sets.Aggregate(BigInteger.Zero, (a, b) => a | b);

    // ---- What is known ---------------------------------------------------------------------------------------

    private sealed class NotUnderstoodException : Exception;

    /// <summary>
    /// What is known of a value: that it is the 32-bit number; the state machine (a reference, a managed pointer
    /// to it, or one to a local that holds it); a managed pointer to, or into a part of, the variable with the
    /// number.
    /// </summary>
    private enum Kind { Unknown, Constant, Machine, Address, Part }

    private readonly record struct Value(Kind Kind, int Number = 0)
    {
        internal int? Constant => Kind == Kind.Constant ? Number : null;
        internal bool IsPointer => Kind is Kind.Address or Kind.Part;
        internal static Value Of(int? constant) => constant is { } number ? new Value(Kind.Constant, number) : default;
    }

    /// <summary>An immutable list that compares by value.</summary>
    private sealed record Chain<T>(T Head, Chain<T>? Tail)
    {
        internal int Length { get; } = 1 + (Tail?.Length ?? 0);
    }

    /// <summary>
    /// An instruction and what is known when it runs. <paramref name="Known"/> is sorted by variable;
    /// <paramref name="Pending"/> has one entry for each finally block that runs: where to go at its end. In a
    /// filter, <paramref name="Raised"/> is in the try block that the exception comes from.
    /// </summary>
    private sealed record Frame(int At, Chain<(int Variable, int Value)>? Known,
        Chain<Value>? Stack = null, Chain<int>? Pending = null, int? Raised = null)
    {
        internal int? this[int variable] => Find(Known, variable);

        private static int? Find(Chain<(int Variable, int Value)>? list, int variable) =>
            list is null || list.Head.Variable == variable ? list?.Head.Value : Find(list.Tail, variable);

        internal Frame With(int variable, int? value) => this with { Known = Replace(Known, variable, value) };

        private static Chain<(int Variable, int Value)>? Replace(
            Chain<(int Variable, int Value)>? list, int variable, int? value) =>
            list?.Head.Variable < variable ? new(list.Head, Replace(list.Tail, variable, value))
            : list?.Head.Variable == variable ? Replace(list.Tail, variable, value)
            : value is { } constant ? new((variable, constant), list) : list;
    }

    /// <summary>A frame and its effect.</summary>
    private sealed class Node(Frame frame)
    {
        internal Frame Frame => frame;
        internal List<Node> Next { get; } = [];
        internal List<Node> Handlers { get; } = [];
        internal List<Node> Previous { get; } = [];
        internal BigInteger Reads { get; set; }
        internal BigInteger Writes { get; set; }
        internal BigInteger Live { get; set; }

        /// <summary>What is changed, maybe in part: unlike what is written it still has a past.</summary>
        internal BigInteger Changes { get; set; }

        /// <summary>
        /// The instruction neither throws nor does anything but write and change these variables: unless one of
        /// them is live, what it reads does not matter.
        /// </summary>
        internal bool IsPure { get; set; } = true;
    }

    /// <param name="machine">The type of the state machine.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="body">Its <c>MoveNext</c>.</param>
    /// <param name="code">The instructions of that, by offset.</param>
    /// <param name="interesting">The variables, by offset, whose constants may be worth following.</param>
    private sealed class Analysis(Type machine, FieldInfo[] fields, MethodBody body, Dictionary<int, Instruction> code,
        Dictionary<int, BigInteger> interesting)
    {
        /// <summary>At the end of the finally block, the exception that started it is raised further.</summary>
        private const int Unwinding = -1;

        private readonly IList<ExceptionHandlingClause> clauses = body.ExceptionHandlingClauses;
        private readonly HashSet<int> joins = [.. code.Values.SelectMany(instruction => instruction.Targets)];
        private readonly Dictionary<Frame, Node> nodes = [];
        private readonly Stack<Node> unexplored = [];
        private readonly int firstSlot = fields.Length + body.LocalVariables.Count;
        private readonly int state = Array.FindIndex(fields, field => field.Name == StateField);
        private int cachedState;
        private BigInteger flags;

        /// <summary>Variables that may be read under another name: what is written to them always counts.</summary>
        private BigInteger exposed;

        /// <summary>Does it all. Null if there is something that is not understood.</summary>
        internal Analysis? Run()
        {
            try
            {
                cachedState = code.Values.Where(load => load.Name == "ldfld" && load.Variable == state)
                    .Select(load => code[load.End]).FirstOrDefault(next => next.Name == "stloc")?.Variable ?? -1;
                var pointedTo = Union(code.Values.Where(load => load.Name is "ldflda" or "ldloca" && load.Variable >= 0)
                    .Select(load => Set(load.Variable)));
                Require(state >= 0 && !Contains(pointedTo, state) && !Contains(pointedTo, cachedState));
                flags = Union(code.Values.Where(IsTested).Select(load => Set(load.Variable))) & ~pointedTo;

                Reach(new Frame(0, null).With(state, -1));
                while (unexplored.TryPop(out var node))
                {
                    Execute(node);
                }

                PropagateLiveness();
                return this;
            }
            catch (NotUnderstoodException)
            {
                return null;
            }
        }

        internal Dictionary<int, BigInteger> LiveByState() => nodes.Values
            .Where(node => node.Frame.At == 0 && node.Frame[state] >= 0)
            .GroupBy(node => node.Frame[state]!.Value, node => node.Live).ToDictionary(group => group.Key, Union);

        internal Dictionary<int, BigInteger> LiveByOffset() => nodes.Values
            .GroupBy(node => node.Frame.At, node => node.Live).ToDictionary(group => group.Key, Union);

        private static void Require(bool understood)
        {
            if (!understood)
            {
                throw new NotUnderstoodException();
            }
        }

        /// <summary>
        /// Whether a variable is loaded to be compared with constants, like the flags that generated code keeps
        /// to know how it came to the end of a try block, if there is an await in the catch or finally block.
        /// </summary>
        private bool IsTested(Instruction load)
        {
            if (load.Name is not ("ldfld" or "ldloc") || load.Variable < 0)
            {
                return false;
            }

            // Unoptimised code goes by way of a local.
            var next = code[load.End];
            if (next.Name == "stloc" && code[next.End] is { Name: "ldloc" } again && again.Variable == next.Variable)
            {
                next = code[again.End];
            }

            return next.Name == "switch" || (next.Name == "ldc.i4" && code[next.End] is var test
                && (test.Name is "beq" or "bne.un" || (test.Name == "ceq" && next.Number != 0) || (test.Name == "sub" && code[test.End].Name == "switch")));
        }

        /// <summary>Whether a constant is worth telling nodes apart: else there would be far too many.</summary>
        private bool IsInteresting(int variable, int at) => variable == state || variable == cachedState
            || (Contains(flags, variable) && Contains(interesting.GetValueOrDefault(at), variable))
            || (code[at] is { Name: "ldloc" } load && load.Variable == variable && !joins.Contains(at));

        // ---- Forwards ----------------------------------------------------------------------------------------

        private Node Reach(Frame frame)
        {
            for (var entry = frame.Known; entry is not null; entry = entry.Tail)
            {
                frame = IsInteresting(entry.Head.Variable, frame.At) ? frame : frame.With(entry.Head.Variable, null);
            }

            // The constants of conditional expressions would multiply the nodes. The result of a filter matters.
            if (joins.Contains(frame.At) && code[frame.At].Name != "endfilter")
            {
                frame = frame with { Stack = Forget(frame.Stack) };
            }

            if (!nodes.TryGetValue(frame, out var node))
            {
                Require(nodes.Count < MaxNodes);
                nodes.Add(frame, node = new Node(frame));
                unexplored.Push(node);
            }

            return node;

            static Chain<Value>? Forget(Chain<Value>? stack) => stack is null ? null
                : new(stack.Head.Kind == Kind.Constant ? default : stack.Head, Forget(stack.Tail));
        }

        private void Go(Node node, Frame frame)
        {
            var target = Reach(frame);
            node.Next.Add(target);
            target.Previous.Add(node);
        }

        private void Execute(Node node)
        {
            var instruction = code[node.Frame.At];
            var stack = node.Frame.Stack;
            var operands = new Value[instruction.Pops];
            for (var i = operands.Length; i-- > 0; stack = stack.Tail)
            {
                operands[i] = stack!.Head;
            }

            var bottom = firstSlot + (stack?.Length ?? 0);
            node.Reads = Range(bottom, operands.Length);
            node.Writes = Range(bottom, instruction.Pushes);
            var after = node.Frame with { At = instruction.End };
            var result = Apply(node, instruction, operands, ref after);
            for (var i = 0; i < instruction.Pushes; i++)
            {
                stack = new(result, stack);
            }

            Continue(node, instruction, operands, after with { Stack = stack });
        }

        /// <summary>Notes what the instruction reads and writes, besides the stack, and returns its result.</summary>
        private Value Apply(Node node, Instruction instruction, Value[] operands, ref Frame frame)
        {
            var (name, variable) = (instruction.Name, instruction.Variable);
            var target = operands.FirstOrDefault();
            var isLocal = name is "ldloc" or "ldloca" or "stloc";
            var isMachineLocal = isLocal && body.LocalVariables[instruction.Number].LocalType == machine;
            switch (name)
            {
                case "ldarg":
                    return new Value(Kind.Machine);
                case "ldc.i4":
                    return new Value(Kind.Constant, instruction.Number);
                case "dup":
                    return target;
                case "pop":
                    return default;

                // Unoptimised code copies `this` to a local, to have something to pass by reference.
                case "ldloca":
                    return isMachineLocal ? new Value(Kind.Machine) : new Value(Kind.Address, variable);
                case "stloc" when isMachineLocal && target.Kind == Kind.Machine:
                    return default;

                case "ldloc" when !isMachineLocal:
                case "ldfld" when target.Kind == Kind.Machine:
                    node.Reads |= Set(variable);
                    return Value.Of(frame[variable]);
                case "stloc" when !isMachineLocal:
                case "stfld" when target.Kind == Kind.Machine:
                    node.Writes |= Set(variable);
                    frame = frame.With(variable, operands[^1].Constant);
                    Escape(node, operands[^1..]);
                    return default;
                case "ldflda" when target.Kind == Kind.Machine:
                    return new Value(Kind.Address, variable);

                case "ldflda" when target.IsPointer:
                    return target with { Kind = Kind.Part };
                case "initobj" when target.Kind == Kind.Address:
                    node.Writes |= Set(target.Number);
                    return default;
                case ['l', 'd', 'i', 'n', 'd', ..] or "ldobj" or "ldfld" when target.IsPointer:
                    node.Reads |= Set(target.Number);
                    return default;
                case ['s', 't', 'i', 'n', 'd', ..] or "stobj" or "stfld" or "initobj" when target.IsPointer:
                    // It may change a part only, so the variable does not count as written.
                    node.Changes = Set(target.Number);
                    Escape(node, operands[1..]);
                    return default;

                case "call" or "callvirt" or "newobj":
                    Call(node, instruction, operands);
                    return default;
                default:
                    // What is left of accesses to variables goes by way of pointers that are not followed.
                    Require(variable < 0 && name is not ("calli" or "jmp" or "arglist" or "ldarga" or "starg"));
                    node.IsPure = instruction.IsPure;
                    Escape(node, operands);
                    if (operands is not [{ Constant: { } left }, { Constant: { } right }])
                    {
                        return default;
                    }

                    // Dispatch code subtracts. What is counted down in a variable has too many values to follow.
                    return name != "sub" ? Value.Of(Compare(name, left, right) is { } holds ? holds ? 1 : 0 : null)
                        : Value.Of(code[instruction.End].Name is "dup" or "stloc" or "stfld" ? null : left - right);
            }
        }

        private void Call(Node node, Instruction instruction, Value[] operands)
        {
            var callee = instruction.Callee!;
            if (callee.Name is "AwaitUnsafeOnCompleted" or "AwaitOnCompleted" && operands[^1].Kind == Kind.Machine
                && Array.Exists(fields, field => field.Name == BuilderField && field.FieldType == callee.DeclaringType))
            {
                // It will resume the machine. What that reads is a matter of the entry with the stored state.
                operands[^1] = default;
            }

            Require(!callee.CallingConvention.HasFlag(CallingConventions.VarArgs));
            var parameters = instruction.Parameters;
            for (var i = 0; i < parameters.Length; i++)
            {
                ref var operand = ref operands[operands.Length - parameters.Length + i];
                if (operand.IsPointer && parameters[i] is { IsOut: true, IsIn: false })
                {
                    exposed |= Set(operand.Number);
                    node.Writes |= operand.Kind == Kind.Address ? Set(operand.Number) : 0;
                    operand = default;
                }
            }

            node.IsPure = false;
            Escape(node, operands);
        }

        /// <summary>The values are used in a way that may read what they point to, now or later.</summary>
        private void Escape(Node node, Value[] values)
        {
            foreach (var value in values)
            {
                Require(value.Kind != Kind.Machine);
                if (value.IsPointer)
                {
                    node.Reads |= Set(value.Number);
                    node.IsPure = false;
                    exposed |= Set(value.Number);
                }
            }
        }

        private void Continue(Node node, Instruction instruction, Value[] operands, Frame after)
        {
            var frame = node.Frame;
            switch (instruction.Name)
            {
                case "ret" when frame[state] == -2:
                    break;
                case "ret":
                    // Only the fields survive until the machine resumes. An async iterator also yields, with
                    // negative states.
                    Require(frame[state] >= 0);
                    node.Writes |= Range(fields.Length, body.LocalVariables.Count);
                    Go(node, new Frame(0, frame.With(cachedState, null).Known));
                    break;
                case "leave":
                    Leave(node, frame, instruction.Targets[0]);
                    break;
                case "endfinally" when frame.Pending is { Head: not Unwinding } pending:
                    Leave(node, frame with { Pending = pending.Tail }, pending.Head);
                    break;
                case "endfinally" or "throw" or "rethrow":
                    Raise(node);
                    break;
                case "endfilter":
                    if (operands[0].Constant != 0)
                    {
                        Go(node, after with { Stack = new(default, null), Raised = null });
                    }

                    Raise(node);
                    break;
                default:
                    foreach (var at in Choose(instruction, operands))
                    {
                        Go(node, after with { At = at });
                    }

                    if (!node.IsPure && instruction.Targets is [])
                    {
                        Raise(node);
                    }

                    break;
            }
        }

        /// <summary>Where it may go on: to the targets of a branch, or to the next instruction.</summary>
        private static int[] Choose(Instruction instruction, Value[] operands)
        {
            int[] all = [.. instruction.Targets, instruction.End];
            return (instruction.Targets, operands) switch
            {
                ([var target], []) => [target],
                ([_], [{ Constant: { } value }]) when instruction.Name != "switch" =>
                    [all[instruction.Name == "brtrue" == (value != 0) ? 0 : 1]],
                ([_], [{ Constant: { } left }, { Constant: { } right }]) =>
                    [all[Compare(instruction.Name, left, right) == true ? 0 : 1]],
                ([_, ..], [{ Constant: { } index }]) => [all[Math.Min((uint)index, all.Length - 1)]],
                _ => all,
            };
        }

        private static bool? Compare(string name, long left, long right)
        {
            (left, right) = name.EndsWith(".un", StringComparison.Ordinal) ? ((uint)left, (uint)right) : (left, right);
            return name.Split('.')[0] switch
            {
                "beq" or "ceq" => left == right,
                "bne" => left != right,
                "bge" => left >= right,
                "bgt" or "cgt" => left > right,
                "ble" => left <= right,
                "blt" or "clt" => left < right,
                _ => null,
            };
        }

        private static bool IsTried(ExceptionHandlingClause clause, int at) =>
            at >= clause.TryOffset && at < clause.TryOffset + clause.TryLength;

        private static bool IsFilter(ExceptionHandlingClause clause) =>
            clause.Flags == ExceptionHandlingClauseOptions.Filter;

        private static bool IsCleanup(ExceptionHandlingClause clause) =>
            clause.Flags is ExceptionHandlingClauseOptions.Finally or ExceptionHandlingClauseOptions.Fault;

        /// <summary>Goes to the target by way of the finally blocks that are left; inner clauses come first.</summary>
        private void Leave(Node node, Frame frame, int target)
        {
            var clause = clauses.FirstOrDefault(clause => clause.Flags == ExceptionHandlingClauseOptions.Finally
                && IsTried(clause, frame.At) && !IsTried(clause, target));
            Go(node, clause is null
                ? frame with { At = target, Stack = null }
                : frame with { At = clause.HandlerOffset, Stack = null, Pending = new(target, frame.Pending) });
        }

        /// <summary>
        /// Lets the exception that the node may throw reach every handler around it. One in a filter is swallowed,
        /// and the first one goes on: cleanup blocks run only when a filter, however far out, has had its say.
        /// </summary>
        private void Raise(Node node)
        {
            var frame = node.Frame;
            var raised = frame.Raised ?? frame.At;
            var around = clauses.Where(clause => IsTried(clause, raised)).ToList();
            foreach (var clause in around)
            {
                // The cleanup blocks around the handler still run, those inside of it are given up.
                var depth = clauses.Count(outer => IsCleanup(outer) && clause.TryOffset >= outer.HandlerOffset
                    && clause.TryOffset < outer.HandlerOffset + outer.HandlerLength);
                var pending = frame.Pending;
                while (pending?.Length > depth)
                {
                    pending = pending.Tail;
                }

                while ((pending?.Length ?? 0) < depth + (IsCleanup(clause) ? 1 : 0))
                {
                    pending = new(Unwinding, pending);
                }

                var at = IsFilter(clause) ? clause.FilterOffset : clause.HandlerOffset;
                var stack = IsCleanup(clause) ? null : new Chain<Value>(default, null);
                int? origin = IsFilter(clause) ? around[0].TryOffset : null;
                var handler = Reach(frame with { At = at, Stack = stack, Pending = pending, Raised = origin });
                node.Handlers.Add(handler);
                handler.Previous.Add(node);
            }
        }

        // ---- Backwards ---------------------------------------------------------------------------------------

        private void PropagateLiveness()
        {
            var queue = new Stack<Node>(nodes.Values);
            while (queue.TryPop(out var node))
            {
                var live = Union(node.Next.Select(next => next.Live));
                var matters = !node.IsPure || !((node.Writes | node.Changes) & (live | exposed)).IsZero;

                // What throws may not have written, and a handler starts with a stack of its own.
                live = (live & ~node.Writes) | (matters ? node.Reads : 0)
                    | (Union(node.Handlers.Select(handler => handler.Live)) & Range(0, firstSlot));
                if (live != node.Live)
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
