using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Invariants;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Monitors;

/// <summary>bit-reserved and bit-owner.</summary>
public sealed class MaskMonitorTests
{
    private readonly Script script = new();

    [Fact]
    public void A_bit_that_the_interface_uses_must_not_be_given_away()
    {
        Assert.Null(script.ViolatedBy(new BitReserved(), new MaskBitAssigned(script.X, 2, Reserved: false)));
        Assert.Equal(2, new Script().ViolatedBy(new BitReserved(), new MaskBitAssigned(script.X, 2, Reserved: false), new MaskBitAssigned(script.Y, 0, Reserved: true)));
    }

    [Fact]
    public void A_bit_that_stands_for_an_earlier_request_must_not_be_given_to_anybody() =>
        Assert.Equal(2, script.ViolatedBy(new BitOwner(), new MaskBitSet(script.A, script.X, 2), new MaskBitAssigned(script.Y, 2, Reserved: false)));

    [Fact]
    public void Not_even_to_the_same_descriptor() =>
        Assert.Equal(2, script.ViolatedBy(new BitOwner(), new MaskBitSet(script.A, script.X, 2), new MaskBitAssigned(script.X, 2, Reserved: false)));

    [Fact]
    public void A_bit_that_was_cleared_may_be_given_away() =>
        Assert.Null(script.ViolatedBy(new BitOwner(), new MaskBitSet(script.A, script.X, 2), new MaskBitsCleared(script.A, 0b0100), new MaskBitAssigned(script.Y, 2, Reserved: false)));

    [Fact]
    public void A_bit_must_be_cleared_in_every_task() => Assert.Equal(4, script.ViolatedBy(
        new BitOwner(),
        new MaskBitSet(script.A, script.X, 2),
        new MaskBitSet(script.B, script.X, 2),
        new MaskBitsCleared(script.A, ulong.MaxValue),
        new MaskBitAssigned(script.Y, 2, Reserved: false)));

    [Fact]
    public void Clearing_other_bits_does_not_count() =>
        Assert.Equal(3, script.ViolatedBy(new BitOwner(), new MaskBitSet(script.A, script.X, 2), new MaskBitsCleared(script.A, ~0b0100ul), new MaskBitAssigned(script.Y, 2, Reserved: false)));

    [Fact]
    public void A_bit_that_is_found_set_stands_for_a_request_in_that_task()
    {
        var cleared = new MaskBitsCleared(script.A, 0b0100);

        Assert.Null(script.ViolatedBy(new BitOwner(), new MaskBitSet(script.A, script.X, 2), new MaskBitSet(script.A, script.Y, 3, Found: 0b0100)));
        Assert.Equal(3, new Script().ViolatedBy(new BitOwner(), new MaskBitSet(script.A, script.X, 2), cleared, new MaskBitSet(script.A, script.Y, 3, Found: 0b0100)));
        Assert.Equal(2, new Script().ViolatedBy(new BitOwner(), new MaskBitSet(script.B, script.X, 2), new MaskBitSet(script.A, script.Y, 3, Found: 0b0100)));
    }

    [Fact]
    public void Other_bits_may_be_given_away() =>
        Assert.Null(script.ViolatedBy(new BitOwner(), new MaskBitSet(script.A, script.X, 2), new MaskBitAssigned(script.Y, 3, Reserved: false)));

    [Fact]
    public void The_bits_of_a_task_that_is_gone_do_not_count() =>
        Assert.Null(script.ViolatedBy(new BitOwner(), new MaskBitSet(script.A, script.X, 2), new TaskReleased(script.A), new MaskBitAssigned(script.Y, 2, Reserved: false)));

    [Fact]
    public void The_highest_bit_is_a_bit_like_the_others()
    {
        Assert.Equal(2, script.ViolatedBy(new BitOwner(), new MaskBitSet(script.A, script.X, 63), new MaskBitAssigned(script.Y, 63, Reserved: false)));
        Assert.Null(new Script().ViolatedBy(new BitOwner(), new MaskBitSet(script.A, script.X, 63), new MaskBitsCleared(script.A, 1ul << 63), new MaskBitAssigned(script.Y, 63, Reserved: false)));
    }
}
