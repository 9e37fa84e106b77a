namespace Interleave.Tests.Generated;

/// <summary>The process that interprets a context of a generated program: nested async methods with results, one per
/// block, over the operations of the engine.</summary>
internal static class AstProcess
{
    public static async Step Run(Block body, Machine machine, int context) => await RunBlock(body, default, machine, context);

    /// <summary>Mixes a 64-bit value into a local.</summary>
    public static uint Fold(ulong value) => (uint)value ^ (uint)(value >> 32);

    private static async Step<Locals> RunBlock(Block block, Locals locals, Machine machine, int context)
    {
        for (var i = 0; i < block.Statements.Count; i++)
        {
            switch (block.Statements[i])
            {
                case Operate operate:
                    locals = locals.With(operate.Into, await Execute(operate, locals, machine, context));
                    break;
                case If branch:
                    locals = await RunBlock(locals[branch.Local] == branch.Value ? branch.Then : branch.Otherwise, locals, machine, context);
                    break;
                case Repeat repeat:
                    for (var round = 0; round < repeat.Times; round++)
                    {
                        locals = await RunBlock(repeat.Body, locals, machine, context);
                    }

                    break;
                case AssertNot assertion:
                    Check.That(locals[assertion.Local] != assertion.Value, $"local {assertion.Local} is not {assertion.Value}");
                    break;
                case Emit emit:
                    Events.Emit((emit.Tag, locals[emit.Local]));
                    break;
                default:
                    throw new InvalidOperationException();
            }
        }

        return locals;
    }

    private static async Step<uint> Execute(Operate operate, Locals locals, Machine machine, int context)
    {
        var value = operate.Operand.In(locals);
        var wide = operate.Operand.Local < 0 ? ((ulong)value << 32) | uint.MaxValue : value * 0x1_0000_0001UL;
        switch (operate.Access)
        {
            case Access.WideRead:
                return Fold(await machine.Wide.Read());
            case Access.WideWrite:
                await machine.Wide.Write(wide);
                return 0;
            case Access.WideFetchAdd:
                return Fold(await machine.Wide.FetchAdd(wide));
            case Access.Choose:
                return (uint)await CellOperations.Choose((int)operate.Comparand, "any");
            case Access.ChooseWithBudget:
                return (uint)await machine.Cells[operate.Word].Choose((int)operate.Comparand, "failure", (ChoiceKind)value);
            case Access.Leave:
                return await machine.ThreadOf(context).Leave(value != 0);
            case Access.ProcessorIndex:
                return await CellOperations.ProcessorIndex();
            case Access.Pass:
                return await CellOperations.Pass("pass");
            default:
                return await ExecuteOn(machine.CellOf(operate), operate, value);
        }
    }

    private static async Step<uint> ExecuteOn(Cell cell, Operate operate, uint value)
    {
        var operation = operate.Access switch
        {
            Access.Read => cell.ReadOnce(),
            Access.Write => cell.WriteOnce(value),
            Access.Exchange => cell.Exchange(value),
            Access.CompareExchange => cell.CompareExchange(operate.Comparand, value),
            Access.FetchAdd => cell.FetchAdd(value),
            Access.FetchOr => cell.FetchOr(value),
            Access.FetchAndNot => cell.FetchAndNot(value),
            Access.WaitUntil => cell.WaitUntil(operate.Comparand),
            Access.WaitWhile => cell.WaitWhile(operate.Comparand),
            _ => cell.Acquire(),
        };
        return await (operate.Away ? operation.WhileAway() : operation);
    }
}
