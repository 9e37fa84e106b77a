using Interleave.Replay;

namespace Interleave.Tests.Semantics;

/// <summary>Exceptions of processes are findings, not crashes of the checker.</summary>
public sealed class ExceptionTests
{
    [Fact]
    public void An_exception_ends_its_process_and_is_a_violation()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => Throw(x));
        model.Process("b", () => Log.Say(x, "b"));
        var result = Explore.All(model);
        Assert.Equal([EngineInvariants.NoException], result.Search.Violated);
        Assert.Equal(2, result.Search.Interleavings);
    }

    [Fact]
    public void A_failed_check_says_what_should_have_held()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => CheckZero(x));
        var interpreter = new Interpreter(model);
        var step = interpreter.Apply(Assert.Single(Explore.All(model).Witnesses[EngineInvariants.NoException].Moves));
        Assert.Equal(new InvariantViolation(EngineInvariants.NoException, "x is not 0"), Assert.Single(step.Violations));
    }

    [Fact]
    public void Any_other_exception_is_named_with_its_type()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => Throw(x));
        var step = new Interpreter(model).Apply(Explore.All(model).Witnesses[EngineInvariants.NoException].Moves[0]);
        Assert.Equal("TimeoutException: late", Assert.Single(step.Violations).Reason);
    }

    [Fact]
    public void An_exception_before_the_first_operation_is_a_violation_before_the_first_step()
    {
        var model = new Model();
        model.Process("a", ThrowAtOnce);
        var result = Explore.All(model);
        Assert.Equal([EngineInvariants.NoException], result.Search.Violated);
        Assert.Empty(result.Witnesses[EngineInvariants.NoException].Moves);
    }

    [Fact]
    public void Two_processes_that_fail_before_their_first_operation_are_no_less_than_one()
    {
        var model = new Model();
        model.Process("a", ThrowAtOnce);
        model.Process("b", ThrowAtOnce);
        Assert.Equal([EngineInvariants.NoException], Explore.All(model).Search.Violated);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Two_alternatives_that_fail_are_no_less_than_one(bool keepGraph)
    {
        var model = new Model();
        model.Process("a", ThrowAnyway);
        Assert.Equal([EngineInvariants.NoException], Explore.Search(model, new() { KeepGraph = keepGraph }).Violated);
    }

    [Fact]
    public void An_exception_of_a_handler_returns_to_what_it_interrupted()
    {
        var model = new Model();
        var x = model.Cell("x");
        var cpu = model.Processor("cpu");
        model.Process("task", () => Log.Say(x, "t1", "t2"), cpu);
        model.Handler("h", () => Throw(x), cpu, 1, model.Cell("budget", 2), maskable: true);
        var result = Explore.All(model);
        Assert.Equal([EngineInvariants.NoException], result.Search.Violated);
        Assert.Equal(1 + 3 + 6, result.Search.Interleavings);
    }

    [Fact]
    public void An_exception_crosses_the_frames_of_callers_that_do_not_catch_it()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => CatchOutside(x));
        Assert.Equal(["deep caught"], Log.Possible(model, "deep caught", "caught", "deep"));
    }

    [Fact]
    public void A_finally_block_runs_its_operations_when_an_exception_passes()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => CleanUp(x));
        var result = Explore.All(model);
        Assert.Equal([EngineInvariants.NoException], result.Search.Violated);
        Assert.Equal(2, result.Witnesses[EngineInvariants.NoException].Moves.Count);
    }

    private static async Step ThrowAnyway()
    {
        await CellOperations.Choose(2, "any");
        throw new TimeoutException("late");
    }

    private static async Step Throw(Cell x)
    {
        await x.ReadOnce();
        throw new TimeoutException("late");
    }

    private static async Step CheckZero(Cell x) => Check.That(await x.ReadOnce() != 0, "x is not 0");

    private static Step ThrowAtOnce() => throw new TimeoutException("late");

    private static async Step CatchOutside(Cell x)
    {
        try
        {
            await Middle(x);
        }
        catch (TimeoutException)
        {
            await x.ReadOnce();
            Events.Emit(new Did("caught"));
        }
    }

    private static async Step Middle(Cell x)
    {
        var deep = await Deep(x);
        await x.WriteOnce(deep);
        Events.Emit(new Did("not reached"));
    }

    private static async Step<uint> Deep(Cell x)
    {
        var value = await x.ReadOnce();
        Events.Emit(new Did("deep"));
        return value == 0 ? throw new TimeoutException("late") : value;
    }

    private static async Step CleanUp(Cell x)
    {
        try
        {
            await Throw(x);
        }
        finally
        {
            await x.WriteOnce(1);
        }
    }
}
