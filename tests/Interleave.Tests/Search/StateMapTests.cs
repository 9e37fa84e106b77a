using Interleave.Exploration;
using Interleave.Replay;
using Interleave.Tests.Generated;
using Interleave.Walking;

namespace Interleave.Tests.Search;

/// <summary>How far it is to a violation, against a plain search forwards from each state.</summary>
public sealed class StateMapTests
{
    [Fact]
    public void Distances_in_generated_programs_are_those_of_a_plain_search_from_each_state()
    {
        var compared = 0;
        foreach (var (walker, map) in Maps())
        {
            foreach (var position in Reachable(walker))
            {
                foreach (var invariant in map.Violated.Where(invariant => invariant != EngineInvariants.Terminates))
                {
                    var expected = PlainDistance(walker, position, invariant);
                    Assert.Equal(expected, map.DistanceTo(invariant, position));
                    Assert.Equal(expected, map.ShortestTo(invariant, position)?.Count);
                    compared++;
                }
            }
        }

        Assert.True(compared > 5_000, $"{compared} distances compared");
    }

    [Fact]
    public void The_shortest_way_violates_what_it_leads_to_when_it_is_replayed()
    {
        var replayed = 0;
        foreach (var (walker, map) in Maps())
        {
            foreach (var invariant in map.Violated.Where(invariant => invariant != EngineInvariants.Terminates))
            {
                if (map.ShortestTo(invariant, walker.Start) is not { } moves)
                {
                    continue;
                }

                var steps = Replayer.Run(walker.Model, Schedule.Of(walker.Model, moves), out var end);
                Assert.True(
                    moves.Count > 0 && steps[^1].Violations.Any(violation => violation.Invariant == invariant)
                    || (end.IsQuiescent && end.AtEnd().Any(violation => violation.Invariant == invariant)),
                    $"{invariant} by {Schedule.Of(walker.Model, moves)}");
                replayed++;
            }
        }

        Assert.True(replayed > 50, $"{replayed} replayed");
    }

    [Fact]
    public void What_is_violated_is_what_the_search_says()
    {
        foreach (var (walker, map) in Maps())
        {
            Assert.Equal(Explore.Search(walker.Model).Violated.Order(), map.Violated.Order());
        }
    }

    [Fact]
    public void A_witness_costs_what_the_search_for_it_says()
    {
        var compared = 0;
        foreach (var (walker, _) in Maps())
        {
            foreach (var (invariant, witness) in Explore.All(walker.Model).Witnesses)
            {
                if (witness.CycleStart is not null)
                {
                    continue;
                }

                var same = walker.WitnessOf(witness.Moves);
                Assert.True((witness.Preemptions, witness.Interrupts, witness.Failures) == (same.Preemptions, same.Interrupts, same.Failures), $"{invariant} by {Schedule.Of(walker.Model, witness.Moves)}");
                compared++;
            }
        }

        Assert.True(compared > 50, $"{compared} compared");
    }

    [Fact]
    public void A_state_that_need_not_end_is_at_distance_0_and_goes_round_from_there()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => ForEver(x));
        var walker = new Walker(model);
        var map = StateMap.Of(walker);
        var stem = map.ShortestTo(EngineInvariants.Terminates, walker.Start)!;
        var turning = walker.From(walker.Start).All.Single(way => way.Move == Assert.Single(stem)).Next;
        Assert.Null(map.LassoFrom(EngineInvariants.Terminates, [], walker.Start));
        var lasso = map.LassoFrom(EngineInvariants.Terminates, stem, turning)!;
        Assert.Equal((1, 3), (lasso.CycleStart, lasso.Moves.Count));
        var before = Replayer.Run(model, Schedule.Of(model, stem), out var there);
        Replayer.Run(model, Schedule.Of(model, lasso.Moves), out var round);
        Assert.NotEmpty(before);
        Assert.True(there.IsInSameStateAs(round));
    }

    [Fact]
    public void A_search_that_was_cut_has_distances_where_it_has_been()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => Count(x, 50));
        var walker = new Walker(model);
        var map = StateMap.Of(walker, new SearchOptions { MaxStates = 20 });
        Assert.False(map.Search.Complete);
        Assert.Empty(map.Violated);
        Assert.Null(map.DistanceTo(EngineInvariants.NoException, walker.Start));
        Assert.Equal(50, StateMap.Of(walker).DistanceTo(EngineInvariants.NoException, walker.Start));
    }

    /// <summary>Generated programs of all kinds that are small enough for a search from each state.</summary>
    private static IEnumerable<(Walker Walker, StateMap Map)> Maps()
    {
        foreach (var generate in new[] { ProgramGenerator.WithInterrupts, ProgramGenerator.WithThreads, ProgramGenerator.WithPendingInterrupts, ProgramGenerator.WithCorners })
        {
            for (ulong seed = 1; seed <= 150; seed++)
            {
                var walker = new Walker(Translation.Of(generate(seed)).Model);
                var map = StateMap.Of(walker, new SearchOptions { MaxStates = 200 });
                if (map.Search.Complete)
                {
                    yield return (walker, map);
                }
            }
        }
    }

    private static int? PlainDistance(Walker walker, Position from, string invariant)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { Key(from) };
        var level = new List<Position> { from };
        for (var distance = 0; level.Count > 0; distance++)
        {
            var next = new List<Position>();
            var violated = false;
            foreach (var ways in level.Select(walker.From))
            {
                if (ways.ViolatedAtEnd.Contains(invariant))
                {
                    return distance;
                }

                violated |= ways.All.Any(way => way.Violated.Contains(invariant));
                next.AddRange(ways.All.Select(way => way.Next).Where(position => seen.Add(Key(position))));
            }

            if (violated)
            {
                return distance + 1;
            }

            level = next;
        }

        return null;
    }

    private static List<Position> Reachable(Walker walker)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { Key(walker.Start) };
        var all = new List<Position> { walker.Start };
        for (var i = 0; i < all.Count; i++)
        {
            all.AddRange(walker.From(all[i]).All.Select(way => way.Next).Where(position => seen.Add(Key(position))));
        }

        return all;
    }

    private static string Key(Position position) => string.Join(',', position.State);

    private static async Step ForEver(Cell x)
    {
        await x.Write(1);
        while (true)
        {
            await x.Write(2);
            await x.Write(1);
        }
    }

    private static async Step Count(Cell x, uint end)
    {
        for (uint i = 0; i < end; i++)
        {
            await x.Write(i);
        }

        Check.That(end == 0, "counted");
    }
}
