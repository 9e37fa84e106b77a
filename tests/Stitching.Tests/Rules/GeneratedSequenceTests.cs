using UnwindCheck.Stitching.Tests.Support;

namespace UnwindCheck.Stitching.Tests.Rules;

/// <summary>Both rules over thousands of generated sequences, against a join over whole lists.</summary>
public sealed class GeneratedSequenceTests
{
    private const ulong Sequences = 6000;

    [Fact]
    public void The_forward_rule_does_what_a_join_over_the_whole_list_does() => ForAll(events =>
        Assert.Equal(new WholeListJoin(events).Forward().Order(), Play.Forward.HandAll(events).Order()));

    [Fact]
    public void Looking_both_ways_does_what_a_join_over_the_whole_list_does() => ForAll(events =>
        Assert.Equal(new WholeListJoin(events).Both().Order(), Play.Both.HandAll(events).Order()));

    [Fact]
    public void Every_sample_is_handed_on_once() => ForAll(events =>
    {
        var samples = events.OfType<SampleTaken<string, string>>().Select(sample => sample.Sample).Order();
        Assert.Equal(samples, Names(Play.Forward.HandAll(events)));
        Assert.Equal(samples, Names(Play.Both.HandAll(events)));

        static IEnumerable<string> Names(IEnumerable<string> lines) => lines.Select(line => line.Split(' ')[0]).Order();
    });

    [Fact]
    public void No_sample_is_joined_to_a_stack_of_another_cookie_or_thread() => ForAll(events =>
    {
        foreach (var rule in new[] { Play.Forward, Play.Both })
        {
            foreach (var words in rule.HandAll(events).Select(line => line.Split(' ')).Where(words => words.Length == 3))
            {
                var sample = events.OfType<SampleTaken<string, string>>().Single(occurrence => occurrence.Sample == words[0]);
                var stack = events.OfType<StackUnwound<string, string>>().Single(occurrence => occurrence.Stack == words[2]);
                Assert.Equal((sample.Thread.Tid, sample.Cookie), (stack.Thread.Tid, stack.Cookie));
            }
        }
    });

    [Fact]
    public void Where_no_thread_ends_looking_both_ways_joins_whatever_the_forward_rule_joins() => ForAll(
        events => Assert.Superset(JoinedBy(Play.Forward, events), JoinedBy(Play.Both, events)), threadsEnd: false);

    [Fact]
    public void Looking_both_ways_remembers_one_stack_for_each_thread() => ForAll(events =>
        Assert.InRange(((BothWaysRule<string, string>)Play.Both.After(events)).RememberedStacks, 0, events.Select(occurrence => occurrence.Thread.Tid).Distinct().Count()));

    [Fact]
    public void A_rule_that_took_the_same_events_is_equal_and_one_that_goes_on_differently_is_not() => ForAll(events =>
    {
        foreach (var rule in new[] { Play.Forward, Play.Both })
        {
            var (one, same) = (rule.After(events), rule.After(events));
            Assert.Equal(one, same);
            Assert.Equal(one.GetHashCode(), same.GetHashCode());
            foreach (var end in Enumerable.Range(0, events.Count))
            {
                var prefix = rule.After(events.Take(end));
                if (prefix.Equals(one))
                {
                    // Equal states must behave alike: try each event on both.
                    Assert.Equal(prefix.GetHashCode(), one.GetHashCode());
                    Assert.All(events, occurrence => Assert.Equal(prefix.HandAll(occurrence), one.HandAll(occurrence)));
                }
                else
                {
                    Assert.Contains(Probes(events), probe => !prefix.HandAll(probe).SequenceEqual(one.HandAll(probe)));
                }
            }
        }
    }, sequences: 500);

    [Fact]
    public void Taking_an_event_leaves_the_rule_before_it_as_it_was() => ForAll(events =>
    {
        foreach (var rule in new[] { Play.Forward, Play.Both })
        {
            var before = rule.After(events);
            var (end, hash) = (before.End(), before.GetHashCode());
            Assert.All(events, occurrence => before.Next(occurrence));
            Assert.Equal(end, before.End());
            Assert.Equal(hash, before.GetHashCode());
        }
    }, sequences: 500);

    /// <summary>Continuations that show what a rule remembers: nothing at all, and a sample and a stack for each thread and
    /// cookie, in this process and in the other.</summary>
    private static IEnumerable<IReadOnlyList<ThreadEvent<string, string>>> Probes(IReadOnlyList<ThreadEvent<string, string>> events)
    {
        yield return [];
        foreach (var (thread, cookie) in events.OfType<StackUnwound<string, string>>().Select(stack => (stack.Thread, stack.Cookie))
            .Concat(events.OfType<SampleTaken<string, string>>().Where(sample => sample.Cookie is not null).Select(sample => (sample.Thread, sample.Cookie!.Value)))
            .Distinct())
        {
            foreach (var pid in new[] { 1, 2 })
            {
                yield return [Play.Sample("probe", thread.Tid, cookie, pid)];
                yield return [Play.Stack("probe", thread.Tid, cookie, pid)];
            }
        }
    }

    private static HashSet<string> JoinedBy(IStitchingRule<string, string> rule, IReadOnlyList<ThreadEvent<string, string>> events) =>
        [.. rule.HandAll(events).Select(line => line.Split(' ')).Where(words => words.Length == 3).Select(words => words[0])];

    private static void ForAll(Action<IReadOnlyList<ThreadEvent<string, string>>> check, bool threadsEnd = true, ulong sequences = Sequences)
    {
        for (ulong seed = 0; seed < sequences; seed++)
        {
            var events = Generator.Events(seed, threadsEnd && seed % 3 != 0);
            try
            {
                check(events);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}:\n{string.Join('\n', events)}", exception);
            }
        }
    }
}
