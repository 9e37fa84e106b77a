namespace UnwindCheck.Stitching;

/// <summary>A sample as a rule hands it on; every sample is handed on once.</summary>
/// <typeparam name="TSample">What stands for a sample.</typeparam>
/// <typeparam name="TStack">What stands for a user stack.</typeparam>
/// <param name="Sample">The sample.</param>
public abstract record Delivery<TSample, TStack>(TSample Sample);

/// <summary>A sample with the user stack that belongs to it.</summary>
/// <typeparam name="TSample">What stands for a sample.</typeparam>
/// <typeparam name="TStack">What stands for a user stack.</typeparam>
/// <param name="Sample">The sample.</param>
/// <param name="Stack">The stack, which takes the place of the cookie.</param>
/// <param name="StackCameFirst">Whether the stack was unwound before the sample was taken.</param>
public sealed record Joined<TSample, TStack>(TSample Sample, TStack Stack, bool StackCameFirst) : Delivery<TSample, TStack>(Sample);

/// <summary>A sample without a user stack.</summary>
/// <typeparam name="TSample">What stands for a sample.</typeparam>
/// <typeparam name="TStack">What stands for a user stack.</typeparam>
/// <param name="Sample">The sample.</param>
/// <param name="Reason">Why there is none.</param>
public sealed record Unjoined<TSample, TStack>(TSample Sample, UnjoinedReason Reason) : Delivery<TSample, TStack>(Sample);

/// <summary>Why a sample is handed on without a user stack.</summary>
public enum UnjoinedReason
{
    /// <summary>It has no cookie: no user stack was deferred.</summary>
    NotDeferred,

    /// <summary>The thread's next stack has another cookie: that of the sample was lost, or came before it.</summary>
    Superseded,

    /// <summary>The thread ended, or its numbers were given to another one, before its stack came.</summary>
    ThreadEnded,

    /// <summary>The data ended before its stack came.</summary>
    EndOfData,
}
