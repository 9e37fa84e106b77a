using UnwindCheck.Stitching.Tests.Support;
using static UnwindCheck.Stitching.Tests.Support.Play;

namespace UnwindCheck.Stitching.Tests.Rules;

/// <summary>What the two rules make of the cases that traces have.</summary>
public sealed class StitchingRuleTests
{
    private static readonly IStitchingRule<string, string>[] Rules = [Forward, Both];

    [Fact]
    public void Samples_of_one_context_get_its_stack_when_it_comes() =>
        Alike([Sample("s1", 1, 5), Sample("s2", 1, 5), Stack("u", 1, 5)], "s1 > u", "s2 > u");

    [Fact]
    public void A_sample_waits_for_its_stack_while_other_threads_go_on() =>
        Alike([Sample("s1", 1, 5), Sample("s2", 2, 6), Stack("u2", 2, 6), Stack("u1", 1, 5)], "s2 > u2", "s1 > u1");

    [Fact]
    public void Samples_leave_in_the_order_of_their_stacks_and_then_in_their_own() =>
        Alike([Sample("s1", 2, 5), Sample("s2", 1, 6), Sample("s3", 2, 5), Stack("u", 2, 5)], "s1 > u", "s3 > u", "s2 EndOfData");

    [Fact]
    public void A_sample_without_a_deferred_stack_passes_those_that_wait() =>
        Alike([Sample("s1", 1, 5), Sample("s2", 1, null), Stack("u", 1, 5)], "s2 NotDeferred", "s1 > u");

    [Fact]
    public void A_cookie_of_0_is_a_cookie() =>
        Alike([Sample("s1", 1, 0), Stack("u", 1, 0)], "s1 > u");

    [Fact]
    public void When_a_stack_is_lost_the_next_one_of_the_thread_sends_its_samples_off() =>
        Alike([Sample("s1", 1, 5), Sample("s2", 1, 7), Stack("u", 1, 7)], "s1 Superseded", "s2 > u");

    [Fact]
    public void When_samples_are_lost_their_stack_is_joined_to_nothing() =>
        Alike([Stack("u", 1, 5), Sample("s", 1, 7), Stack("v", 1, 7)], "s > v");

    [Fact]
    public void The_end_of_the_data_sends_everything_off_in_order() =>
        Alike([Sample("s1", 2, 5), Sample("s2", 1, 6), Sample("s3", 2, 7)], "s1 EndOfData", "s2 EndOfData", "s3 EndOfData");

    [Fact]
    public void The_same_cookie_in_two_threads_is_not_mixed_up() =>
        Alike([Sample("s1", 1, 5), Sample("s2", 2, 5), Stack("u2", 2, 5), Stack("u1", 1, 5)], "s2 > u2", "s1 > u1");

    [Fact]
    public void A_stack_that_came_first_is_found_only_by_looking_back() =>
        Differ([Stack("u", 1, 5), Sample("s", 1, 5)], ["s EndOfData"], ["s < u"]);

    [Fact]
    public void A_sample_after_its_stack_is_sent_off_by_the_next_one_when_only_looking_forward() =>
        Differ([Sample("s1", 1, 5), Stack("u", 1, 5), Sample("s2", 1, 5), Sample("s3", 1, 7), Stack("v", 1, 7)],
            ["s1 > u", "s2 Superseded", "s3 > v"],
            ["s1 > u", "s2 < u", "s3 > v"]);

    [Fact]
    public void Of_two_stacks_with_the_same_cookie_the_second_finds_nothing() =>
        Alike([Sample("s1", 1, 5), Stack("u", 1, 5), Stack("v", 1, 5)], "s1 > u");

    [Fact]
    public void A_sample_between_two_stacks_with_the_same_cookie_gets_the_one_that_it_meets_first() =>
        Differ([Stack("u", 1, 5), Sample("s", 1, 5), Stack("v", 1, 5)], ["s > v"], ["s < u"]);

    [Fact]
    public void A_sample_after_two_stacks_with_the_same_cookie_gets_the_later_one() =>
        Differ([Stack("u", 1, 5), Stack("v", 1, 5), Sample("s", 1, 5)], ["s EndOfData"], ["s < v"]);

