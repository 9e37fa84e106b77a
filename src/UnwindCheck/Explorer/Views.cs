using UnwindCheck.Page;

namespace UnwindCheck.Explorer;

/// <summary>What the page of the explorer shows at a place. Steps count from 1.</summary>
/// <param name="Path">The path that led here, as it stands in the address.</param>
/// <param name="Schedule">The same as a schedule, for <c>replay --schedule</c>.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Lanes">What is on each CPU now, on top of what.</param>
/// <param name="Blocks">What was on them on the way.</param>
/// <param name="LaneOfStep">The lane of each step.</param>
/// <param name="State">What all variables hold.</param>
/// <param name="Ways">What can happen now.</param>
/// <param name="MayEnd">Whether the execution may end here.</param>
/// <param name="Broken">What is broken on the way.</param>
/// <param name="Targets">The violations that can still be reached, the nearest first.</param>
/// <param name="Search">What is known of the state space.</param>
internal sealed record PlaceView(
    string Path,
    string Schedule,
    IReadOnlyList<StepView> Steps,
    IReadOnlyList<LaneView> Lanes,
    IReadOnlyList<PageBlock> Blocks,
    IReadOnlyList<int> LaneOfStep,
    IReadOnlyList<GroupView> State,
    IReadOnlyList<WayView> Ways,
    bool MayEnd,
    IReadOnlyList<BrokenView> Broken,
    IReadOnlyList<TargetView> Targets,
    SearchView Search);

/// <summary>A step of the path.</summary>
internal sealed record StepView(string Place, string Who, bool? Strikes, string Action, string Sentence, string? Source, int? Line, IReadOnlyList<string>? Events, IReadOnlyList<string>? Broken);

/// <summary>A CPU, or who acts from elsewhere, with what is on top of what, outermost first.</summary>
internal sealed record LaneView(string Name, bool IsCpu, IReadOnlyList<LayerView> Layers);

/// <summary>A task, an interrupt, a call.</summary>
internal sealed record LayerView(string Kind, string Label);

/// <summary>Variables of one owner.</summary>
internal sealed record GroupView(string Title, IReadOnlyList<VariableView> Variables);

/// <summary>A variable.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Value">What it holds.</param>
/// <param name="Meaning">What that means, if there are words for it.</param>
/// <param name="Was">What it held before the last step, if that was something else.</param>
internal sealed record VariableView(string Label, string Value, string? Meaning, string? Was);

/// <summary>Something that can happen now.</summary>
/// <param name="Path">The path that goes on with it.</param>
/// <param name="Kind"><c>step</c>, <c>strike</c> or <c>place</c>.</param>
/// <param name="Step">What it does.</param>
/// <param name="Code">The line of the source.</param>
/// <param name="Distances">The violations that it can lead to, with the number of steps, this one counted; the nearest first. Null: not
/// known yet.</param>
internal sealed record WayView(string Path, string Kind, StepView Step, string? Code, IReadOnlyList<DistanceView>? Distances);

/// <summary>A violation, so many steps away.</summary>
internal sealed record DistanceView(string Invariant, int Steps);

/// <summary>A promise that is broken.</summary>
/// <param name="Invariant">The invariant.</param>
/// <param name="Promise">What it promises, in words.</param>
/// <param name="Step">The step that broke it; null: the end does.</param>
/// <param name="Reason">How.</param>
internal sealed record BrokenView(string Invariant, string Promise, int? Step, string Reason);

/// <summary>A violation that can be reached from here.</summary>
internal sealed record TargetView(string Invariant, string Promise, int Steps);

/// <summary>What is known of the state space.</summary>
/// <param name="Ready">Whether distances are known.</param>
/// <param name="Complete">Whether they are those of all states.</param>
/// <param name="Text">How far the search has come, in words.</param>
internal sealed record SearchView(bool Ready, bool Complete, string Text);

