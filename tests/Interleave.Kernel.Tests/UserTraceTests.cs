namespace Interleave.Kernel.Tests;

/// <summary>Comparing traces with stacks.</summary>
public sealed class UserTraceTests
{
    private static readonly UserTrace Stack = default(UserTrace).Add(0x14).Add(0x12).Add(0x10);

    [Fact]
    public void A_trace_is_of_the_stack_that_it_equals() => Assert.True(default(UserTrace).Add(0x14).Add(0x12).Add(0x10).IsOf(Stack));

    [Fact]
    public void A_truncated_beginning_is_of_the_stack() => Assert.True((default(UserTrace).Add(0x14).Add(0x12) with { Truncated = true }).IsOf(Stack));

    [Fact]
    public void A_beginning_that_claims_to_be_whole_is_not_of_the_stack() => Assert.False(default(UserTrace).Add(0x14).Add(0x12).IsOf(Stack));

    [Fact]
    public void A_truncated_trace_with_another_address_is_not_of_the_stack() =>
        Assert.False((default(UserTrace).Add(0x14).Add(0x13) with { Truncated = true }).IsOf(Stack));

    [Fact]
    public void A_truncated_trace_that_is_longer_than_the_stack_is_not_of_it() =>
        Assert.False((Stack.Add(0x0e) with { Truncated = true }).IsOf(Stack));

    [Fact]
    public void A_trace_of_eight_entries_keeps_them_all() => Assert.Equal(
        "[01←02←03←04←05←06←07←08]",
        Enumerable.Range(1, UserTrace.MaxCount).Aggregate(default(UserTrace), static (trace, address) => trace.Add((uint)address)).ToString());

    [Fact]
    public void A_truncated_trace_of_eight_entries_is_of_the_same_stack()
    {
        var full = Enumerable.Range(1, UserTrace.MaxCount).Aggregate(default(UserTrace), static (trace, address) => trace.Add((uint)address));

        Assert.True((full with { Truncated = true }).IsOf(full));
    }

    [Fact]
    public void What_an_interrupted_function_called_comes_before_it() =>
        Assert.Equal(default(UserTrace).Add(0x08).Add(0x14).Add(0x12).Add(0x10), Stack.Interrupted(0x08));

    [Fact]
    public void A_trace_of_as_many_other_addresses_or_with_one_more_caller_at_address_0_is_not_of_the_stack()
    {
        Assert.False(default(UserTrace).Add(0x14).Add(0x12).Add(0x11).IsOf(Stack));
        Assert.False(Stack.Add(0).IsOf(Stack));
    }
}
