using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using UnwindCheck.Reports;
using UnwindCheck.Timelines;
using UnwindCheck.Traces;

namespace UnwindCheck.Exports;

/// <summary>A trace in the Trace Event Format, which ui.perfetto.dev and chrome://tracing open: lanes are threads, blocks and
/// steps are slices in them, events are instants.</summary>
/// <remarks>A model has no clock: a step lasts ten microseconds, so that events have room in it.</remarks>
internal static class PerfettoJson
{
    private const int StepLength = 10;
    private const int Process = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The trace as one JSON object.</summary>
    public static string Of(TraceReplay replay)
    {
        var timeline = TimelineBuilder.Of(replay.Model, replay.Steps);
        var events = Names(replay, timeline)
            .Concat(Slices(replay, timeline).OrderBy(slice => slice.Ts).ThenByDescending(slice => slice.Dur))
            .Concat(Instants(replay, timeline));
        return JsonSerializer.Serialize(
            new
            {
                displayTimeUnit = "ns",
                otherData = new
                {
                    design = replay.File.Design,
                    scenario = replay.File.Scenario,
                    invariant = replay.File.Invariant,
                    reason = replay.Reason,
                    schedule = replay.File.Schedule,
                    time = "the model has no clock: a step is shown as 10 us",
                },
                traceEvents = events,
            },
            Options) + "\n";
    }

    private static IEnumerable<TraceEvent> Names(TraceReplay replay, Timeline timeline)
    {
        yield return new TraceEvent("process_name", "M", 0, 0, Args: new() { ["name"] = $"{replay.File.Design} × {replay.File.Scenario}" });
        for (var i = 0; i < timeline.Lanes.Count; i++)
        {
            yield return new TraceEvent("thread_name", "M", 0, Thread(i), Args: new() { ["name"] = timeline.Lanes[i].Name });
            yield return new TraceEvent("thread_sort_index", "M", 0, Thread(i), Args: new() { ["sort_index"] = i });
        }
    }

    private static IEnumerable<TraceEvent> Slices(TraceReplay replay, Timeline timeline)
    {
        // Outer blocks come before inner ones, and blocks before steps; the sort keeps that where times are the same.
        foreach (var block in timeline.Blocks.OrderBy(block => block.Depth))
        {
            yield return new TraceEvent(block.Label, "X", block.Start * StepLength, Thread(block.Lane), block.Kind.ToString().ToLowerInvariant(), (block.End - block.Start + 1) * StepLength);
        }

        var sentences = new StepSentence(replay.Model);
        for (var i = 0; i < replay.Steps.Count; i++)
        {
            var step = replay.Steps[i];
            yield return new TraceEvent(StepWords.Action(step), "X", i * StepLength, Thread(timeline.LaneOfStep[i]), "step", StepLength, Args: new()
            {
                ["step"] = i + 1,
                ["does"] = sentences.Of(step),
                ["source"] = step.Site is { } site ? $"{Path.GetFileName(site.File)}:{site.Line} {site.Member}" : "",
            });
        }
    }

    private static IEnumerable<TraceEvent> Instants(TraceReplay replay, Timeline timeline)
    {
        for (var i = 0; i < replay.Steps.Count; i++)
        {
            var time = (i * StepLength) + (StepLength / 2);
            foreach (var occurrence in replay.Steps[i].Events)
            {
                yield return new TraceEvent(EventText.Of(occurrence), "i", time, Thread(timeline.LaneOfStep[i]), "event", Scope: "t");
            }

            if (i + 1 == (replay.ViolatedAtStep ?? replay.Steps.Count))
            {
                yield return new TraceEvent($"✗ {replay.File.Invariant}: {replay.Reason}", "i", time, Thread(timeline.LaneOfStep[i]), "violation", Scope: "g");
            }
        }
    }

    private static int Thread(int lane) => lane + 1;

    private sealed record TraceEvent(
        string Name,
        string Ph,
        int Ts,
        int Tid,
        string? Cat = null,
        int? Dur = null,
        [property: JsonPropertyName("s")] string? Scope = null,
        Dictionary<string, object>? Args = null,
        int Pid = Process);
}
