using Interleave.Replay;

namespace Interleave.Tests.Replay;

/// <summary>A single execution shows a livelock when it comes back to a state and nobody was held up on the way who could
/// always have gone on.</summary>
public sealed class FairCycleWatchTests
{
    [Fact]
    public void Whoever_passes_for_ever_alone_is_in_a_cycle_at_once()
    {
        var model = new Model();
        model.Process("p", PassForEver);
        Assert.Equal([null, 0, 1, 2], Watched(model, 0, 0, 0));
    }

    [Fact]
    public void A_process_that_could_always_have_gone_on_makes_a_cycle_unfair()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("passing", PassForEver);
        model.Process("writing", () => Write(x));
        Assert.Equal([null, null, null], Watched(model, 0, 0));
        Assert.Equal([null, null, null, 2], Watched(model, 0, 1, 0));
    }

    [Fact]
    public void A_process_that_had_to_wait_on_the_way_does_not()
    {
        var model = new Model();
        var never = model.Cell("never");
        model.Process("passing", PassForEver);
        model.Process("waiting", () => WaitFor(never, 1));
        Assert.Equal([null, 0], Watched(model, 0));
    }

    [Fact]
    public void Nor_does_one_that_could_go_on_for_some_of_the_way_only()
    {
        Assert.Equal([null, null, 0, 1, 2], Watched(RaisingAndWaiting(), 0, 0, 0, 0));
    }

    [Fact]
    public void The_shortest_way_round_on_which_everybody_moves_is_found()
    {
        var model = new Model();
        model.Process("p", PassForEver);
        model.Process("q", PassForEver);
        Assert.Equal([null, null, null, 1, 2, 2, 4], Watched(model, 0, 0, 1, 0, 0, 1));
    }

    [Fact]
    public void States_that_differ_in_a_cell_are_different()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("p", () => CountForEver(x));
        Assert.Equal([null, null, null, null], Watched(model, 0, 0, 0));
    }

    [Fact]
    public void What_it_finds_is_what_an_exhaustive_search_calls_a_livelock()
    {
        Assert.Contains(EngineInvariants.Terminates, Explore.Search(RaisingAndWaiting()).Violated);
    }

    private static Model RaisingAndWaiting()
    {
        var model = new Model();
        var flag = model.Cell("flag");
        model.Process("raising", () => RaiseAndLowerForEver(flag));
        model.Process("waiting", () => WaitFor(flag, 1));
        return model;
    }

    /// <summary>What the watch says of the first state and after each step of the given processes.</summary>
    private static List<int?> Watched(Model model, params int[] processes)
    {
        var (watch, state) = (new FairCycleWatch(model), new Interpreter(model));
        List<int?> found = [watch.Add(state, state.Moves(), null)];
        foreach (var process in processes)
        {
            var move = state.Moves().Single(move => move.Process == process);
            state.Apply(move);
            found.Add(watch.Add(state, state.Moves(), move));
        }

        return found;
    }

    private static async Step PassForEver()
    {
        while (true)
        {
            await CellOperations.Pass("round");
        }
    }

    private static async Step RaiseAndLowerForEver(Cell flag)
    {
        while (true)
        {
            await flag.WriteOnce(1);
            await flag.WriteOnce(0);
        }
    }

    private static async Step CountForEver(Cell x)
    {
        while (true)
        {
            await x.FetchAdd(1);
        }
    }

    private static async Step Write(Cell x) => await x.WriteOnce(1);

    private static async Step WaitFor(Cell cell, uint value) => await cell.WaitUntil(value);
}
