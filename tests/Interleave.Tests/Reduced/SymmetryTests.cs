using Interleave.Exploration;
using Interleave.Exploration.Reduced;

namespace Interleave.Tests.Reduced;

/// <summary>Identical processes and processors are found, and nobody else is taken for identical.</summary>
public sealed class SymmetryTests
{
    private const int Programs = 2_000;
    private const int MaxStates = 3_000;

    [Fact]
    public void Programs_with_identical_processes_or_processors_violate_the_same_invariants()
    {
        var (with, without) = (0L, 0L);
        for (var (seed, compared) = (0UL, 0); compared < Programs; seed++)
        {
            var whole = Explore.Search(TwinProgram.Generate(seed), new SearchOptions { MaxStates = MaxStates, KeepGraph = false });
            if (whole.Complete)
            {
                compared++;
                var violated = whole.Violated.Order(StringComparer.Ordinal);
                var (reduced, plain) = (Reduced(TwinProgram.Generate(seed), Savings.All), Reduced(TwinProgram.Generate(seed), Savings.All & ~Savings.Symmetry));
                Assert.True(violated.SequenceEqual(reduced.Violated.Order(StringComparer.Ordinal)), $"seed {seed}: {string.Join(' ', violated)}; reduced: {string.Join(' ', reduced.Violated)}; without symmetry: {string.Join(' ', plain.Violated)}");
                (with, without) = (with + reduced.Expanded, without + plain.Expanded);
            }
        }

        Assert.InRange(with, 1, without * 3 / 4);
    }

    [Theory]
    [InlineData(2, 1.5)]
    [InlineData(3, 4)]
    [InlineData(4, 12)]
    public void Processes_that_do_the_same_are_exchanged(int processes, double factor)
    {
        var model = new Model();
        var cell = model.Cell("x");
        for (var i = 0; i < processes; i++)
        {
            model.Process($"p{i}", () => Increment(cell));
        }

        AssertSaves(model, factor, EngineInvariants.NoException);
    }

    [Fact]
    public void Processors_with_the_same_task_and_handler_are_exchanged() => AssertSaves(PerProcessorCounters(out _, out _), 2, EngineInvariants.NoException);

    [Fact]
    public void A_process_that_refers_to_itself_is_like_no_other()
    {
        var model = new Model();
        var cell = model.Cell("x");
        for (var i = 0u; i < 3; i++)
        {
            var me = i;
            model.Process($"p{i}", () => FailIf(cell, me));
        }

        AssertNothingSaved(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_process_that_accesses_the_copy_of_another_processor_tells_them_apart()
    {
        var model = PerProcessorCounters(out var processors, out var counter);
        var copy = model.On(counter, processors[2]);
        model.Process("reader", () => ReadOften(copy));
        AssertNothingSaved(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_process_that_takes_from_the_budget_of_a_processor_tells_them_apart()
    {
        var model = PerProcessorCounters(out var processors, out var counter);
        var copy = model.On(counter, processors[2]);
        model.Process("chooser", () => ChooseOften(copy));
        AssertNothingSaved(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_process_that_asks_for_its_processor_tells_them_apart()
    {
        var model = new Model();
        var processors = Enumerable.Range(0, 3).Select(i => model.Processor($"cpu{i}")).ToList();
        var cell = model.Cell("x");
        processors.ForEach(processor => model.Process($"task{processor.Index}", () => WriteIndex(cell), processor));
        AssertNothingSaved(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_process_that_may_wait_is_not_one_that_must_not()
    {
        var model = new Model();
        var cell = model.Cell("x");
        model.Process("must end", () => WaitFor(cell));
        model.Worker("may wait", () => WaitFor(cell));
        AssertNothingSaved(model, EngineInvariants.NoDeadlock);
    }

    private static Model PerProcessorCounters(out List<Processor> processors, out Cell counter)
    {
        var model = new Model();
        processors = [.. Enumerable.Range(0, 3).Select(i => model.Processor($"cpu{i}"))];
        var own = counter = model.PerProcessorCell("counter", _ => 0);
        foreach (var processor in processors)
        {
            model.Process($"task{processor.Index}", () => Increment(own), processor);
            model.Handler($"irq{processor.Index}", () => Write(own), processor, 1, model.Cell($"irqs{processor.Index}", 1), maskable: true);
        }

        return model;
    }

    private static void AssertSaves(Model model, double factor, string violated)
    {
        var (with, without) = (Reduced(model, Savings.All), Reduced(model, Savings.All & ~Savings.Symmetry));
        Assert.Contains(violated, with.Violated);
        Assert.Equal(without.Violated, with.Violated);
        Assert.InRange(with.Expanded, 1, (long)(without.Expanded / factor));
    }

    private static void AssertNothingSaved(Model model, string violated)
    {
        var (with, without) = (Reduced(model, Savings.All), Reduced(model, Savings.All & ~Savings.Symmetry));
        Assert.Contains(violated, with.Violated);
        Assert.Equal((without.States, without.Expanded), (with.States, with.Expanded));
    }

    private static SearchResult Reduced(Model model, Savings savings) =>
        Explore.Search(model, new SearchOptions { Reduction = Reduction.PartialOrder, Savings = savings });

    private static async Step Increment(Cell cell)
    {
        var value = await cell.ReadOnce();
        await cell.WriteOnce(value + 1);
        Check.That(await cell.ReadOnce() == value + 1, "nobody else writes");
    }

    private static async Step Write(Cell cell) => await cell.WriteOnce(7);

    private static async Step FailIf(Cell cell, uint me)
    {
        await cell.WriteOnce(me);
        Check.That(await cell.ReadOnce() <= me, "nobody after me has written");
    }

    private static async Step ReadOften(Cell cell)
    {
        for (var i = 0; i < 3; i++)
        {
            await cell.ReadOnce();
        }
    }

    private static async Step ChooseOften(Cell budget)
    {
        for (var i = 0; i < 3; i++)
        {
            await budget.Choose(2, "once more");
        }
    }

    private static async Step WriteIndex(Cell cell)
    {
        var index = await CellOperations.ProcessorIndex();
        await cell.WriteOnce(index);
        Check.That(await cell.ReadOnce() == index, "nobody else has written");
    }

    private static async Step WaitFor(Cell cell) => await cell.WaitUntil(1);
}
