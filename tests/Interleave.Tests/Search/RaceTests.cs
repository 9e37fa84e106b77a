namespace Interleave.Tests.Search;

/// <summary>Data races as KCSAN knows them.</summary>
public sealed class RaceTests
{
    [Fact]
    public void A_plain_read_and_a_plain_write_of_two_processes_race()
    {
        var model = new Model();
        var cell = model.Cell("x");
        model.Process("reader", () => Read(cell));
        model.Process("writer", () => Write(cell));
        var report = Explore.Races(model);
        Assert.True(report.Complete);
        var race = Assert.Single(report.Races);
        Assert.Equal("x", race.Cell);
        Assert.Equal([nameof(Read), nameof(Write)], new[] { race.One.Site.Member, race.Other.Site.Member }.Order(StringComparer.Ordinal));
        Assert.Empty(race.Execution);
    }

    [Fact]
    public void Marked_accesses_do_not_race_with_each_other_but_with_plain_ones()
    {
        var model = new Model();
        var cell = model.Cell("x");
        model.Process("one", () => Add(cell));
        model.Process("other", () => Add(cell));
        Assert.Empty(Explore.Races(model).Races);

        model = new Model();
        cell = model.Cell("x");
        model.Process("one", () => Add(cell));
        model.Process("other", () => Read(cell));
        Assert.Single(Explore.Races(model).Races);
    }

    [Fact]
    public void Two_reads_do_not_race()
    {
        var model = new Model();
        var cell = model.Cell("x");
        model.Process("one", () => Read(cell));
        model.Process("other", () => Read(cell));
        Assert.Empty(Explore.Races(model).Races);
    }

    [Fact]
    public void A_lock_keeps_plain_accesses_apart()
    {
        var model = new Model();
        var (cell, mutex) = (model.Cell("x"), model.Cell("lock"));
        model.Process("one", () => WriteLocked(cell, mutex));
        model.Process("other", () => WriteLocked(cell, mutex));
        Assert.Empty(Explore.Races(model).Races);
    }

    [Fact]
    public void A_handler_does_not_race_with_what_it_interrupts()
    {
        var model = new Model();
        var cell = model.Cell("x");
        var cpu = model.Processor("cpu");
        model.Process("task", () => Write(cell), cpu);
        model.Handler("h", () => Write(cell), cpu, 1, model.Cell("budget", 1), maskable: true);
        Assert.Empty(Explore.Races(model).Races);
    }

    [Fact]
    public void A_handler_races_with_a_process_on_another_processor()
    {
        var model = new Model();
        var cell = model.Cell("x");
        var (cpu, other) = (model.Processor("cpu"), model.Processor("other"));
        model.Process("task", () => Write(cell), other);
        model.Handler("h", () => Write(cell), cpu, 1, model.Cell("budget", 1), maskable: true);
        Assert.Single(Explore.Races(model).Races);
    }

    [Fact]
    public void Per_processor_copies_do_not_race()
    {
        var model = new Model();
        var (cpu, other) = (model.Processor("cpu"), model.Processor("other"));
        var counter = model.PerProcessorCell("counter", static _ => 0);
        model.Process("one", () => Write(counter), cpu);
        model.Process("two", () => Write(counter), other);
        Assert.Empty(Explore.Races(model).Races);
    }

    [Fact]
    public void Half_of_a_wide_cell_races_with_the_whole()
    {
        var model = new Model();
        var cell = model.Cell64("x");
        model.Process("one", () => WriteWide(cell));
        model.Process("other", () => Read(cell.High));
        Assert.Single(Explore.Races(model).Races);
    }

    [Fact]
    public void What_is_done_for_two_sleeping_threads_races()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var cell = model.Cell("x");
        model.Thread("one", () => WriteWhileAway(cell), null, [cpu], runnable: false);
        model.Thread("other", () => WriteWhileAway(cell), null, [cpu], runnable: false);
        Assert.Single(Explore.Races(model).Races);
    }

    [Fact]
    public void What_is_done_for_a_sleeping_thread_races_with_what_runs()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var cell = model.Cell("x");
        model.Thread("sleeper", () => WriteWhileAway(cell), null, [cpu], runnable: false);
        model.Thread("runner", () => Read(cell), cpu, [cpu]);
        Assert.Single(Explore.Races(model).Races);
    }

    [Fact]
    public void The_execution_of_a_race_leads_to_it()
    {
        var model = new Model();
        var (cell, flag) = (model.Cell("x"), model.Cell("flag"));
        model.Process("one", () => WriteAfter(cell, flag));
        model.Process("other", () => ReadAfter(cell, flag));
        var race = Assert.Single(Explore.Races(model).Races);
        Assert.Equal(2, race.Execution.Count);
    }

    private static async Step Read(Cell cell) => await cell.Read();

    private static async Step Write(Cell cell) => await cell.Write(1);

    private static async Step WriteWhileAway(Cell cell) => await cell.Write(1).WhileAway();

    private static async Step WriteWide(Cell64 cell) => await cell.Write(1);

    private static async Step Add(Cell cell) => await cell.FetchAdd(1);

    private static async Step WriteLocked(Cell cell, Cell mutex)
    {
        await mutex.Acquire();
        await cell.Write(1);
        await mutex.WriteOnce(0);
    }

    private static async Step WriteAfter(Cell cell, Cell flag)
    {
        await flag.WriteOnce(1);
        await cell.Write(1);
    }

    private static async Step ReadAfter(Cell cell, Cell flag)
    {
        await flag.WaitUntil(1);
        await cell.Read();
    }
}
