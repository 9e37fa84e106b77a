using Interleave.Exploration;
using Interleave.Replay;
using Interleave.Walking;
using UnwindCheck.Models;
using UnwindCheck.Page;
using UnwindCheck.Reports;
using UnwindCheck.Timelines;

namespace UnwindCheck.Explorer;

/// <summary>Puts together what the page shows at a place.</summary>
internal sealed class ViewBuilder
{
    private static readonly Dictionary<string, string> Promises = InvariantCatalogue.All.ToDictionary(invariant => invariant.Invariant, invariant => PlainWords.Promise(invariant.Invariant, invariant.Quote), StringComparer.Ordinal);

    private readonly Walker walker;
    private readonly StepSentence sentences;
    private readonly IReadOnlyList<StateGroup> groups;

    public ViewBuilder(Walker walker)
    {
        this.walker = walker;
        sentences = new StepSentence(walker.Model);
        groups = new StateGroups(walker.Model).Groups;
    }

    public PlaceView Of(Place place, StateMap? map, SearchView search)
    {
        var steps = place.Steps;
        var timeline = TimelineBuilder.Of(walker.Model, steps);
        var schedule = Schedule.Of(walker.Model, steps.Select(step => step.Move)).ToString();
        return new PlaceView(
            PathText.Of(schedule),
            schedule,
            [.. steps.Select(View)],
            Lanes(timeline, steps.Count),
            [.. timeline.Blocks.Select(PageBlock.Of)],
            timeline.LaneOfStep,
            State(place),
            [.. place.Ways.All.Select(way => View(place, way, map))],
            place.Ways.MayEnd,
            [.. Broken.On(place).Select(broken => new BrokenView(broken.Invariant, Promises[broken.Invariant], broken.Step, broken.Reason))],
            map is null ? [] : [.. Distances(map, map.Violated, invariant => map.DistanceTo(invariant, place.Position)).Select(distance => new TargetView(distance.Invariant, Promises[distance.Invariant], distance.Steps))],
            search);
    }

    private WayView View(Place place, Way way, StateMap? map)
    {
        // On a copy: what has not been gone is not remembered.
        var step = place.Interpreter.Clone().Apply(way.Move);
        var moves = place.Steps.Select(step => step.Move).Append(way.Move);
        return new WayView(
            PathText.Of(Schedule.Of(walker.Model, moves).ToString()),
            way.Move.Kind switch
            {
                MoveKind.Step => "step",
                MoveKind.Place => "place",
                _ => "strike",
            },
            View(step),
            step.Site is { } site ? SourceText.Line(site.File, site.Line) : null,
            map is null ? null : Distances(map, map.Violated, invariant => way.Violated.Contains(invariant) ? 1 : map.DistanceTo(invariant, way.Next) + 1));
    }

    private static IReadOnlyList<DistanceView> Distances(StateMap map, IEnumerable<string> invariants, Func<string, int?> distanceTo) =>
    [
        .. invariants.Select(invariant => (invariant, Steps: distanceTo(invariant))).Where(pair => pair.Steps is not null)
            .OrderBy(pair => pair.Steps).ThenBy(pair => pair.invariant, StringComparer.Ordinal).Select(pair => new DistanceView(pair.invariant, pair.Steps!.Value)),
    ];

    private StepView View(TraceStep step) => new(
        step.Processor >= 0 ? walker.Model.Processors[step.Processor].Name : "elsewhere",
        step.Process.Name,
        StepWords.Strikes(step) ? true : null,
        StepWords.Action(step),
        sentences.Of(step),
        step.Site is { } site ? Path.GetFileName(site.File) : null,
        step.Site?.Line,
        step.Events.Count == 0 ? null : [.. step.Events.Select(EventText.Of)],
        step.Violations.Count == 0 ? null : [.. step.Violations.Select(violation => $"{violation.Invariant}: {violation.Reason}")]);

    private static LaneView[] Lanes(Timeline timeline, int steps) => [.. timeline.Lanes.Select((lane, number) => new LaneView(lane.Name, lane.IsCpu, [.. timeline.Blocks
        .Where(block => block.Lane == number && block.End == steps - 1)
        .OrderBy(block => block.Depth)
        .Select(block => new LayerView(PageBlock.NameOf(block.Kind), block.Label))]))];

    private IReadOnlyList<GroupView> State(Place place) =>
    [
        .. groups.Select(group => new GroupView(group.Title, [.. group.Variables.Select(variable =>
        {
            var now = variable.TextOf(place.Interpreter);
            var before = place.Before is { } previous ? variable.TextOf(previous.Interpreter) : now;
            return new VariableView(variable.Label, now.Value, now.Meaning.Length == 0 ? null : now.Meaning, before == now ? null : before.Value);
        })])),
    ];
}
