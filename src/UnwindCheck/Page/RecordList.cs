using Interleave.Kernel;
using UnwindCheck.Models.Tracers;
using UnwindCheck.Stitching;
using UnwindCheck.Traces;

namespace UnwindCheck.Page;

/// <summary>What the tracers of a trace wrote to their ring buffers, and what post-processing makes of it.</summary>
internal static class RecordList
{
    /// <summary>The records in the order in which they were written; null: the scenario keeps none.</summary>
    public static IReadOnlyList<PageRecord>? Of(TraceReplay replay)
    {
        var records = Occurrences(replay)
            .Select(entry => (entry.Step, Text: entry.Occurrence switch
            {
                SampleRecorded sample => $"sample of {sample.Task} by {sample.Tracer}, cookie {sample.Cookie:x}",
                StackRecorded stack => $"user stack {stack.Stack} of {stack.Task} for {stack.Tracer}, cookie {stack.Cookie:x}",
                RecordLost lost => $"lost, the buffer is full: a record of {lost.Task} for {lost.Tracer}, cookie {lost.Cookie:x}",
                _ => "",
            }))
            .Where(entry => entry.Text.Length > 0)
            .Select(entry => new PageRecord(entry.Step, entry.Text))
            .ToList();
        return records.Count == 0 ? null : records;
    }

    /// <summary>What becomes of each sample, under the rule of the perf tool and under the one that also looks back; null: there
    /// are none.</summary>
    public static IReadOnlyList<string>? PostProcessing(TraceReplay replay)
    {
        var samples = Occurrences(replay).Where(entry => entry.Occurrence is SampleRecorded).ToList();
        if (samples.Count == 0)
        {
            return null;
        }

        var forward = Deliveries(replay, new ForwardOnlyRule<int, int>());
        var both = Deliveries(replay, new BothWaysRule<int, int>());
        return [.. samples.Select(sample => Sentence(sample.Step, forward[sample.Step], both[sample.Step]))];
    }

    private static string Sentence(int sample, string forward, string both) => forward == both
        ? $"The sample of step {sample + 1} {forward}, whether post-processing looks back or not."
        : $"The sample of step {sample + 1}: by the rule of the perf tool it {forward}; looking back as well, it {both}.";

    /// <summary>What becomes of the sample of each step.</summary>
    private static Dictionary<int, string> Deliveries(TraceReplay replay, IStitchingRule<int, int> rule)
    {
        var words = new Dictionary<int, string>();
        foreach (var (step, occurrence) in Occurrences(replay))
        {
            ThreadEvent<int, int>? record = occurrence switch
            {
                SampleRecorded sample => new SampleTaken<int, int>(KeyOf(sample.Tracer, sample.Task), sample.Cookie, step),
                StackRecorded stack => new StackUnwound<int, int>(KeyOf(stack.Tracer, stack.Task), stack.Cookie, step),
                _ => null,
            };
            if (record is not null)
            {
                var next = rule.Next(record);
                rule = next.Rule;
                Take(next.Delivered);
            }
        }

        Take(rule.End());
        return words;

        void Take(IEnumerable<Delivery<int, int>> delivered)
        {
            foreach (var delivery in delivered)
            {
                words[delivery.Sample] = delivery switch
                {
                    Joined<int, int> joined => $"gets the user stack of step {joined.Stack + 1}",
                    Unjoined<int, int> unjoined => "gets no user stack: " + Why(unjoined.Reason),
                    _ => "",
                };
            }
        }
    }

    private static IEnumerable<(int Step, object Occurrence)> Occurrences(TraceReplay replay) =>
        replay.Steps.SelectMany((step, index) => step.Events.Select(occurrence => (index, occurrence)));

    private static string Why(UnjoinedReason reason) => reason switch
    {
        UnjoinedReason.Superseded => "a stack with another cookie came first",
        UnjoinedReason.ThreadEnded => "the task ended first",
        _ => "no stack with its cookie follows in this trace",
    };

    /// <summary>As the invariants have it: the samples and stacks of one tracer in one task belong together.</summary>
    private static ThreadKey KeyOf(Tracer tracer, TaskStruct task) => new(tracer.Number, (tracer.Number * 100) + task.Index);
}
