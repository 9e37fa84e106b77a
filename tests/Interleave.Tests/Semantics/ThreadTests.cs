using Interleave.Tests.Generated;

namespace Interleave.Tests.Semantics;

/// <summary>Threads run while they are placed on a processor.</summary>
public sealed class ThreadTests
{
    [Fact]
    public void Threads_on_one_processor_run_one_after_the_other()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        AddThread(model, "a", null, [cpu]);
        AddThread(model, "b", null, [cpu]);
        Assert.Equal(["a1 a2 b1 b2", "b1 b2 a1 a2"], Log.Possible(model, "a1 a2 b1 b2", "b1 b2 a1 a2", "a1 b1 a2 b2", "a1 b1 b2 a2"));
    }

    [Fact]
    public void Threads_on_two_processors_run_side_by_side()
    {
        var model = new Model();
        var (one, two) = (model.Processor("one"), model.Processor("two"));
        AddThread(model, "a", one, [one]);
        AddThread(model, "b", two, [two]);
        Assert.Equal(6, Explore.All(model).Search.Interleavings);
    }

    [Fact]
    public void A_thread_is_placed_on_allowed_processors_only()
    {
        var model = new Model();
        var (one, two) = (model.Processor("one"), model.Processor("two"));
        model.Thread("a", ExpectProcessorOne, null, [two]);
        AddThread(model, "b", one, [one]);
        Assert.True(Explore.All(model).Holds);
    }

    [Fact]
    public void A_thread_that_leaves_can_go_on_elsewhere()
    {
        var model = new Model();
        var (one, two) = (model.Processor("one"), model.Processor("two"));
        var places = new Threads();
        places.First = model.Thread("a", () => Migrate(places), one, [one, two]);
        Assert.Equal(["0 0", "0 1"], Log.Possible(model, "0 0", "0 1", "1 0", "1 1"));
    }

    [Fact]
    public void A_thread_that_leaves_lets_another_one_run()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var threads = new Threads();
        threads.First = model.Thread("a", () => LeaveBetween(threads, runnable: true), cpu, [cpu]);
        AddThread(model, "b", null, [cpu]);
        Assert.Equal(["a1 a2 b1 b2", "a1 b1 b2 a2"], Log.Possible(model, "a1 a2 b1 b2", "a1 b1 b2 a2", "b1 b2 a1 a2"));
    }

    [Fact]
    public void A_thread_that_leaves_to_sleep_goes_on_when_it_is_made_runnable()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var threads = new Threads();
        threads.First = model.Thread("a", () => LeaveBetween(threads, runnable: false), cpu, [cpu]);
        threads.Second = model.Thread("b", () => Wake(threads), null, [cpu]);
        Assert.Equal(["a1 woken a2"], Log.Possible(model, "a1 a2 woken", "a1 woken a2", "woken a1 a2"));
        Assert.DoesNotContain(EngineInvariants.NoDeadlock, Explore.All(model).Search.Violated);
    }

    [Fact]
    public void A_thread_that_sleeps_for_ever_is_a_deadlock()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var threads = new Threads();
        threads.First = model.Thread("a", () => LeaveBetween(threads, runnable: false), cpu, [cpu]);
        Assert.Equal([EngineInvariants.NoDeadlock], Explore.All(model).Search.Violated);
    }

    [Fact]
    public void A_thread_that_finishes_frees_its_processor()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        AddThread(model, "a", cpu, [cpu]);
        AddThread(model, "b", null, [cpu]);
        Assert.Equal(["a1 a2 b1 b2"], Log.Possible(model, "a1 a2 b1 b2"));
    }

    [Fact]
    public void A_thread_with_nothing_to_do_frees_its_processor()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        model.Thread("a", () => Step.Done, cpu, [cpu]);
        AddThread(model, "b", null, [cpu]);
        Assert.True(Explore.All(model).Holds);
    }

    [Fact]
    public void A_thread_handler_preempts_its_thread_between_any_two_operations()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var thread = AddThread(model, "a", cpu, [cpu]);
        AddThread(model, "b", null, [cpu]);
        model.Handler("preempt", () => Leave(thread), thread, 1, model.Cell("budget", 1), maskable: true);
        Assert.Equal(["a1 a2 b1 b2", "a1 b1 b2 a2", "b1 b2 a1 a2"], Log.Possible(model, "a1 a2 b1 b2", "a1 b1 b2 a2", "b1 b2 a1 a2", "b1 a1 a2 b2", "b1 a1 b2 a2"));
    }

    [Fact]
    public void A_thread_handler_goes_on_while_its_thread_is_away_where_it_says_so()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var mutex = model.Cell("mutex");
        var thread = AddThread(model, "a", cpu, [cpu]);
        model.Handler("h", () => SleepUntilAcquired(thread, mutex), thread, 2, model.Cell("budget", 1), maskable: true);
        Assert.True(Explore.All(model).Holds);
        Assert.Equal(["a1 a2", "a1 woken a2", "woken a1 a2"], Log.Possible(model, "a1 a2", "woken a1 a2", "a1 woken a2", "a1 a2 woken"));
        for (var seed = 0UL; seed < 20; seed++)
        {
            RandomWalk.Compare(model, new Rng(seed));
        }
    }

    [Fact]
    public void A_thread_handler_of_a_higher_level_strikes_within_one_of_a_lower_level_but_not_the_other_way_round()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var cell = model.Cell("cell");
        var thread = model.Thread("a", () => Log.Say(cell, "a"), cpu, [cpu]);
        model.Handler("low", () => Log.Say(cell, "l1", "l2"), thread, 1, model.Cell("low budget", 1), maskable: true);
        model.Handler("high", () => Log.Say(cell, "h1", "h2"), thread, 2, model.Cell("high budget", 1), maskable: true);
        Assert.Equal(
            ["h1 h2 l1 l2 a", "l1 h1 h2 l2 a", "l1 l2 h1 h2 a"],
            Log.Possible(model, "h1 h2 l1 l2 a", "l1 h1 h2 l2 a", "l1 l2 h1 h2 a", "h1 l1 l2 h2 a"));
    }

    [Fact]
    public void A_thread_handler_goes_with_its_thread()
    {
        var model = new Model();
        var (one, two) = (model.Processor("one"), model.Processor("two"));
        var threads = new Threads();
        threads.First = AddThread(model, "a", one, [one, two]);
        model.Handler("h", () => Migrate(threads), threads.First, 1, model.Cell("budget", 1), maskable: true);
        Assert.Equal(["0 0 a1 a2", "0 1 a1 a2", "a1 0 0 a2", "a1 0 1 a2"], Log.Possible(model, "0 0 a1 a2", "0 1 a1 a2", "a1 0 0 a2", "a1 0 1 a2", "0 a1 a2 0", "0 a1 0 a2", "a1 a2 0 0"));
    }

    [Fact]
    public void A_per_processor_cell_is_that_of_the_processor_at_the_time_of_the_operation()
    {
        var model = new Model();
        var (one, two) = (model.Processor("one"), model.Processor("two"));
        var counter = model.PerProcessorCell("counter", processor => 10 * ((uint)processor.Index + 1));
        var threads = new Threads();
        threads.First = model.Thread("a", () => ReadTwice(threads, counter), one, [one, two]);
        Assert.Equal(["10 10", "10 20"], Log.Possible(model, "10 10", "10 20", "20 10", "20 20"));
    }

    [Fact]
    public void A_handler_strikes_a_processor_only_while_a_thread_is_placed_there()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var x = model.Cell("x");
        AddThread(model, "a", null, [cpu]);
        model.Handler("h", () => Log.Say(x, "h"), cpu, 1, model.Cell("budget", 1), maskable: true);
        Assert.Equal(["a1 a2", "a1 h a2", "h a1 a2"], Log.Possible(model, "a1 a2", "a1 h a2", "h a1 a2", "a1 a2 h"));
        Assert.Equal(3, Explore.All(model).Search.Interleavings);
    }

    private static ProcessThread AddThread(Model model, string name, Processor? initially, IEnumerable<Processor> allowed)
    {
        var cell = model.Cell(name);
        return model.Thread(name, () => Log.Say(cell, name + "1", name + "2"), initially, allowed);
    }

    private static async Step ExpectProcessorOne() => Check.That(await CellOperations.ProcessorIndex() == 1, "on processor 1");

    private static async Step Migrate(Threads threads)
    {
        Events.Emit(new Did($"{await CellOperations.ProcessorIndex()}"));
        await threads.First.Leave(runnable: true);
        Events.Emit(new Did($"{await CellOperations.ProcessorIndex()}"));
    }

    private static async Step LeaveBetween(Threads threads, bool runnable)
    {
        await threads.First.Place.ReadOnce();
        Events.Emit(new Did("a1"));
        await threads.First.Leave(runnable);
        await threads.First.Place.ReadOnce();
        Events.Emit(new Did("a2"));
    }

    private static async Step Wake(Threads threads)
    {
        await threads.First.Runnable.WaitUntil(0);
        await threads.First.Runnable.WriteOnce(1);
        Events.Emit(new Did("woken"));
    }

    private static async Step ReadTwice(Threads threads, Cell counter)
    {
        Events.Emit(new Did($"{await counter.ReadOnce()}"));
        await threads.First.Leave(runnable: true);
        Events.Emit(new Did($"{await counter.ReadOnce()}"));
    }

    private static async Step SleepUntilAcquired(ProcessThread thread, Cell mutex)
    {
        await thread.Leave(runnable: false);
        await mutex.Acquire().WhileAway();
        Events.Emit(new Did("woken"));
        await thread.Runnable.WriteOnce(1).WhileAway();
    }

    private static async Step Leave(ProcessThread thread) => await thread.Leave(runnable: true);

    /// <summary>Threads that the bodies of threads refer to; set once the model is built.</summary>
    private sealed class Threads : IModelObject
    {
        public ProcessThread First { get; set; } = null!;

        public ProcessThread Second { get; set; } = null!;
    }
}
