using System.Reflection;
using System.Reflection.Emit;

namespace Interleave.Automata.Liveness;

/// <summary>
/// An instruction under its general name: <c>ldloc.2</c> and <c>ldloc.s 2</c> are both <c>ldloc</c> with
/// the number 2. The targets are offsets. The variable is the local, or the field of the state machine, that
/// is accessed, or -1.
/// </summary>
internal sealed record Instruction(
    OpCode Code, string Name, int End, int Number, int[] Targets, int Variable, MethodBase? Callee)
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

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

    /// <summary>The instructions of a method, by offset.</summary>
    internal static Dictionary<int, Instruction> Decode(MethodInfo method, FieldInfo[] fields)
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
}
