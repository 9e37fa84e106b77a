using Interleave.Tests.Generated;
using Interleave.Tests.Search;

namespace Interleave.Tests.Reduced;

/// <summary>Generates programs with identical processes, or identical processors with a task and a handler each, and often
/// somebody who makes them different after all.</summary>
internal static class TwinProgram
{
    public static Model Generate(ulong seed)
    {
        var rng = new Rng(seed);
        var model = new Model();
        if (rng.OneIn(2))
        {
            AddProcesses(model, rng);
        }
        else
        {
            AddProcessors(model, rng);
        }

        return model;
    }

    private static void AddProcesses(Model model, Rng rng)
    {
        Cell[] cells = [model.Cell("x", rng.Value(2)), model.Cell("y", rng.Value(2))];
        var code = LoopingProgram.Code(rng, cells);
        for (var i = 0; i < 2 + rng.Below(2); i++)
        {
            model.Process($"twin{i}", () => LoopingProgram.Run(code));
        }

        AddOther(model, rng, cells);
    }

    private static void AddProcessors(Model model, Rng rng)
    {
        var processors = Enumerable.Range(0, 2 + rng.Below(2)).Select(i => model.Processor($"cpu{i}")).ToList();
        var first = rng.OneIn(2) ? 0u : 1u;
        Cell[] shared = [model.Cell("x", rng.Value(2))];
        var own = model.PerProcessorCell("own", processor => processor.Index == 0 ? first : 0);
        var pending = model.PerProcessorCell("pending", _ => 1);
        var (task, handler) = (LoopingProgram.Code(rng, [.. shared, own]), LoopingProgram.Code(rng, [.. shared, own, .. rng.OneIn(4) ? [pending] : shared]));
        var sharedBudget = rng.OneIn(4) ? model.Cell("budget", 1) : null;
        foreach (var processor in processors)
        {
            model.Process($"task{processor.Index}", () => LoopingProgram.Run(task), processor);
            var budget = sharedBudget ?? (rng.OneIn(2) ? model.On(pending, processor) : model.Cell($"budget{processor.Index}", 1));
            model.Handler($"h{processor.Index}", () => LoopingProgram.Run(handler), processor, 1, budget, maskable: false);
        }

        // Somebody who looks at one of them makes it different.
        AddOther(model, rng, [.. shared, model.On(own, processors[rng.Below(processors.Count)])]);
    }

    private static void AddOther(Model model, Rng rng, Cell[] cells)
    {
        if (rng.OneIn(2))
        {
            var code = LoopingProgram.Code(rng, cells);
            model.Process("other", () => LoopingProgram.Run(code));
        }
    }
}
