using Interleave.Exploration;
using Interleave.Replay;

namespace Interleave.Tests.Replay;

/// <summary>What the interpreter says of the state that it has come to.</summary>
public sealed class InterpreterTests
{
    [Fact]
    public void Two_states_are_the_same_when_cells_and_monitors_and_places_are()
    {
        Assert.True(ComesBackAfterOneMove(_ => PassForEver()));
        Assert.False(ComesBackAfterOneMove(CountForEver));
        Assert.False(ComesBackAfterOneMove(_ => EmitForEver()));
        Assert.False(ComesBackAfterOneMove(_ => PassTwice()));
    }

    [Fact]
    public void A_deadlock_names_those_who_have_to_go_on()
    {
        var model = new Model();
        var cpu = model.Processor("cpu", mask: 1);
        var (x, never) = (model.Cell("x"), model.Cell("never"));
        model.Process("task", () => WaitFor(never), cpu);
        model.Worker("worker", () => WaitFor(never));
        model.Handler("due", () => CountForEver(x), cpu, 1, model.Cell("one", 1), maskable: true, mustStrike: true);
        model.Handler("done", () => CountForEver(x), cpu, 1, model.Cell("none"), maskable: true, mustStrike: true);
        model.Handler("optional", () => CountForEver(x), cpu, 1, model.Cell("another", 1), maskable: true);
        var reason = Assert.Single(new Interpreter(model).AtEnd()).Reason;
        Assert.Contains("task at", reason, StringComparison.Ordinal);
        Assert.Contains("due at", reason, StringComparison.Ordinal);
        Assert.All(["worker", "done", "optional"], name => Assert.DoesNotContain($"{name} at", reason, StringComparison.Ordinal));
    }

    private static bool ComesBackAfterOneMove(Func<Cell, Step> body)
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("p", () => body(x));
        model.Watch(new Alternating());
        var (before, after) = (new Interpreter(model), new Interpreter(model));
        after.Apply(new Move(MoveKind.Step, 0, -1));
        return after.IsInSameStateAs(before);
    }

    private static async Step PassForEver()
    {
        while (true)
        {
            await CellOperations.Pass("round");
        }
    }

    private static async Step CountForEver(Cell x)
    {
        while (true)
        {
            await x.FetchAdd(1);
        }
    }

    private static async Step EmitForEver()
    {
        while (true)
        {
            await CellOperations.Pass("round");
            Events.Emit("round");
        }
    }

    private static async Step PassTwice()
    {
        await CellOperations.Pass("one");
        await CellOperations.Pass("two");
    }

    private static async Step WaitFor(Cell cell) => await cell.WaitUntil(1);

    private sealed class Alternating : Monitor<bool>
    {
        public override string Invariant => "alternating";

        protected override bool Start => false;

        protected override bool Next(bool state, object occurrence, out Violation? violation)
        {
            violation = null;
            return !state;
        }
    }
}
