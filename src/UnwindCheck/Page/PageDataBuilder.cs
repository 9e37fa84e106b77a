using Interleave;
using Interleave.Replay;
using UnwindCheck.Reports;
using UnwindCheck.Timelines;
using UnwindCheck.Traces;

namespace UnwindCheck.Page;

/// <summary>Turns a replayed trace into what its page knows.</summary>
internal sealed class PageDataBuilder
{
    private readonly List<string> sources = [];
    private readonly List<IReadOnlyList<string>> chains = [];
    private readonly Dictionary<string, int> chainNumbers = new(StringComparer.Ordinal);
    private readonly Timeline timeline;
    private readonly MachineState state;
    private readonly TraceReplay replay;
    private readonly StepSentence sentences;

    private PageDataBuilder(TraceReplay replay)
    {
        this.replay = replay;
        sentences = new StepSentence(replay.Model);
        timeline = TimelineBuilder.Of(replay.Model, replay.Steps);
        state = MachineState.Of(replay.Model, replay.Steps);
    }

    /// <summary>What the page of a trace knows.</summary>
    /// <param name="replay">The trace.</param>
    /// <param name="withSources">Whether that includes the text of the sources.</param>
    public static PageData Of(TraceReplay replay, bool withSources = true) => new PageDataBuilder(replay).Build(withSources);

    private PageData Build(bool withSources)
    {
        var steps = replay.Steps.Select(Step).ToList();
        return new PageData
        {
            BreaksAt = (replay.ViolatedAtStep ?? replay.Steps.Count) - 1,
            Reason = replay.Reason,
            CycleStart = replay.File.CycleStart,
            Lanes = [.. timeline.Lanes.Select(lane => new PageLane(lane.Name, lane.IsCpu))],
            Blocks = [.. timeline.Blocks.Select(PageBlock.Of)],
            State = Groups(),
            Sources = sources.ConvertAll(source => new PageSource(source, withSources ? SourceText.Whole(source) : null)),
            Chains = chains,
            Steps = steps,
            Records = RecordList.Of(replay),
            PostProcessing = RecordList.PostProcessing(replay),
        };
    }

    private List<PageGroup> Groups()
    {
        var initial = new Queue<CellText>(state.Initial);
        return [.. state.Groups.Select(group => new PageGroup(group.Title, [.. group.Variables.Select(variable =>
        {
            var text = initial.Dequeue();
            return new PageVariable(variable.Label, text.Value, Given(text.Meaning));
        })]))];
    }

    private PageStep Step(TraceStep step, int index) => new(
        timeline.LaneOfStep[index],
        step.Process.Name,
        StepWords.Action(step),
        sentences.Of(step),
        StepWords.Strikes(step) ? true : null,
        step.Site?.Member,
        step.Site is { } site ? SourceOf(site) : null,
        step.Site?.Line,
        ChainOf(step.Methods),
        step.Events.Count == 0 ? null : [.. step.Events.Select(EventText.Of)],
        state.Changes[index].Count == 0 ? null : [.. state.Changes[index].Select(change => new PageChange(change.Variable, change.Text.Value, Given(change.Text.Meaning)))]);

    private int SourceOf(OperationSite site)
    {
        var name = Path.GetFileName(site.File);
        if (!sources.Contains(name))
        {
            sources.Add(name);
        }

        return sources.IndexOf(name);
    }

    private int? ChainOf(IReadOnlyList<string> methods)
    {
        if (methods.Count == 0)
        {
            return null;
        }

        var key = string.Join('\n', methods);
        if (!chainNumbers.TryGetValue(key, out var number))
        {
            chainNumbers.Add(key, number = chains.Count);
            chains.Add(methods);
        }

        return number;
    }

    private static string? Given(string text) => text.Length == 0 ? null : text;
}