    [Fact]
    public void A_stack_that_repeats_the_last_cookie_sends_off_newer_samples_only_when_only_looking_forward() =>
        Differ([Sample("s1", 1, 5), Stack("u", 1, 5), Sample("s2", 1, 7), Stack("u again", 1, 5), Stack("v", 1, 7)],
            ["s1 > u", "s2 Superseded"],
            ["s1 > u", "s2 > v"]);

    [Fact]
    public void A_stack_behind_the_first_sample_of_the_next_context_costs_that_sample_its_own_when_only_looking_forward() =>
        Differ([Sample("s1", 1, 5), Sample("s2", 1, 7), Stack("u", 1, 5), Stack("v", 1, 7)],
            ["s1 > u", "s2 Superseded"],
            ["s1 > u", "s2 > v"]);

    [Fact]
    public void Only_the_last_stack_of_a_thread_is_remembered() =>
        Alike([Stack("u", 1, 5), Stack("v", 1, 7), Sample("s", 1, 5)], "s EndOfData");

    [Fact]
    public void A_thread_that_exits_leaves_its_samples_without_a_stack() =>
        Differ([Sample("s", 1, 5), Exit(1), Sample("t", 1, 6)], ["s EndOfData", "t EndOfData"], ["s ThreadEnded", "t EndOfData"]);

    [Fact]
    public void A_stack_after_the_exit_is_of_another_thread() =>
        Differ([Sample("s", 1, 5), Exit(1), Fork(1), Stack("u", 1, 5)], ["s > u"], ["s ThreadEnded"]);

    [Fact]
    public void A_stack_before_the_exit_is_of_another_thread_too() =>
        Alike([Stack("u", 1, 5), Exit(1), Sample("s", 1, 5)], "s EndOfData");

    [Fact]
    public void A_fork_is_enough_to_tell_that_the_thread_before_it_ended() =>
        Differ([Sample("s", 1, 5), Stack("u", 2, 6), Fork(1), Fork(2), Sample("t", 2, 6), Stack("v", 1, 5)],
            ["s > v", "t EndOfData"],
            ["s ThreadEnded", "t EndOfData"]);

    [Fact]
    public void A_tid_in_another_process_is_another_thread_even_if_fork_and_exit_were_lost() =>
        Differ([Sample("s", 1, 5, pid: 1), Stack("u", 1, 5, pid: 2), Sample("t", 1, 5, pid: 1)],
            ["s > u", "t EndOfData"],
            ["s ThreadEnded", "t EndOfData"]);

    [Fact]
    public void Other_threads_of_the_process_live_on_after_an_exit() =>
        Alike([Sample("s", 1, 5), Exit(2), Fork(3), Stack("u", 1, 5)], "s > u");

    [Fact]
    public void States_do_not_depend_on_the_order_in_which_threads_got_their_last_stacks()
    {
        var one = Both.After(Stack("u", 1, 5), Stack("v", 2, 6));
        var other = Both.After(Stack("v", 2, 6), Stack("w", 1, 4), Stack("u", 1, 5));
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void States_forget_samples_that_have_left()
    {
        Assert.Equal(Forward, Forward.After(Sample("s", 1, 5), Stack("u", 1, 5)));
        Assert.Equal(Both, Both.After(Sample("s", 1, 5), Stack("u", 1, 5), Exit(1)));
        Assert.NotEqual(Forward, Forward.After(Sample("s", 1, 5)));
        Assert.NotEqual(Both, Both.After(Stack("u", 1, 5)));
    }

    [Fact]
    public void The_two_rules_are_never_equal()
    {
        Assert.False(Forward.Equals(Both));
        Assert.False(Both.Equals(Forward));
    }

    [Fact]
    public void A_hundred_thousand_samples_may_wait()
    {
        foreach (var rule in Rules)
        {
            var full = rule.After(Enumerable.Range(0, 100_000).Select(index => Sample("s", index % 1000, 5)));
            Assert.Equal(100, full.Next(Stack("u", 1, 5)).Delivered.Count);
            Assert.Equal(100_000, full.End().Count);
        }
    }

    private static void Alike(ThreadEvent<string, string>[] events, params string[] expected) => Assert.All(Rules, rule => Assert.Equal(expected, rule.HandAll(events)));

    private static void Differ(ThreadEvent<string, string>[] events, string[] forward, string[] both)
    {
        Assert.Equal(forward, Forward.HandAll(events));
        Assert.Equal(both, Both.HandAll(events));
    }
}
