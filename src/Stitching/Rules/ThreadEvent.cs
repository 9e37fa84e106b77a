namespace UnwindCheck.Stitching;

/// <summary>A thread as the trace names it. Its numbers may be given to another thread after it has ended.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Tid">The thread.</param>
public readonly record struct ThreadKey(int Pid, int Tid);

/// <summary>What a stitching rule learns about a thread.</summary>
/// <typeparam name="TSample">What stands for a sample: a record, or whatever its user wants to get back.</typeparam>
/// <typeparam name="TStack">What stands for a user stack.</typeparam>
/// <param name="Thread">The thread.</param>
public abstract record ThreadEvent<TSample, TStack>(ThreadKey Thread);

/// <summary>The thread was sampled.</summary>
/// <typeparam name="TSample">What stands for a sample.</typeparam>
/// <typeparam name="TStack">What stands for a user stack.</typeparam>
/// <param name="Thread">The thread.</param>
/// <param name="Cookie">The cookie in the place of the user stack; null if none was deferred.</param>
/// <param name="Sample">The sample.</param>
public sealed record SampleTaken<TSample, TStack>(ThreadKey Thread, ulong? Cookie, TSample Sample) : ThreadEvent<TSample, TStack>(Thread);

/// <summary>The user stack of the thread was unwound.</summary>
/// <typeparam name="TSample">What stands for a sample.</typeparam>
/// <typeparam name="TStack">What stands for a user stack.</typeparam>
/// <param name="Thread">The thread.</param>
/// <param name="Cookie">The cookie of the samples that it is meant for.</param>
/// <param name="Stack">The stack.</param>
public sealed record StackUnwound<TSample, TStack>(ThreadKey Thread, ulong Cookie, TStack Stack) : ThreadEvent<TSample, TStack>(Thread);

/// <summary>The thread begins to exist: nothing that is known by its numbers is about it.</summary>
/// <typeparam name="TSample">What stands for a sample.</typeparam>
/// <typeparam name="TStack">What stands for a user stack.</typeparam>
/// <param name="Thread">The thread.</param>
public sealed record ThreadStarted<TSample, TStack>(ThreadKey Thread) : ThreadEvent<TSample, TStack>(Thread);

/// <summary>The thread has ended.</summary>
/// <typeparam name="TSample">What stands for a sample.</typeparam>
/// <typeparam name="TStack">What stands for a user stack.</typeparam>
/// <param name="Thread">The thread.</param>
public sealed record ThreadEnded<TSample, TStack>(ThreadKey Thread) : ThreadEvent<TSample, TStack>(Thread);
