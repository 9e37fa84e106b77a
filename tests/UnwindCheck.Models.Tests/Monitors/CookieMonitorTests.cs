using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Invariants;
using UnwindCheck.Models.Tests.Support;
using static UnwindCheck.Models.Tests.Support.Script;

namespace UnwindCheck.Models.Tests.Monitors;

/// <summary>cookie-nonzero, cookie-unique, cookie-unique-in-task, cookie-own and cookie-same.</summary>
public sealed class CookieMonitorTests
{
    private readonly Script script = new();

    [Fact]
    public void A_context_may_be_given_any_cookie_but_0()
    {
        Assert.Null(script.ViolatedBy(new CookieNonZero(), new CookieAssigned(script.A, 1), new CookieAssigned(script.B, ulong.MaxValue)));
        Assert.Equal(2, new Script().ViolatedBy(new CookieNonZero(), new CookieAssigned(script.A, 1), new CookieAssigned(script.A, 0)));
    }

    [Fact]
    public void A_cookie_of_0_that_a_request_returns_is_not_the_context_s() =>
        Assert.Null(script.ViolatedBy(new CookieNonZero(), Told(script.V, script.A, -22, 0)));

    [Fact]
    public void Two_contexts_of_one_task_must_not_share_a_cookie() =>
        Assert.Equal(4, script.ViolatedBy(new CookieUnique(), Enter(script.A), new CookieAssigned(script.A, 7), Enter(script.A), new CookieAssigned(script.A, 7)));

    [Fact]
    public void Two_tasks_must_not_share_a_cookie() =>
        Assert.Equal(4, script.ViolatedBy(new CookieUnique(), Enter(script.A), Enter(script.B), new CookieAssigned(script.A, 7), new CookieAssigned(script.B, 7)));

    [Fact]
    public void Two_contexts_of_one_task_must_not_share_a_cookie_in_the_weaker_sense_either() =>
        Assert.Equal(4, script.ViolatedBy(new CookieUniqueInTask(), Enter(script.A), new CookieAssigned(script.A, 7), Enter(script.A), new CookieAssigned(script.A, 7)));

    [Fact]
    public void Two_tasks_may_share_a_cookie_in_the_weaker_sense() =>
        Assert.Null(script.ViolatedBy(new CookieUniqueInTask(), Enter(script.A), Enter(script.B), new CookieAssigned(script.A, 7), new CookieAssigned(script.B, 7)));

    [Fact]
    public void One_context_may_be_given_its_cookie_again_in_the_weaker_sense() =>
        Assert.Null(script.ViolatedBy(new CookieUniqueInTask(), Enter(script.A), new CookieAssigned(script.A, 7), new CookieAssigned(script.A, 7), Enter(script.A), new CookieAssigned(script.A, 8)));

    [Fact]
    public void A_request_must_not_return_the_last_context_s_cookie() =>
        Assert.Equal(4, script.ViolatedBy(new CookieOwn(), Enter(script.A), new CookieAssigned(script.A, 7), Enter(script.A), Told(script.V, script.A, 0, 7)));

    [Fact]
    public void One_context_may_be_given_and_told_its_cookie_again() =>
        Assert.Null(script.ViolatedBy(new CookieUnique(), Enter(script.A), new CookieAssigned(script.A, 7), Told(script.V, script.A, 0, 7), new CookieAssigned(script.A, 7)));

    [Fact]
    public void A_request_must_not_return_another_task_s_cookie() =>
        Assert.Equal(4, script.ViolatedBy(new CookieOwn(), Enter(script.A), Enter(script.B), new CookieAssigned(script.A, 7), Told(script.V, script.B, 0, 7)));

    [Fact]
    public void A_request_may_return_any_cookie_that_its_context_was_given() =>
        Assert.Null(script.ViolatedBy(new CookieOwn(), Enter(script.A), new CookieAssigned(script.A, 7), new CookieAssigned(script.A, 8), Told(script.V, script.A, 0, 7), Told(script.V, script.A, -17, 8)));

    [Fact]
    public void Different_contexts_may_have_different_cookies() =>
        Assert.Null(script.ViolatedBy(new CookieUnique(), Enter(script.A), new CookieAssigned(script.A, 7), Enter(script.A), new CookieAssigned(script.A, 8), Enter(script.B), new CookieAssigned(script.B, 9)));

    [Fact]
    public void Requests_of_one_context_must_return_one_cookie() =>
        Assert.Equal(3, script.ViolatedBy(new CookieSame(), Enter(script.A), Told(script.V, script.A, 0, 7), Told(script.W, script.A, -17, 8)));

    [Fact]
    public void The_next_context_may_have_another_cookie() =>
        Assert.Null(script.ViolatedBy(new CookieSame(), Enter(script.A), Told(script.V, script.A, 0, 7), Enter(script.A), Told(script.V, script.A, 0, 8)));

    [Fact]
    public void Another_task_may_have_another_cookie() =>
        Assert.Null(script.ViolatedBy(new CookieSame(), Enter(script.A), Enter(script.B), Told(script.V, script.A, 0, 7), Told(script.V, script.B, 0, 8)));

    [Fact]
    public void A_failed_request_returns_no_cookie_that_counts() =>
        Assert.Null(script.ViolatedBy(new CookieSame(), Enter(script.A), Told(script.V, script.A, 0, 7), Told(script.V, script.A, -22, 0)));
}
