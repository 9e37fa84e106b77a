using Interleave;
using UnwindCheck.Models.Invariants;
using Monitor = Interleave.Monitor;

namespace UnwindCheck.Models;

/// <summary>All invariants: the monitors of this project and what the engine watches by itself.</summary>
public static class InvariantCatalogue
{
    private static readonly EngineInvariant[] Engine =
    [
        new(EngineInvariants.NoException, "Every process runs as it is written.", "the model itself: an exception is a mistake in a design or in the machine"),
        new(EngineInvariants.NoDeadlock, "Whenever nothing can go on, every task has come to its end.", "kernel-wide: a task that waits for ever is a hung task (I13)"),
        new(EngineInvariants.Terminates, "The exit to user mode ends when the outside world stops generating events.", "kernel-wide: a loop in exit_to_user_mode_loop() that only feeds itself is a livelock (I10)"),
        new(EngineInvariants.UseAfterFree, "Freed memory is not touched.", "kernel-wide: KASAN (I7, I11)"),
        new(EngineInvariants.NoUninitialisedRead, "Memory is written before it is read.", "kernel-wide: KMSAN (I11)"),
    ];

    /// <summary>New monitors, one of each kind.</summary>
    public static IReadOnlyList<Monitor> Monitors() =>
    [
        new CookieNonZero(), new CookieUnique(), new CookieOwn(), new CookieSame(),
        new ContractQueued(), new ContractPending(), new ContractFailed(),
        new CallbackLost(), new CallbackStack(), new CallbackSpurious(),
        new ContractAnswered(), new ReturnDocumented(), new RequestAccepted(), new RegisterAccepted(), new AskedBefore(), new UnwoundOnce(), new UnwoundAtSwitch(), new CallbackOnce(), new CookieUniqueInTask(),
        new CallbackData(), new SampleAnswered(),
        new NoNullCall(), new BitReserved(), new BitOwner(), new LockOrder(), new LockInInterrupt(),
        new StitchedForward(), new StitchedBothWays(),
        new CancelPromise(), new ListOnce(), new PendingStuck(), new ContextClean(), new CallbackEmpty(),
        new ArgumentInitialised(), new NoSleepInAtomic(), new NoWarning(), new NoLeak(), new DeclarationsMatch(),
    ];

    /// <summary>All invariants with the sentences that they come from.</summary>
    public static IReadOnlyList<IQuotedInvariant> All { get; } = [.. Monitors().Cast<IQuotedInvariant>(), .. Engine];

    private sealed record EngineInvariant(string Invariant, string Quote, string Source) : IQuotedInvariant;
}
