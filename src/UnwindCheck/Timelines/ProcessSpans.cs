using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Reports;

namespace UnwindCheck.Timelines;

/// <summary>Something with a beginning and an end in one process. Each is different from every other.</summary>
internal sealed class Span(string key, BlockKind kind, string label)
{
    /// <summary>What the event that ends it has in common with the one that began it.</summary>
    public string Key => key;

    public BlockKind Kind => kind;

    public string Label => label;
}

/// <summary>What a process is in, by the events that it emits.</summary>
/// <param name="whole">The process itself.</param>
internal sealed class ProcessSpans(Span whole)
{
    public Span Whole => whole;

    /// <summary>What it is in, outermost first.</summary>
    public List<Span> Open { get; } = [];

    /// <summary>Takes an event: opens a span, or returns the one that ends with the step of the event.</summary>
    public IEnumerable<Span> Take(object occurrence)
    {
        switch (occurrence)
        {
            case KernelEntered:
                return Begin("kernel", BlockKind.Kernel, "in the kernel");
            case UserReturned:
                return End("kernel");
            case WorkStarting starting:
                return Begin($"work {starting.Head}", BlockKind.Work, $"task work {starting.Head}");
            case WorkFinished finished:
                return End($"work {finished.Head}");
            case RequestStarted started:
                return Begin($"request {started.Work}", BlockKind.Call, $"request({started.Work})");
            case RequestReturned returned:
                return End($"request {returned.Work}");
            case CallbackStarted started:
                return Begin($"callback {started.Work}", BlockKind.Call, $"callback({started.Work})");
            case CallbackFinished finished:
                return End($"callback {finished.Work}");
            case CancelStarted started:
                return Begin($"cancel {started.Work}", BlockKind.Call, EventText.Cancel(started));
            case CancelReturned returned:
                return End($"cancel {returned.Work}");
            case RegisterStarted started:
                return Begin($"register {started.Work}", BlockKind.Call, $"register({started.Work})");
            case RegisterReturned returned:
                return End($"register {returned.Work}");
            default:
                return [];
        }
    }

    /// <summary>Ends a span. What has begun in it with the very step that ends it stays; the way back to user mode ends
    /// everything.</summary>
    public void Remove(Span span)
    {
        if (span.Kind == BlockKind.Kernel)
        {
            Open.Clear();
        }
        else
        {
            Open.Remove(span);
        }
    }

    private Span[] Begin(string key, BlockKind kind, string label)
    {
        Open.Add(new Span(key, kind, label));
        return [];
    }

    private Span[] End(string key) => Open.FindLast(span => span.Key == key) is { } span ? [span] : [];
}
