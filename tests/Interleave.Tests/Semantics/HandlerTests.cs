namespace Interleave.Tests.Semantics;

/// <summary>When handlers strike, and what runs meanwhile.</summary>
public sealed class HandlerTests
{
    [Fact]
    public void A_handler_runs_to_completion_before_what_it_interrupted_goes_on()
    {
        var model = TaskAndHandler(out var cpu);
        AddHandler(model, cpu, "h", level: 1);
        Assert.Equal(["h1 h2 t1 t2", "t1 h1 h2 t2", "t1 t2 h1 h2"], Log.Possible(model, "h1 h2 t1 t2", "h1 t1 h2 t2", "t1 h1 h2 t2", "t1 h1 t2 h2", "h1 t1 t2 h2", "t1 t2 h1 h2"));
    }

    [Fact]
    public void A_handler_of_a_higher_level_strikes_within_one_of_a_lower_level_but_not_the_other_way_round()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        AddHandler(model, cpu, "low", level: 1);
        AddHandler(model, cpu, "high", level: 2);
        Assert.Equal(
            ["high1 high2 low1 low2", "low1 high1 high2 low2", "low1 low2 high1 high2"],
            Log.Possible(model, "high1 high2 low1 low2", "low1 high1 high2 low2", "low1 low2 high1 high2", "high1 low1 low2 high2"));
    }

    [Fact]
    public void Handlers_of_one_level_do_not_nest()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        AddHandler(model, cpu, "a", level: 1);
        AddHandler(model, cpu, "b", level: 1);
        Assert.Equal(["a1 a2 b1 b2", "b1 b2 a1 a2"], Log.Possible(model, "a1 a2 b1 b2", "b1 b2 a1 a2", "a1 b1 b2 a2", "b1 a1 a2 b2"));
    }

    [Fact]
    public void A_handler_does_not_hold_up_another_processor()
    {
        var model = TaskAndHandler(out _);
        AddHandler(model, model.Processor("other"), "h", level: 1);
        Assert.Equal(["h1 t1 h2 t2", "t1 h1 t2 h2"], Log.Possible(model, "h1 t1 h2 t2", "t1 h1 t2 h2"));
    }

    [Fact]
    public void Only_maskable_handlers_wait_until_the_mask_is_0()
    {
        Assert.Equal(["h1 h2 t1 t2", "t1 t2 h1 h2"], MaskedSection(maskable: true));
        Assert.Equal(["h1 h2 t1 t2", "t1 h1 h2 t2", "t1 t2 h1 h2"], MaskedSection(maskable: false));
    }

    [Fact]
    public void A_mask_holds_up_its_own_processor_only()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var other = model.Processor("other");
        model.Process("task", () => SayMasked(cpu.Mask, "t1", "t2"), cpu);
        AddHandler(model, other, "h", level: 1);
        Assert.Equal(["t1 h1 h2 t2"], Log.Possible(model, "t1 h1 h2 t2"));
    }

    [Fact]
    public void A_processor_can_be_masked_from_the_start()
    {
        var model = new Model();
        var cpu = model.Processor("cpu", mask: 1);
        model.Process("task", () => SayThenUnmask(cpu.Mask, "t"), cpu);
        AddHandler(model, cpu, "h", level: 1, mustStrike: true);
        Assert.Equal(["t h1 h2"], Log.Possible(model, "t h1 h2", "h1 h2 t"));
    }

    [Fact]
    public void An_execution_may_end_before_a_handler_has_struck()
    {
        var model = new Model();
        AddHandler(model, model.Processor("cpu"), "h", level: 1);
        Assert.Equal(["", "h1 h2"], Log.Possible(model, "", "h1 h2"));
    }

    [Fact]
    public void An_execution_does_not_end_before_a_handler_that_must_strike_has_struck()
    {
        var model = new Model();
        AddHandler(model, model.Processor("cpu"), "h", level: 1, mustStrike: true);
        Assert.Equal(["h1 h2"], Log.Possible(model, "", "h1 h2"));
    }

    [Fact]
    public void A_handler_that_must_strike_and_never_can_is_a_deadlock()
    {
        var model = new Model();
        AddHandler(model, model.Processor("cpu", mask: 1), "h", level: 1, mustStrike: true);
        Assert.Equal([EngineInvariants.NoDeadlock], Explore.All(model).Search.Violated);
    }

    [Fact]
    public void A_handler_strikes_as_often_as_its_budget_says()
    {
        var model = new Model();
        var budget = model.Cell("budget", 2);
        AddHandler(model, model.Processor("cpu"), "h", level: 1, mustStrike: true, budget);
        Assert.Equal(["h1 h2 h1 h2"], Log.Possible(model, "", "h1 h2", "h1 h2 h1 h2", "h1 h2 h1 h2 h1 h2"));
    }

    [Fact]
    public void Handlers_can_share_a_budget()
    {
        var model = new Model();
        var budget = model.Cell("budget", 1);
        var cpu = model.Processor("cpu");
        AddHandler(model, cpu, "a", level: 1, mustStrike: true, budget);
        AddHandler(model, cpu, "b", level: 2, mustStrike: true, budget);
        Assert.Equal(["a1 a2", "b1 b2"], Log.Possible(model, "a1 a2", "b1 b2", "a1 a2 b1 b2", "b1 b2 a1 a2"));
    }

    [Fact]
    public void A_process_can_arm_a_handler_by_writing_its_budget()
    {
        var model = new Model();
        var budget = model.Cell("budget");
        var cpu = model.Processor("cpu");
        model.Process("task", () => Log.Say(budget, "armed"), cpu);
        AddHandler(model, cpu, "h", level: 1, mustStrike: true, budget);
        Assert.Equal(["armed h1 h2"], Log.Possible(model, "armed", "armed h1 h2", "h1 h2 armed"));
    }

    [Fact]
    public void The_strike_takes_from_the_budget_before_the_first_operation_sees_it()
    {
        var model = new Model();
        var budget = model.Cell("budget", 1);
        model.Handler("h", () => CheckZero(budget), model.Processor("cpu"), 1, budget, maskable: false, mustStrike: true);
        Assert.True(Explore.All(model).Holds);
    }

    [Fact]
    public void A_handler_cannot_choose_from_a_budget_that_its_strike_used_up()
    {
        var model = new Model();
        var budget = model.Cell("budget", 1);
        model.Handler("h", () => NeverOne(budget), model.Processor("cpu"), 1, budget, maskable: false, mustStrike: true);
        var result = Explore.All(model);
        Assert.True(result.Holds);
        Assert.Equal(1, result.Search.Interleavings);
    }

    [Fact]
    public void A_handler_that_cannot_afford_the_second_alternative_of_its_first_choice_has_not_struck_for_the_others()
    {
        // The handler comes before the task, which is asked for its steps after the handler's attempt to choose.
        var model = new Model();
        var (failures, cell) = (model.Cell("failures"), model.Cell("task"));
        var cpu = model.Processor("cpu");
        model.Handler("h", () => ChooseAndSay(failures), cpu, 1, model.Cell("budget", 1), maskable: false, mustStrike: true);
        model.Process("task", () => Log.Say(cell, "t"), cpu);
        Assert.Equal(["h0 t", "t h0"], Log.Possible(model, "h0 t", "t h0", "h1 t", "t h1"));
    }

    [Fact]
    public void A_handler_whose_first_operation_cannot_execute_strikes_and_waits()
    {
        var model = new Model();
        var (spin, cell) = (model.Cell("spin", 1), model.Cell("task"));
        var cpu = model.Processor("cpu");
        model.Process("task", () => Log.Say(cell, "t1", "t2"), cpu);
        model.Process("other", () => Release(spin));
        model.Handler("h", () => AcquireAndSay(spin), cpu, 1, model.Cell("budget", 1), maskable: false, mustStrike: true);
        Assert.Equal(
            ["released h t1 t2", "t1 released h t2", "t1 t2 released h"],
            Log.Possible(model, "released h t1 t2", "t1 released h t2", "t1 t2 released h", "h t1 released t2"));
    }

    [Fact]
    public void A_handler_that_waits_for_what_it_interrupted_is_a_deadlock()
    {
        var model = new Model();
        var spin = model.Cell("spin");
        var cpu = model.Processor("cpu");
        model.Process("task", () => Locked(spin), cpu);
        model.Handler("h", () => Locked(spin), cpu, 1, model.Cell("budget", 1), maskable: false);
        Assert.Equal([EngineInvariants.NoDeadlock], Explore.All(model).Search.Violated);
    }

    [Fact]
    public void The_arrival_of_a_handler_is_not_a_step_of_its_own()
    {
        var model = new Model();
        AddHandler(model, model.Processor("cpu"), "h", level: 1);
        var search = Explore.All(model).Search;
        Assert.Equal((3, 2), (search.States, search.Transitions));
    }

    [Fact]
    public void A_handler_starts_afresh_at_each_strike()
    {
        var model = new Model();
        var cell = model.Cell("cell");
        model.Handler("h", () => CountToTwo(cell), model.Processor("cpu"), 1, model.Cell("budget", 3), maskable: false, mustStrike: true);
        Assert.True(Explore.All(model).Holds);
    }

    private static string[] MaskedSection(bool maskable)
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        model.Process("task", () => SayMasked(cpu.Mask, "t1", "t2"), cpu);
        AddHandler(model, cpu, "h", level: 1, mustStrike: true, maskable: maskable);
        return Log.Possible(model, "h1 h2 t1 t2", "t1 h1 h2 t2", "t1 t2 h1 h2");
    }

    private static Model TaskAndHandler(out Processor cpu)
    {
        var model = new Model();
        var processor = cpu = model.Processor("cpu");
        var cell = model.Cell("task");
        model.Process("task", () => Log.Say(cell, "t1", "t2"), processor);
        return model;
    }

    private static void AddHandler(Model model, Processor cpu, string name, int level, bool mustStrike = false, Cell? budget = null, bool maskable = true)
    {
        var cell = model.Cell(name);
        model.Handler(name, () => Log.Say(cell, name + "1", name + "2"), cpu, level, budget ?? model.Cell(name + ".budget", 1), maskable, mustStrike);
    }

    private static async Step SayMasked(Cell mask, string first, string second)
    {
        await mask.WriteOnce(1);
        Events.Emit(new Did(first));
        await mask.WriteOnce(0);
        Events.Emit(new Did(second));
    }

    private static async Step SayThenUnmask(Cell mask, string first)
    {
        await mask.ReadOnce();
        Events.Emit(new Did(first));
        await mask.WriteOnce(0);
    }

    private static async Step CheckZero(Cell budget) => Check.That(await budget.ReadOnce() == 0, "used up");

    private static async Step NeverOne(Cell budget) => Check.That(await budget.Choose(2, "failure") == 0, "used up");

    private static async Step ChooseAndSay(Cell failures) => Events.Emit(new Did($"h{await failures.Choose(2, "failure")}"));

    private static async Step Release(Cell spin)
    {
        await spin.WriteOnce(0);
        Events.Emit(new Did("released"));
    }

    private static async Step AcquireAndSay(Cell spin)
    {
        await spin.Acquire();
        Events.Emit(new Did("h"));
    }

    private static async Step Locked(Cell spin)
    {
        await spin.Acquire();
        await spin.WriteOnce(0);
    }

    private static async Step CountToTwo(Cell cell)
    {
        var count = 0;
        await cell.ReadOnce();
        count++;
        await cell.ReadOnce();
        count++;
        Check.That(count == 2, "counted from 0");
    }
}
