using Interleave.Exploration;
using Interleave.Replay;

namespace Interleave.Tests.Search;

/// <summary>What the simplest execution is.</summary>
public sealed class WitnessTests
{
    [Fact]
    public void Few_switches_come_before_few_operations()
    {
        // With a switch after the first write, two operations are enough; without one it takes all nine writes.
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => WriteUpTo(x, 9));
        model.Process("b", () => FailWhenEither(x, 1, 9));
        AssertCost(model, preemptions: 0, interrupts: 0, failures: 0, moves: 10);
    }

    [Fact]
    public void A_switch_to_another_process_when_the_first_has_finished_costs_nothing()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => Write(x, 1));
        model.Process("b", () => FailWhen(x, 1));
        AssertCost(model, preemptions: 0, interrupts: 0, failures: 0, moves: 2);
    }

    [Fact]
    public void A_switch_away_from_a_process_that_could_go_on_is_a_preemption()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => WriteTwice(x, 1, 2));
        model.Process("b", () => FailWhen(x, 1));
        AssertCost(model, preemptions: 1, interrupts: 0, failures: 0, moves: 2);
    }

    [Fact]
    public void A_switch_away_from_a_process_that_waits_costs_nothing()
    {
        var model = new Model();
        var (x, y) = (model.Cell("x"), model.Cell("y"));
        model.Process("a", () => WriteAndWait(x, y));
        model.Process("b", () => FailWhen(x, 1));
        AssertCost(model, preemptions: 0, interrupts: 0, failures: 0, moves: 2);
    }

    [Fact]
    public void A_strike_on_the_processor_that_moved_last_is_an_interrupt_and_no_preemption()
    {
        var model = new Model();
        var x = model.Cell("x");
        var cpu = model.Processor("cpu");
        model.Process("task", () => WriteTwice(x, 1, 2), cpu);
        model.Handler("h", () => FailWhen(x, 1), cpu, 1, model.Cell("budget", 1), maskable: true);
        AssertCost(model, preemptions: 0, interrupts: 1, failures: 0, moves: 2);
    }

    [Fact]
    public void A_strike_on_another_processor_while_this_one_could_go_on_costs_two()
    {
        var model = new Model();
        var x = model.Cell("x");
        var (one, two) = (model.Processor("one"), model.Processor("two"));
        model.Process("task", () => WriteTwice(x, 1, 2), one);
        model.Handler("h", () => FailWhen(x, 1), two, 1, model.Cell("budget", 1), maskable: true);
        AssertCost(model, preemptions: 1, interrupts: 1, failures: 0, moves: 2);
    }

    [Fact]
    public void One_move_can_cost_a_switch_an_interrupt_and_a_failure()
    {
        var model = new Model();
        var (x, failures) = (model.Cell("x"), model.Cell("failures", 1));
        var (one, two) = (model.Processor("one"), model.Processor("two"));
        model.Process("task", () => WriteTwice(x, 1, 2), one);
        model.Handler("h", () => ChooseAndFailWhen(x, failures), two, 1, model.Cell("budget", 1), maskable: true);
        AssertCost(model, preemptions: 1, interrupts: 1, failures: 1, moves: 3);
    }

    [Fact]
    public void A_long_way_to_a_state_does_not_hide_a_short_one_of_the_same_cost()
    {
        // Both ways lead to the state after the strike at cost 2. Without the failure they take nine operations; then p
        // could go on, so that the strike costs 2 at once. With the failure they take three, but p waits.
        var model = new Model();
        var (v, w, budget) = (model.Cell("v"), model.Cell("w"), model.Cell("failures", 1));
        model.Process("p", () => LongOrShortWay(v, w, budget));
        model.Handler("h", () => SetAndFailWhen(w, v), model.Processor("cpu"), 1, model.Cell("budget", 1), maskable: true);
        AssertCost(model, preemptions: 0, interrupts: 1, failures: 1, moves: 5);
    }

    [Fact]
    public void The_preemption_of_a_thread_is_a_preemption()
    {
        var model = new Model();
        var x = model.Cell("x");
        var cpu = model.Processor("cpu");
        var thread = model.Thread("a", () => WriteTwice(x, 1, 2), cpu, [cpu]);
        model.Thread("b", () => FailWhen(x, 1), null, [cpu]);
        model.Handler("preempt", () => Leave(thread), thread, 1, model.Cell("budget", 1), maskable: true);
        AssertCost(model, preemptions: 1, interrupts: 0, failures: 0, moves: 4);
    }

    [Theory]
    [InlineData(ChoiceKind.Free, 0, 0)]
    [InlineData(ChoiceKind.Failure, 0, 1)]
    [InlineData(ChoiceKind.Interrupt, 1, 0)]
    public void A_choice_costs_what_its_kind_says(ChoiceKind kind, int interrupts, int failures)
    {
        var model = new Model();
        var budget = model.Cell("budget", 1);
        model.Process("p", () => FailWhenChosen(budget, kind));
        AssertCost(model, preemptions: 0, interrupts, failures, moves: 1);
    }

    [Fact]
    public void Moves_that_cannot_be_made_cost_nothing_but_are_refused_with_their_place()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("p", () => WriteTwice(x, 1, 2));
        var step = new Move(MoveKind.Step, 0, -1);
        var refusal = Assert.Throws<ReplayException>(() => ExecutionCost.Of(model, [step, step, step]));
        Assert.Equal(3, refusal.Step);
        Assert.Contains("p cannot go on", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deadlock_has_a_witness()
    {
        var model = new Model();
        var (a, b) = (model.Cell("a"), model.Cell("b"));
        model.Process("p", () => Nested(a, b));
        model.Process("q", () => Nested(b, a));
        var witness = Explore.All(model).Witnesses[EngineInvariants.NoDeadlock];
        Assert.Equal((1, 2), (witness.Preemptions, witness.Moves.Count));
    }

    private static void AssertCost(Model model, int preemptions, int interrupts, int failures, int moves)
    {
        var witness = Explore.All(model).Witnesses[EngineInvariants.NoException];
        Assert.Equal((preemptions, interrupts, failures, moves), (witness.Preemptions, witness.Interrupts, witness.Failures, witness.Moves.Count));
        var cost = ExecutionCost.Of(model, witness.Moves);
        Assert.Equal((preemptions, interrupts, failures), (cost.Preemptions, cost.Interrupts, cost.Failures));
    }

    private static async Step WriteUpTo(Cell x, uint last)
    {
        for (var value = 1u; value <= last; value++)
        {
            await x.WriteOnce(value);
        }
    }

    private static async Step FailWhenEither(Cell x, uint first, uint second)
    {
        var value = await x.ReadOnce();
        Check.That(value != first && value != second, "neither");
    }

    private static async Step Write(Cell x, uint value) => await x.WriteOnce(value);

    private static async Step WriteTwice(Cell x, uint first, uint second)
    {
        await x.WriteOnce(first);
        await x.WriteOnce(second);
    }

    private static async Step WriteAndWait(Cell x, Cell y)
    {
        await x.WriteOnce(1);
        await y.WaitUntil(1);
        await x.WriteOnce(0);
    }

    private static async Step FailWhen(Cell x, uint value) => Check.That(await x.ReadOnce() != value, "not that value");

    private static async Step ChooseAndFailWhen(Cell x, Cell failures)
    {
        var failed = await failures.Choose(2, "failure");
        Check.That(await x.ReadOnce() != 1 || failed == 0, "not both");
    }

    private static async Step LongOrShortWay(Cell v, Cell w, Cell failures)
    {
        if (await failures.Choose(2, "failure") == 0)
        {
            for (var i = 0; i < 5; i++)
            {
                await v.ReadOnce();
            }

            await w.WriteOnce(1);
        }

        await failures.WriteOnce(0);
        await v.WriteOnce(1);
        await w.WaitUntil(1);
        await v.WriteOnce(0);
    }

    private static async Step SetAndFailWhen(Cell set, Cell tested)
    {
        await set.WriteOnce(1);
        Check.That(await tested.ReadOnce() == 0, "not that value");
    }

    private static async Step FailWhenChosen(Cell budget, ChoiceKind kind) => Check.That(await budget.Choose(2, "what", kind) == 0, "not chosen");

    private static async Step Leave(ProcessThread thread) => await thread.Leave(runnable: true);

    private static async Step Nested(Cell outer, Cell inner)
    {
        await outer.Acquire();
        await inner.Acquire();
        await inner.WriteOnce(0);
        await outer.WriteOnce(0);
    }
}
