using Interleave.Coyote.Tests.Examples;
using Interleave.Exploration;
using Xunit;

namespace Interleave.Coyote.Tests;

/// <summary>The example models under Coyote's testing engine.</summary>
public sealed class ModelUnderCoyoteTests
{
    public static TheoryData<string> Holding => [.. Example.Holding.Select(example => example.Name)];

    public static TheoryData<string> Violating => [.. Example.Violating.Select(example => example.Name)];

    public static TheoryData<CoyoteStrategy> Strategies => [.. Enum.GetValues<CoyoteStrategy>()];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_lost_update_is_found_and_replays_in_the_interpreter(CoyoteStrategy strategy)
    {
        var report = ModelUnderCoyote.Test(Races.LostUpdate, new CoyoteOptions { Strategy = strategy, Iterations = 100, StopAtFirst = true });
        Assert.Equal(1, report.Violating);
        var (invariant, violation) = Assert.Single(report.Violations);
        Assert.Equal(Races.NoLostUpdate, invariant);
        Assert.Equal("two increments stored 1 in {counter}", violation.Reason);
        CoyoteAssert.Replays(Races.LostUpdate(), invariant, violation);
    }

    [Theory]
    [MemberData(nameof(Violating))]
    public void What_is_wrong_is_found_and_nothing_else(string name)
    {
        var (_, build, violated) = Example.Violating.First(example => example.Name == name);
        var agreement = CoyoteAssert.AgreesWithTheExhaustiveSearch(build, 100);
        Assert.Equal<IEnumerable<string>>(violated, agreement.Explored.Search.Violated);
        Assert.Equal<IEnumerable<string>>(violated, agreement.Found.Keys);
    }

    [Theory]
    [MemberData(nameof(Holding))]
    public void A_model_that_holds_does_so_in_500_executions(string name)
    {
        var agreement = CoyoteAssert.AgreesWithTheExhaustiveSearch(Example.Holding.First(example => example.Name == name).Build, 170);
        Assert.True(agreement.Explored.Holds);
        Assert.InRange(agreement.Tested.Sum(report => report.Judged), 500, 510);
    }

    [Fact]
    public void A_violation_hides_what_comes_after_it_unless_it_is_not_watched()
    {
        var all = ModelUnderCoyote.Test(Contexts.FailsTwice, new CoyoteOptions { Iterations = 1 });
        Assert.Equal([EngineInvariants.NoException], all.Violations.Keys);
        var last = ModelUnderCoyote.Test(Contexts.FailsTwice, new CoyoteOptions { Iterations = 1, Watched = EngineInvariants.NoDeadlock.Equals });
        Assert.Equal([EngineInvariants.NoDeadlock], last.Violations.Keys);
        CoyoteAssert.Replays(Contexts.FailsTwice(), EngineInvariants.NoDeadlock, last.Violations[EngineInvariants.NoDeadlock]);
    }

    [Theory]
    [InlineData("interrupted increment, masked", 6)]
    [InlineData("choices, budget 1", 12)]
    [InlineData("lost wakeup", 11)]
    public void Random_executions_of_a_small_model_are_all_that_there_are(string name, int count)
    {
        var build = Example.All.First(example => example.Name == name).Build;
        var executions = new HashSet<string>(StringComparer.Ordinal);
        ModelUnderCoyote.Test(build, new CoyoteOptions { Iterations = 800, Observe = run => executions.Add(string.Join(' ', run.Moves)) });
        Assert.Equal(count, executions.Count);
        Assert.Equal(count, Explore.All(build()).Search.Interleavings);
    }

    [Fact]
    public void A_handler_runs_to_its_end_before_what_it_interrupted_goes_on()
    {
        var deepest = 0;
        ModelUnderCoyote.Test(() => Contexts.Nested(nmis: 2), new CoyoteOptions { Iterations = 200, Observe = run => deepest = Math.Max(deepest, DepthOf(run.Moves)) });
        Assert.Equal(3, deepest);
    }

    [Fact]
    public void A_livelock_is_found_where_it_is_watched_for()
    {
        var report = ModelUnderCoyote.Test(Waits.AfterYou, new CoyoteOptions { Watched = EngineInvariants.Terminates.Equals, StopAtFirst = true, Strategy = CoyoteStrategy.QLearning });
        CoyoteAssert.Replays(Waits.AfterYou(), EngineInvariants.Terminates, report.Violations[EngineInvariants.Terminates]);
    }

    [Fact]
    public void A_loop_that_only_an_unfair_scheduler_stays_in_is_no_livelock()
    {
        var report = ModelUnderCoyote.Test(Races.Peterson, new CoyoteOptions { Watched = EngineInvariants.Terminates.Equals, Iterations = 300 });
        Assert.Empty(report.Violations);
        Assert.Equal(300, report.Judged);
    }

    [Fact]
    public void A_livelock_is_not_judged_where_it_is_not_watched_for_and_its_witness_leads_around_the_cycle()
    {
        var explored = Explore.All(Waits.AfterYou());
        Assert.Equal<IEnumerable<string>>([EngineInvariants.Terminates], explored.Search.Violated);
        CoyoteAssert.Reaches(Waits.AfterYou, EngineInvariants.Terminates, explored.Witnesses[EngineInvariants.Terminates]);
        var report = ModelUnderCoyote.Test(Waits.AfterYou, new CoyoteOptions { MaxSteps = 12 });
        Assert.Equal(0, report.Violating);
        Assert.True(report.NotJudged > 0);
    }

    [Fact]
    public void A_recorded_execution_is_repeated()
    {
        static Model Build() => Contexts.Migrating(masked: false);
        var found = ModelUnderCoyote.Test(Build, new CoyoteOptions { Iterations = 500, StopAtFirst = true });
        var again = ModelUnderCoyote.Replay(Build, found.Trace!);
        Assert.Equal(found.Violations[EngineInvariants.NoException].Moves, again.Violations[EngineInvariants.NoException].Moves);
    }

    [Fact]
    public void Moves_that_the_model_cannot_follow_are_an_error_and_no_violation()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => ModelUnderCoyote.Follow(Races.LostUpdate, [new Move(MoveKind.Strike, 1, -1)]));
        Assert.Contains("step 1: B cannot go on as the moves say", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_outside_of_Coyote_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => new CoyoteRun(Races.LostUpdate()).Execute());

    [Fact]
    public void A_model_that_breaks_a_rule_is_an_error_and_no_violation()
    {
        static Model Build()
        {
            var model = new Model();
            var cell = model.Cell("cell");
            model.Process("A", () => AwaitTask(cell));
            model.Process("B", () => AwaitTask(cell));
            return model;
        }

        var exception = Assert.Throws<InvalidOperationException>(() => ModelUnderCoyote.Test(Build));
        Assert.Contains(nameof(ModelException), exception.Message, StringComparison.Ordinal);
    }

    /// <summary>How many contexts of the nested model were on top of each other; each makes four moves.</summary>
    private static int DepthOf(IEnumerable<Move> moves)
    {
        var contexts = new Stack<(int Process, int Moves)>();
        var deepest = 0;
        foreach (var move in moves)
        {
            if (move.Kind == MoveKind.Strike || contexts.Count == 0)
            {
                contexts.Push((move.Process, 0));
            }

            var (process, count) = contexts.Pop();
            Assert.Equal(process, move.Process);
            deepest = Math.Max(deepest, contexts.Count + 1);
            if (count < 3)
            {
                contexts.Push((process, count + 1));
            }
        }

        return deepest;
    }

    private static async Step AwaitTask(Cell cell)
    {
        await cell.ReadOnce();
        await Task.Delay(1);
    }
}
