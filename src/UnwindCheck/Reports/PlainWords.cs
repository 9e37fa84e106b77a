namespace UnwindCheck.Reports;

/// <summary>The invariants as a person would say them: what holds when nothing is broken. Quotes are exact, these are not.</summary>
internal static class PlainWords
{
    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        ["contract-queued"] = "Whoever is told “queued” gets a callback, with the cookie that came with the answer.",
        ["contract-pending"] = "Whoever is told “already pending” is served by the callback that is pending.",
        ["contract-failed"] = "Whoever is told “failed” can see that no callback is pending.",
        ["cookie-nonzero"] = "No entry into the kernel is given the cookie 0, which means “none”.",
        ["cookie-unique"] = "No two entries into the kernel have the same cookie.",
        ["cookie-own"] = "A request returns the cookie of the entry that it is made in, never one of an earlier entry.",
        ["cookie-same"] = "All requests in one entry into the kernel return the same cookie.",
        ["callback-lost"] = "Every cookie that a request returned reaches the tracer’s callback.",
        ["callback-stack"] = "A callback hands over the user stack of the entry that its cookie stands for.",
        ["callback-spurious"] = "Nobody is called back with a cookie that no request returned.",
        ["cancel-promise"] = "Once a cancellation has returned, the callback does not run any more.",
        ["contract-answered"] = "Whoever is told “already executed” has had his callback, with the cookie that came with the answer.",
        ["return-documented"] = "A request returns nothing but what its documentation lists.",
        ["request-accepted"] = "A request is served, unless there is a reason why it cannot be.",
        ["register-accepted"] = "A tracer can be registered as long as there is room.",
        ["asked-before"] = "Nobody is told “already pending” or “already executed” who has not asked before.",
        ["unwound-once"] = "The user stack is walked once in each entry into the kernel.",
        ["unwound-at-switch"] = "A task that leaves its CPU is unwound before it goes on.",
        ["callback-once"] = "Nobody is called back twice with one cookie.",
        ["cookie-unique-in-task"] = "No two entries of one task into the kernel have the same cookie.",
        ["callback-data"] = "A callback is handed the data of the tracer that asked.",
        ["sample-answered"] = "Every sample gets the user stack of the task that it was taken in.",
        ["no-null-call"] = "Every callback that is called is there.",
        ["bit-reserved"] = "No tracer is given a bit that the interface needs for itself.",
        ["bit-owner"] = "A bit in a task’s mask stands for the tracer that owns the bit now.",
        ["lock-in-interrupt"] = "A lock that interrupts take is taken by others with interrupts off only.",
        ["lock-order"] = "Locks are always taken in one order.",
        ["stitched-forward"] = "The perf tool gives every sample the user stack that was there.",
        ["stitched-both-ways"] = "Looking back as well, every sample gets the user stack that was there.",
        ["list-once"] = "A work is in one list at a time, once.",
        ["pending-stuck"] = "What is marked pending is queued or runs: the mark does not stay behind.",
        ["context-clean"] = "Back in user mode nothing is left of a task’s stay in the kernel: no work, no cookie, no stack.",
        ["callback-empty"] = "A callback that was promised has a user stack to hand over, as long as there is memory.",
        ["argument-initialised"] = "A callback is handed a trace that somebody has filled in, if only with nothing.",
        ["no-sleep-in-atomic"] = "Nothing sleeps where sleeping is a bug.",
        ["no-warning"] = "No WARN_ON_ONCE() fires.",
        ["no-leak"] = "Memory is allocated once, before it is used, and gone with its task, which is left alone then.",
        ["declarations-match"] = "The kernel compiles with and without CONFIG_UNWIND_USER.",
        ["no-exception"] = "Every process runs as it is written.",
        ["no-deadlock"] = "Nobody waits for ever.",
        ["terminates"] = "A task gets out of the kernel when nothing happens any more from outside.",
        ["use-after-free"] = "Freed memory is not touched.",
        ["no-uninitialised-read"] = "Memory is written before it is read.",
    };

    /// <summary>What an invariant promises; an invariant without words of its own is quoted.</summary>
    public static string Promise(string invariant, string quote) => Sentences.GetValueOrDefault(invariant, quote);
}
