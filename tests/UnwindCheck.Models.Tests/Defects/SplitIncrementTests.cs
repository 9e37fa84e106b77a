using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Format;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Defects;

/// <summary>S16: a per-CPU increment of several instructions, and NMIs that ask in the middle of it.</summary>
public sealed class SplitIncrementTests
{
    /// <summary>An NMI strikes inside the task's increment, and a machine check inside the NMI's after it.</summary>
    private static readonly Scenario Nested = Shipped.Scenario("nmi-splits-increment");

    private static readonly DesignEntry ServesNmis = Shipped.V4With(V4Changes.AcceptNmi | V4Changes.ReturnNewCookie);

    public static TheoryData<string> Architectures => [.. Architecture.All.Select(static architecture => architecture.Name)];

    [Theory]
    [InlineData("x86-64", false)]
    [InlineData("arm64", true)]
    [InlineData("generic-32", true)]
    public void S16_nested_NMIs_make_the_counter_go_back_and_two_contexts_are_given_one_cookie(string architecture, bool givenTwice) =>
        Assert.Equal(givenTwice, IsGivenTwice(ServesNmis, Nested, architecture));

    /// <summary>Both compute the same number, and both for the same context.</summary>
    [Theory]
    [MemberData(nameof(Architectures))]
    public void S16_one_NMI_alone_makes_no_cookie_twice(string architecture) =>
        Assert.False(IsGivenTwice(ServesNmis, Shipped.Scenario("nmi-at-entry"), architecture));

    [Theory]
    [MemberData(nameof(Architectures))]
    public void S16_nested_interrupts_are_kept_out_by_the_irqsave_guard(string architecture) => Assert.False(IsGivenTwice(
        ServesNmis,
        Shipped.Text(Nested.Text.Replace("nmi pmi on 0 max 1", "softirq net on 0 max 1 in kernel", StringComparison.Ordinal).Replace("nmi mce depth 2 on 0 max 1", "irq tick on 0 max 1 in kernel", StringComparison.Ordinal)),
        architecture));

    [Theory]
    [MemberData(nameof(Architectures))]
    public void S16_needs_a_design_that_serves_NMIs(string architecture) =>
        Assert.False(IsGivenTwice(Shipped.V4With(V4Changes.ReturnNewCookie), Nested, architecture));

    [Theory]
    [MemberData(nameof(Architectures))]
    public void An_NMI_before_the_reset_at_entry_is_given_the_last_context_s_cookie_on_every_architecture(string architecture) =>
        Assert.Contains("cookie-own", Shipped.Violated(Shipped.Design("v4-nmi-naive"), On(Shipped.Scenario("nmi-at-entry"), architecture)));

    [Theory]
    [MemberData(nameof(Architectures))]
    public void An_interrupt_shares_no_cookie_between_contexts(string architecture) =>
        Assert.DoesNotContain("cookie-own", Shipped.Violated(Shipped.Design("v4-nmi-naive"), On(Shipped.Scenario("irq-splits-increment"), architecture)));

    private static bool IsGivenTwice(DesignEntry design, Scenario scenario, string architecture) =>
        Shipped.Violated(design, On(scenario, architecture)).Contains("cookie-unique");

    private static Scenario On(Scenario scenario, string architecture) =>
        scenario with { Architecture = Architecture.All.Single(other => other.Name == architecture) };
}
