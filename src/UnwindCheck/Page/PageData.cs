using UnwindCheck.Timelines;

namespace UnwindCheck.Page;

/// <summary>What the page of a trace knows. Steps are counted from 0 here, and from 1 on the page.</summary>
internal sealed record PageData
{
    public required int BreaksAt { get; init; }

    public required string Reason { get; init; }

    /// <summary>For a livelock: the first step of the cycle.</summary>
    public int? CycleStart { get; init; }

    public required IReadOnlyList<PageLane> Lanes { get; init; }

    public required IReadOnlyList<PageBlock> Blocks { get; init; }

    public required IReadOnlyList<PageGroup> State { get; init; }

    /// <summary>The text of the sources that steps are in.</summary>
    public required IReadOnlyList<PageSource> Sources { get; init; }

    /// <summary>Chains of functions, outermost first; steps refer to them.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Chains { get; init; }

    public required IReadOnlyList<PageStep> Steps { get; init; }

    /// <summary>What the tracer wrote to its ring buffer, when a model has one: the page shows it in a panel of its own.</summary>
    public IReadOnlyList<PageRecord>? Records { get; init; }

    /// <summary>What post-processing makes of the records, a sentence each.</summary>
    public IReadOnlyList<string>? PostProcessing { get; init; }
}

/// <summary>A lane.</summary>
internal sealed record PageLane(string Name, bool IsCpu);

/// <summary>A block on a lane, from its first to its last step.</summary>
internal sealed record PageBlock(int Lane, int Depth, int Start, int End, string Kind, string Label)
{
    /// <summary>A block of a timeline.</summary>
    public static PageBlock Of(Block block) => new(block.Lane, block.Depth, block.Start, block.End, NameOf(block.Kind), block.Label);

    /// <summary>What a kind is called in the style sheet.</summary>
    public static string NameOf(BlockKind kind) => kind.ToString().ToLowerInvariant();
}

/// <summary>Variables of one owner with what they hold at first.</summary>
internal sealed record PageGroup(string Title, IReadOnlyList<PageVariable> Variables);

/// <summary>A variable.</summary>
internal sealed record PageVariable(string Label, string Value, string? Meaning);

/// <summary>A source file; its text is null where the page has it from a file of its own.</summary>
internal sealed record PageSource(string Name, string? Text);

/// <summary>A step.</summary>
/// <param name="Lane">Its lane.</param>
/// <param name="Who">Whose step it is.</param>
/// <param name="Action">What it does, in signs.</param>
/// <param name="Sentence">What it does, in words.</param>
/// <param name="Strikes">It is the first of an interrupt.</param>
/// <param name="Member">The function it stands in.</param>
/// <param name="Source">The source file, or null.</param>
/// <param name="Line">The line in it, from 1.</param>
/// <param name="Chain">The functions that led there, or null.</param>
/// <param name="Events">What it means.</param>
/// <param name="Changes">The variables that it changed.</param>
internal sealed record PageStep(
    int Lane,
    string Who,
    string Action,
    string Sentence,
    bool? Strikes,
    string? Member,
    int? Source,
    int? Line,
    int? Chain,
    IReadOnlyList<string>? Events,
    IReadOnlyList<PageChange>? Changes);

/// <summary>A change of a variable, by its place among all of them.</summary>
internal sealed record PageChange(int Variable, string Value, string? Meaning);

/// <summary>A record in the ring buffer.</summary>
/// <param name="Step">The step that wrote it.</param>
/// <param name="Text">What it says.</param>
internal sealed record PageRecord(int Step, string Text);
