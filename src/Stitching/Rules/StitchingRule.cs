namespace UnwindCheck.Stitching;

/// <summary>
/// Decides which user stack belongs to which sample, one event at a time. A rule is a value: it never changes, taking an
/// event gives another one, and two rules are equal if they have the same kind and remember the same things in the same
/// order. So it can be the state of an automaton.
/// </summary>
/// <typeparam name="TSample">What stands for a sample; compared with its own equality.</typeparam>
/// <typeparam name="TStack">What stands for a user stack; compared with its own equality.</typeparam>
public interface IStitchingRule<TSample, TStack>
{
    /// <summary>Takes the next event of the trace, in the order of time.</summary>
    StitchingStep<TSample, TStack> Next(ThreadEvent<TSample, TStack> occurrence);

    /// <summary>Takes the end of the data: what still waits, in the order in which it was sampled.</summary>
    IReadOnlyList<Delivery<TSample, TStack>> End();
}

/// <summary>What an event led to.</summary>
/// <typeparam name="TSample">What stands for a sample.</typeparam>
/// <typeparam name="TStack">What stands for a user stack.</typeparam>
/// <param name="Rule">The rule for the events after it.</param>
/// <param name="Delivered">The samples that are handed on now, in this order.</param>
public readonly record struct StitchingStep<TSample, TStack>(
    IStitchingRule<TSample, TStack> Rule,
    IReadOnlyList<Delivery<TSample, TStack>> Delivered);
