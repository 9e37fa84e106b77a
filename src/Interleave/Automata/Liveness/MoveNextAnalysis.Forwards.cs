using System.Reflection;
using static Interleave.Automata.Liveness.VariableSets;

namespace Interleave.Automata.Liveness;

/// <summary>Forwards: what each instruction does with what is known.</summary>
internal sealed partial class MoveNextAnalysis
{
    private Node Reach(CodePoint point)
    {
        for (var entry = point.Known; entry is not null; entry = entry.Tail)
        {
            point = IsInteresting(entry.Head.Variable, point.Offset) ? point : point.With(entry.Head.Variable, null);
        }

        // The constants of conditional expressions would multiply the nodes. The result of a filter matters.
        if (joins.Contains(point.Offset) && code[point.Offset].Name != "endfilter")
        {
            point = point with { Stack = Forget(point.Stack) };
        }

        if (!nodes.TryGetValue(point, out var node))
        {
            Require(nodes.Count < MaxNodes);
            nodes.Add(point, node = new Node(point));
            unexplored.Push(node);
        }

        return node;

        static Chain<Value>? Forget(Chain<Value>? stack) => stack is null ? null
            : new(stack.Head.Kind == Kind.Constant ? default : stack.Head, Forget(stack.Tail));
    }

    private void Go(Node node, CodePoint point)
    {
        var target = Reach(point);
        node.Next.Add(target);
        target.Previous.Add(node);
    }

    private void Execute(Node node)
    {
        var instruction = code[node.At.Offset];
        var stack = node.At.Stack;
        var operands = new Value[instruction.Pops];
        for (var i = operands.Length; i-- > 0; stack = stack.Tail)
        {
            operands[i] = stack!.Head;
        }

        var bottom = firstSlot + (stack?.Length ?? 0);
        node.Reads = Range(bottom, operands.Length);
        node.Writes = Range(bottom, instruction.Pushes);
        var after = node.At with { Offset = instruction.End };
        var result = Apply(node, instruction, operands, ref after);
        for (var i = 0; i < instruction.Pushes; i++)
        {
            stack = new(result, stack);
        }

        Continue(node, instruction, operands, after with { Stack = stack });
    }

    /// <summary>Notes what the instruction reads and writes, besides the stack, and returns its result.</summary>
    private Value Apply(Node node, Instruction instruction, Value[] operands, ref CodePoint point)
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
                return Value.Of(point[variable]);
            case "stloc" when !isMachineLocal:
            case "stfld" when target.Kind == Kind.Machine:
                node.Writes |= Set(variable);
                point = point.With(variable, operands[^1].Constant);
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
            && Array.Exists(fields, field => field.Name == LiveFields.BuilderField && field.FieldType == callee.DeclaringType))
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
}
