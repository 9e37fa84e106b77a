using Interleave.Exploration;
using Interleave.Replay;
using Microsoft.Coyote.Random;
using Microsoft.Coyote.Specifications;
using ControlledTask = Microsoft.Coyote.Rewriting.Types.Threading.Tasks.Task;
using CurrentTask = Microsoft.Coyote.Runtime.Operation;
using SchedulingPoint = Microsoft.Coyote.Runtime.SchedulingPoint;

namespace Interleave.Coyote;

/// <summary>
/// One iteration of a Coyote test: every participant of a <see cref="SharedExecution"/> is a controlled task, every
/// move of it a scheduling decision, every choice a choice of Coyote, and a violation is an assertion that fails with
/// the message <c>invariant: reason</c>.
/// </summary>
/// <remarks>
/// <para>It makes controlled tasks by itself, so nothing needs <c>coyote rewrite</c> but the assembly with the entry
/// points of <c>coyote test</c>. The engine's assembly must not be rewritten: that makes a scheduling point of every
/// lock in it, and a task that is stopped inside one stops all others.</para>
/// <para>Coyote's own search for deadlocks finds nothing to do: an execution in which nothing can go on is over, and
/// judged by the same rule as in the exhaustive search.</para>
/// </remarks>
public sealed class CoyoteRun
{
    private readonly SharedExecution execution;
    private Generator? choices;

    /// <summary>Prepares a run.</summary>
    /// <param name="model">The model.</param>
    /// <param name="script">The moves to make, and no others; null: any.</param>
    /// <param name="watched">The invariants whose violation ends the run, by name; null: all.</param>
    public CoyoteRun(Model model, IReadOnlyList<Move>? script = null, Predicate<string>? watched = null) =>
        execution = new SharedExecution(model, alternatives => choices!.NextInteger(alternatives), script, watched);

    /// <summary>Called before the assertion fails.</summary>
    public Action<CoyoteRun>? OnViolation { get; init; }

    /// <summary>Called before the first move and after each, where nothing is violated: for what Coyote's own monitors watch.</summary>
    public Action<CoyoteRun>? OnMove { get; init; }

    /// <summary>The moves made so far.</summary>
    public IReadOnlyList<Move> Moves => execution.Moves;

    /// <summary>Where the run ended as a livelock: the number of moves before its cycle.</summary>
    public int? CycleStart => execution.CycleStart;

    /// <summary>What the assertion that failed says.</summary>
    public IReadOnlyList<InvariantViolation> Violations => execution.Violations;

    /// <summary>Whether the run came to its end. One that Coyote cut at its bound of steps did not, and is not judged:
    /// only a run that watches for livelocks, which takes a name for them, can tell a livelock from an unfair execution.</summary>
    public bool HasEnded => execution.IsOver;

    /// <summary>What a monitor of the model remembers; null once its invariant is violated.</summary>
    public object? StateOf(Monitor monitor) => execution.StateOf(monitor);

    /// <summary>The text of an assertion that fails for some violations.</summary>
    internal static string MessageOf(IEnumerable<InvariantViolation> violations) =>
        string.Join("; ", violations.Select(violation => $"{violation.Invariant}: {violation.Reason}"));

    /// <summary>Runs to the end. To be called in the body of a Coyote test.</summary>
    /// <exception cref="InvalidOperationException">Coyote controls nothing here.</exception>
    public void Execute()
    {
        if (CurrentTask.GetNextId() is null)
        {
            throw new InvalidOperationException("a run takes Coyote's scheduler; call it in the body of a Coyote test, or use ModelUnderCoyote");
        }

        choices = Generator.Create();
        Specification.RegisterStateHashingFunction(() => execution.StateHash);
        Judge();

        // All participants are there before the first of them moves.
        SchedulingPoint.Suppress();
        var tasks = new Task[execution.Participants];
        for (var i = 0; i < tasks.Length; i++)
        {
            var participant = i;
            tasks[i] = ControlledTask.Run(() => Participate(participant));
        }

        SchedulingPoint.Resume();
        CurrentTask.PauseUntil(() => Array.TrueForAll(tasks, task => task.IsCompleted) || Array.Exists(tasks, task => task.IsFaulted));
        foreach (var task in tasks.Where(task => task.IsFaulted))
        {
            // The model failed; that is no violation, and Coyote reports it as an unhandled exception.
            task.GetAwaiter().GetResult();
        }
    }

    private void Participate(int participant)
    {
        while (true)
        {
            CurrentTask.PauseUntil(() => execution.MayGo(participant) || execution.IsOver);
            if (execution.IsOver)
            {
                return;
            }

            execution.Go(participant);
            Judge();

            // A guard that is true is no scheduling point; one that is false is, and one of them is enough.
            if (execution.MayGo(participant))
            {
                SchedulingPoint.Interleave();
            }
        }
    }

    private void Judge()
    {
        if (execution.Violations.Count > 0)
        {
            OnViolation?.Invoke(this);
            Specification.Assert(predicate: false, "{0}", MessageOf(execution.Violations));
        }

        OnMove?.Invoke(this);
    }
}
