namespace Interleave.Tests.Semantics;

/// <summary>Handlers that are already pending, and what masks them.</summary>
public sealed class PendingInterruptTests
{
    [Fact]
    public void An_urgent_handler_strikes_before_what_it_interrupts_goes_on()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var budget = model.Cell("pending");
        model.Process("task", () => Raise(budget, cpu.Mask), cpu);
        AddHandler(model, cpu, "h", level: 1, budget, urgent: true);
        Assert.Equal(["raised unmasked h1 h2 after"], Log.Possible(model, "raised unmasked h1 h2 after", "raised unmasked after h1 h2", "raised h1 h2 unmasked after", "raised unmasked after"));
    }

    [Fact]
    public void A_handler_that_is_not_urgent_may_strike_later_or_never()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var budget = model.Cell("pending");
        model.Process("task", () => Raise(budget, cpu.Mask), cpu);
        AddHandler(model, cpu, "h", level: 1, budget, urgent: false);
        Assert.Equal(
            ["raised unmasked after", "raised unmasked after h1 h2", "raised unmasked h1 h2 after"],
            Log.Possible(model, "raised unmasked h1 h2 after", "raised unmasked after h1 h2", "raised h1 h2 unmasked after", "raised unmasked after"));
    }

    [Fact]
    public void Another_handler_may_strike_before_an_urgent_one()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var task = model.Cell("task");
        model.Process("task", () => Log.Say(task, "t"), cpu);
        AddHandler(model, cpu, "h", level: 1, model.Cell("pending", 1), urgent: true);
        AddHandler(model, cpu, "n", level: 2, model.Cell("budget", 1), urgent: false);
        Assert.Equal(["h1 n1 n2 h2 t", "n1 n2 h1 h2 t"], Log.Possible(model, "n1 n2 h1 h2 t", "h1 n1 n2 h2 t", "t h1 h2", "n1 n2 t h1 h2"));
    }

    [Fact]
    public void An_urgent_handler_does_not_hold_up_another_processor()
    {
        var model = new Model();
        var (cpu, other) = (model.Processor("cpu"), model.Processor("other"));
        var task = model.Cell("task");
        model.Process("task", () => Log.Say(task, "t"), other);
        AddHandler(model, cpu, "h", level: 1, model.Cell("pending", 1), urgent: true);
        Assert.Equal(["h1 t h2", "t h1 h2"], Log.Possible(model, "t h1 h2", "h1 t h2"));
    }

    [Fact]
    public void An_urgent_handler_holds_up_a_preemption_of_the_thread_it_interrupts()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (a, p) = (model.Cell("a"), model.Cell("p"));
        var thread = model.Thread("a", () => Log.Say(a, "a"), cpu, [cpu]);
        model.Handler("preempt", () => Log.Say(p, "p"), thread, 1, model.Cell("preemptions", 1), maskable: true);
        AddHandler(model, cpu, "h", level: 2, model.Cell("pending", 1), urgent: true);
        Assert.Equal(["h1 h2 a", "h1 h2 p a"], Log.Possible(model, "h1 h2 p a", "p h1 h2 a", "h1 h2 a", "a h1 h2"));
    }

    [Fact]
    public void A_handler_can_be_masked_by_large_values_only()
    {
        var model = new Model();
        var cpu = model.Processor("cpu", mask: 2);
        model.Process("task", () => Lower(cpu.Mask), cpu);
        var nmi = model.Cell("nmi");
        model.Handler("nmi", () => Log.Say(nmi, "nmi"), cpu, 2, model.Cell("budget", 1), maskable: false, mustStrike: true, maskedFrom: 2);
        Assert.Equal(["one nmi zero", "one zero nmi"], Log.Possible(model, "nmi one zero", "one nmi zero", "one zero nmi"));
    }

    [Fact]
    public void A_thread_that_sleeps_is_handed_a_lock_and_then_placed()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (mutex, threads) = (model.Cell("mutex", 1), new Holder());
        threads.Sleeper = model.Thread("sleeper", () => Sleep(mutex, threads), cpu, [cpu]);
        model.Thread("owner", () => Unlock(mutex), null, [cpu]);
        var result = Explore.All(model);
        Assert.True(result.Holds);
        Assert.Equal(["asleep unlocked has it"], Log.Possible(model, "asleep unlocked has it", "asleep has it unlocked"));
    }

    [Fact]
    public void A_lock_that_nobody_releases_is_a_deadlock_of_the_thread_that_sleeps_for_it()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (mutex, threads) = (model.Cell("mutex", 1), new Holder());
        threads.Sleeper = model.Thread("sleeper", () => Sleep(mutex, threads), cpu, [cpu]);
        Assert.Contains(EngineInvariants.NoDeadlock, Explore.All(model).Search.Violated);
    }

    private static void AddHandler(Model model, Processor cpu, string name, int level, Cell budget, bool urgent)
    {
        var cell = model.Cell(name);
        model.Handler(name, () => Log.Say(cell, name + "1", name + "2"), cpu, level, budget, maskable: true, urgent: urgent);
    }

    private static async Step Raise(Cell pending, Cell mask)
    {
        await mask.WriteOnce(1);
        await pending.WriteOnce(1);
        Events.Emit(new Did("raised"));
        await mask.WriteOnce(0);
        Events.Emit(new Did("unmasked"));
        await mask.ReadOnce();
        Events.Emit(new Did("after"));
    }

    private static async Step Lower(Cell mask)
    {
        await mask.WriteOnce(1);
        Events.Emit(new Did("one"));
        await mask.WriteOnce(0);
        Events.Emit(new Did("zero"));
    }

    private static async Step Sleep(Cell mutex, Holder threads)
    {
        await threads.Sleeper!.Leave(runnable: false);
        Events.Emit(new Did("asleep"));
        await mutex.Acquire().WhileAway();
        await threads.Sleeper!.Runnable.WriteOnce(1).WhileAway();
        await mutex.ReadOnce();
        Events.Emit(new Did("has it"));
    }

    private static async Step Unlock(Cell mutex)
    {
        await mutex.WriteOnce(0);
        Events.Emit(new Did("unlocked"));
    }

    private sealed class Holder : IModelObject
    {
        public ProcessThread? Sleeper { get; set; }
    }
}
