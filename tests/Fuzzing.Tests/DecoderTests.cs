using Interleave.Exploration;
using UnwindCheck.Models;

namespace UnwindCheck.Fuzzing.Tests;

/// <summary>Every sequence of numbers is a scenario.</summary>
public sealed class DecoderTests
{
    private const int Draws = 3000;

    [Fact]
    public void Any_numbers_are_a_valid_scenario()
    {
        var random = new Random(1);
        for (var draw = 0; draw < Draws; draw++)
        {
            var numbers = Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(int.MinValue, int.MaxValue)).Append(int.MinValue);

            var scenario = ScenarioDecoder.Decode(numbers);

            // The parser has checked it; a model can be made of it, too.
            ScenarioModel.Build(FuzzDesigns.Default[0], scenario);
        }
    }

    [Fact]
    public void Nothing_is_the_smallest_scenario_and_0_is_a_request() => Assert.Equal(
        ("task A on 0 { syscall { } }\n", "tracer w shared\ntask A on 0 { syscall { request w; } }\n"),
        (ScenarioDecoder.Decode([]).Text, ScenarioDecoder.Decode([0]).Text));

    [Theory]
    [InlineData("request"), InlineData("cancel"), InlineData("block"), InlineData("resched"), InlineData("signal"), InlineData("stop"), InlineData("unwind")]
    [InlineData("mmap-write"), InlineData("fork"), InlineData("exit"), InlineData("quiesce"), InlineData("free"), InlineData("register")]
    [InlineData("per-task"), InlineData("per-cpu"), InlineData("shared"), InlineData("by irq-work"), InlineData("unregistered"), InlineData("quiesced"), InlineData("callback requests 2"), InlineData("callback cancels")]
    [InlineData("irq "), InlineData("softirq "), InlineData("nmi "), InlineData("depth 2"), InlineData("max 2"), InlineData("in kernel"), InlineData("remote R2")]
    [InlineData("at user_exit"), InlineData("at irq_enable"), InlineData("at irq_disable"), InlineData("at user_enter"), InlineData("at sched_switch"), InlineData("at sched_process_exit"), InlineData("at signal_deliver"), InlineData("in A")]
    [InlineData("task B on 1"), InlineData("may run on 0,1"), InlineData("worker"), InlineData("kthread"), InlineData("forked"), InlineData(" call "), InlineData(" return ")]
    [InlineData("arch arm64"), InlineData("arch generic-32"), InlineData("config no-unwind-user"), InlineData("cpus 3"), InlineData("counter bits 1"), InlineData("registered 31"), InlineData("records 1"), InlineData("records unlimited")]
    [InlineData("budget faults 1"), InlineData("budget allocations 2"), InlineData("budget preemptions 1")]
    public void Everything_in_the_language_comes_up(string words) =>
        Assert.Contains(Drawn.Value, text => text.Contains(words, StringComparison.Ordinal));

    [Fact]
    public void Most_of_what_is_drawn_is_searched_to_the_end()
    {
        const int Cases = 60;
        var complete = Enumerable.Range(0, Cases).Count(static number =>
            Interleave.Explore.Search(ScenarioModel.Build(FuzzDesigns.Default[1], ScenarioDecoder.Decode(Sequences.Draw(7, (ulong)number))), new SearchOptions { MaxStates = new FuzzLimits().States }).Complete);

        Assert.InRange(complete, Cases * 2 / 3, Cases);
    }

    [Fact]
    public void The_same_seed_and_number_are_the_same_case() => Assert.All(
        Enumerable.Range(0, 50),
        static number => Assert.Equal(Sequences.Draw(5, (ulong)number), Sequences.Draw(5, (ulong)number)));

    [Fact]
    public void Different_numbers_are_different_cases() =>
        Assert.InRange(Drawn.Value.Distinct(StringComparer.Ordinal).Count(), Draws * 9 / 10, Draws);

    private static readonly Lazy<List<string>> Drawn = new(static () => [.. Enumerable.Range(0, Draws).Select(static number => ScenarioDecoder.Decode(Sequences.Draw(3, (ulong)number)).Text)]);

    [Fact]
    public void What_is_smaller_has_fewer_numbers_or_smaller_ones()
    {
        int[] numbers = [5, 60_000, 7, 12];
        var smaller = Sequences.Arbitrary.Shrinker(numbers).ToList();

        Assert.NotEmpty(smaller);
        Assert.All(smaller, candidate => Assert.True(candidate.Length < numbers.Length || (candidate.Length == numbers.Length && candidate.Sum() < numbers.Sum())));
        Assert.All(Enumerable.Range(0, numbers.Length), left => Assert.Contains(smaller, candidate => candidate.SequenceEqual(numbers.Where((_, index) => index != left))));
    }
}
