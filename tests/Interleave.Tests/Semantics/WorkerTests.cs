using Interleave.Replay;

namespace Interleave.Tests.Semantics;

/// <summary>Processes that wait for work, and may still wait when an execution ends.</summary>
public sealed class WorkerTests
{
    [Fact]
    public void An_execution_may_end_while_a_worker_waits()
    {
        var model = new Model();
        var (queued, done) = (model.Cell("queued"), model.Cell("done"));
        model.Worker("worker", () => Serve(queued, done));
        Assert.True(Explore.All(model).Holds);
        Assert.True(new Interpreter(model).IsQuiescent);
        Assert.Empty(new Interpreter(model).AtEnd());
    }

    [Fact]
    public void A_process_that_waits_for_a_worker_goes_on_when_that_has_served_it()
    {
        var model = new Model();
        var (queued, done) = (model.Cell("queued"), model.Cell("done"));
        model.Worker("worker", () => Serve(queued, done));
        model.Process("client", () => Ask(queued, done));
        Assert.True(Explore.All(model).Holds);
    }

    [Fact]
    public void A_process_that_no_worker_serves_is_stuck()
    {
        var model = new Model();
        var (queued, other, done) = (model.Cell("queued"), model.Cell("queued elsewhere"), model.Cell("done"));
        model.Worker("worker", () => Serve(other, done));
        model.Process("client", () => Ask(queued, done));
        Assert.Equal([EngineInvariants.NoDeadlock], Explore.All(model).Search.Violated);
    }

    private static async Step Serve(Cell queued, Cell done)
    {
        while (true)
        {
            await queued.WaitUntil(1);
            await queued.WriteOnce(0);
            await done.WriteOnce(1);
        }
    }

    private static async Step Ask(Cell queued, Cell done)
    {
        await queued.WriteOnce(1);
        await done.WaitUntil(1);
    }
}
