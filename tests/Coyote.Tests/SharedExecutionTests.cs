using Interleave.Coyote.Tests.Examples;
using Interleave.Exploration;
using Interleave.Replay;
using Xunit;

namespace Interleave.Coyote.Tests;

/// <summary>How a model is cut into participants, tested without Coyote: all decisions are enumerated instead.</summary>
public sealed class SharedExecutionTests
{
    public static TheoryData<string> FiniteAndHolding => [.. Example.Holding.Where(example => example.Name != "Peterson").Select(example => example.Name)];

    public static TheoryData<string> Violating => [.. Example.Violating.Select(example => example.Name)];

    [Theory]
    [MemberData(nameof(FiniteAndHolding))]
    public void Every_execution_that_the_exhaustive_search_counts_can_be_taken_and_no_other(string name)
    {
        var build = Example.Holding.First(example => example.Name == name).Build;
        var explored = Explore.All(build());
        var schedules = new HashSet<string>(StringComparer.Ordinal);
        foreach (var execution in AllDecisions.Of(build))
        {
            Assert.Empty(execution.Violations);
            schedules.Add(Schedule.Of(build(), execution.Moves).ToString() + string.Join(' ', execution.Moves));
        }

        Assert.True(explored.Holds);
        Assert.Equal(explored.Search.Interleavings, schedules.Count);
    }

    [Theory]
    [MemberData(nameof(Violating))]
    public void The_violations_are_those_that_the_exhaustive_search_finds(string name)
    {
        var (_, build, violated) = Example.Violating.First(example => example.Name == name);
        var found = violated.Where(invariant => AllDecisions.Of(build, invariant.Equals).Any(execution => execution.Violations.Count > 0));
        Assert.DoesNotContain(AllDecisions.Of(build, invariant => !violated.Contains(invariant)), execution => execution.Violations.Count > 0);
        Assert.Equal<IEnumerable<string>>(violated, found);
        Assert.Equal<IEnumerable<string>>(violated, Explore.All(build()).Search.Violated);
    }

    [Theory]
    [MemberData(nameof(Violating))]
    public void A_witness_is_followed_to_its_violation(string name)
    {
        var (_, build, violated) = Example.Violating.First(example => example.Name == name);
        foreach (var invariant in violated)
        {
            var witness = Explore.All(build()).Witnesses[invariant];
            var execution = AllDecisions.First(new SharedExecution(build(), _ => throw new InvalidOperationException("a script leaves no choice"), witness.Moves));
            Assert.Equal(witness.Moves, execution.Moves);
            Assert.Contains(execution.Violations, violation => violation.Invariant == invariant);
        }
    }

    [Fact]
    public void Moves_that_the_model_cannot_follow_are_refused_with_their_place()
    {
        Move[] moves = [new(MoveKind.Step, 0, -1), new(MoveKind.Strike, 1, -1)];
        var execution = new SharedExecution(Races.LostUpdate(), _ => 0, moves);
        execution.Go(0);
        var exception = Assert.Throws<ReplayException>(() => execution.Go(1));
        Assert.Equal(2, exception.Step);
        Assert.Contains("B cannot go on", exception.Message, StringComparison.Ordinal);
    }
}
