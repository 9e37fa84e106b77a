using Interleave;
using Interleave.Exploration;
using Interleave.Replay;

namespace UnwindCheck.Sweeping;

/// <summary>What a violation is due to, as far as its simplest execution shows: each point where something came in
/// between, by the source of what was held up and of who came in.</summary>
/// <param name="Points">The points, in their order; none where nothing came in between.</param>
/// <param name="Seen">Where the violation was seen.</param>
internal sealed record Cause(IReadOnlyList<string> Points, string Seen)
{
    /// <summary>In words; equal for equal causes.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Text => Points.Count > 0 ? string.Join(", ", Points) : "no interruption; seen at " + Seen;

    /// <summary>Whether everything that comes in between here does so in another cause too, with something else.</summary>
    public bool IsPartOf(Cause other) => Points.Count > 0 && Points.Count < other.Points.Count && Points.All(other.Points.Contains);

    /// <summary>Reads it off an execution.</summary>
    public static Cause Of(string invariant, IReadOnlyList<TraceStep> steps)
    {
        var points = new List<string>();
        for (var i = 0; i < steps.Count; i++)
        {
            if (ComesIn(steps, i) is { } who)
            {
                points.Add($"{who} before {NextOf(steps, i)}");
            }
        }

        var violated = steps.LastOrDefault(step => step.Violations.Any(violation => violation.Invariant == invariant));
        return new Cause(points, violated is null ? "the end" : Place(violated));
    }

    /// <summary>Who comes in between at a step, or null.</summary>
    private static string? ComesIn(IReadOnlyList<TraceStep> steps, int index)
    {
        var step = steps[index];
        if (step.Move.Kind is MoveKind.Strike or MoveKind.StrikeWaiting)
        {
            return KindOf(step.Process);
        }

        if (step is { Kind: OperationKind.Choose, Result: > 0, Site: { } site })
        {
            return site.Target.Contains("user mode", StringComparison.Ordinal) ? "an interrupt in user mode" : site.Target;
        }

        // Somebody elsewhere, or the task again, while the other could have gone on.
        var previous = index > 0 ? steps[index - 1] : null;
        return previous is not null && previous.Process != step.Process && step.Process.Kind == ProcessKind.Free && CanGoOn(steps, index)
            ? "somebody elsewhere"
            : previous is not null && previous.Process.Kind == ProcessKind.Free && step.Process.Kind == ProcessKind.Thread && steps.Skip(index).Any(later => later.Process == previous.Process)
                ? "the task"
                : null;
    }

    private static bool CanGoOn(IReadOnlyList<TraceStep> steps, int index) => steps.Skip(index).Any(later => later.Process == steps[index - 1].Process);

    /// <summary>The next step of what was held up: of the process that ran before.</summary>
    private static string NextOf(IReadOnlyList<TraceStep> steps, int index)
    {
        if (index == 0)
        {
            return "the first step";
        }

        var held = steps[index - 1].Process;
        var next = steps.Skip(index).FirstOrDefault(step => step.Process == held);
        return next is null ? "the rest" : Place(next);
    }

    private static string Place(TraceStep step) => step.Site is { } site ? $"{site.Member}: {site.Target}" : "being placed";

    private static string KindOf(Process process) =>
        process.Name.StartsWith("irq_work", StringComparison.Ordinal) ? "the self-IPI"
        : process is Handler { MaskedFrom: 1 } ? "an irq"
        : process is Handler { Thread: not null } ? "a preemption"
        : "an NMI";
}
