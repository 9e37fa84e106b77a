using Interleave.Tests.Generated;

namespace Interleave.Tests.Search;

/// <summary>Generates programs whose processes run once, for ever, or until a cell holds 1. All values are 0 or 1, so
/// the state graphs are finite.</summary>
internal static class LoopingProgram
{
    public static Model Generate(ulong seed)
    {
        var rng = new Rng(seed);
        var model = new Model();
        var cpu = model.Processor("cpu");
        var budget = model.Cell("budget", rng.Value(2));
        var cells = new[] { model.Cell("x", rng.Value(2)), model.Cell("y", rng.Value(2)) };
        var processes = 1 + rng.Below(2);
        for (var i = 0; i < processes; i++)
        {
            AddProcess(model, rng, $"p{i}", cells);
        }

        if (rng.OneIn(2))
        {
            var task = Code(rng, cells);
            model.Process("task", () => Run(task), cpu);
        }

        if (rng.OneIn(2))
        {
            // A handler that writes its own budget strikes again and again.
            var handler = Code(rng, rng.OneIn(2) ? [.. cells, budget] : cells);
            model.Handler("h", () => Run(handler), cpu, 1, budget, maskable: false, mustStrike: rng.OneIn(2));
        }

        return model;
    }

    private static void AddProcess(Model model, Rng rng, string name, Cell[] cells)
    {
        var code = Code(rng, cells);
        model.Process(name, () => Run(code));
    }

    /// <summary>What a process does, on some of the cells.</summary>
    public static LoopCode Code(Rng rng, Cell[] cells)
    {
        var operations = new LoopOperation[1 + rng.Below(3)];
        for (var i = 0; i < operations.Length; i++)
        {
            operations[i] = new LoopOperation(rng.Pick("read", "write", "write", "wait", "toggle"), cells[rng.Below(cells.Length)], rng.Value(2));
        }

        return new LoopCode((Rounds)rng.Below(3), operations, cells[rng.Below(cells.Length)]);
    }

    /// <summary>The process that does it.</summary>
    public static async Step Run(LoopCode code)
    {
        do
        {
            for (var i = 0; i < code.Operations.Length; i++)
            {
                var operation = code.Operations[i];
                switch (operation.Kind)
                {
                    case "read":
                        await operation.Cell.ReadOnce();
                        break;
                    case "write":
                        await operation.Cell.WriteOnce(operation.Value);
                        Events.Emit(new Wrote(operation.Cell.Name, operation.Value));
                        break;
                    case "wait":
                        await operation.Cell.WaitUntil(operation.Value);
                        break;
                    default:
                        await operation.Cell.WriteOnce(1 - await operation.Cell.ReadOnce());
                        break;
                }
            }
        }
        while (code.Rounds == Rounds.Forever || (code.Rounds == Rounds.UntilSet && await code.Stop.ReadOnce() == 0));
    }

    /// <summary>A process has written a value of its own.</summary>
    internal sealed record Wrote(string Cell, uint Value);

}

/// <summary>How often a generated process does what it does.</summary>
internal enum Rounds
{
    Once,
    Forever,
    UntilSet,
}

/// <summary>What a generated process does. Two processes with the same one are identical.</summary>
internal sealed class LoopCode(Rounds rounds, LoopOperation[] operations, Cell stop) : IModelObject
{
    public Rounds Rounds => rounds;

    public LoopOperation[] Operations => operations;

    public Cell Stop => stop;
}

/// <summary>An operation of a generated process.</summary>
internal sealed class LoopOperation(string kind, Cell cell, uint value) : IModelObject
{
    public string Kind => kind;

    public Cell Cell => cell;

    public uint Value => value;
}
