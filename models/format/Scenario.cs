using Interleave.Kernel;
using UnwindCheck.Models.Tracers;

namespace UnwindCheck.Models.Format;

/// <summary>A place in a scenario file, from 1.</summary>
public readonly record struct Position(int Line, int Column);

/// <summary>A scenario: what runs where, and what the environment may do. See models/scenarios/GRAMMAR.md.</summary>
public sealed record Scenario
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The text that it was read from.</summary>
    public required string Text { get; init; }

    /// <summary>What it is about, in a sentence.</summary>
    public required string About { get; init; }

    /// <summary>The instruction set.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>Whether the kernel has <c>CONFIG_UNWIND_USER</c>.</summary>
    public required bool Configured { get; init; }

    /// <summary>Number of CPUs.</summary>
    public required int Cpus { get; init; }

    /// <summary>Bits of the per-CPU counter in a cookie.</summary>
    public required int CounterBits { get; init; }

    /// <summary>What the per-CPU counters hold at first.</summary>
    public required ulong CounterStart { get; init; }

    /// <summary>Whether it is left out of runs over all scenarios unless asked for, because it takes so long.</summary>
    public bool Large { get; init; }

    /// <summary>Whether tracers write records, for post-processing.</summary>
    public bool Records { get; init; }

    /// <summary>How many records fit into a tracer's buffer on a CPU; null: as many as there are.</summary>
    public uint? BufferSize { get; init; }

    /// <summary>How many tracers are registered already that never ask.</summary>
    public int OtherTracers { get; init; }

    /// <summary>What may go wrong, and how often.</summary>
    public required Budgets Budgets { get; init; }

    /// <summary>The tracers.</summary>
    public required IReadOnlyList<TracerLine> Tracers { get; init; }

    /// <summary>The tasks.</summary>
    public required IReadOnlyList<TaskLine> Tasks { get; init; }

    /// <summary>The interrupts.</summary>
    public required IReadOnlyList<InterruptLine> Interrupts { get; init; }

    /// <summary>What sits on tracepoints.</summary>
    public required IReadOnlyList<ProbeLine> Probes { get; init; }

    /// <summary>Who acts from elsewhere.</summary>
    public required IReadOnlyList<RemoteLine> Remotes { get; init; }
}

/// <summary>A tracer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How many descriptors it has.</param>
/// <param name="Quiesced">Whether somebody will wait for its requests to be over.</param>
/// <param name="CallbackRequests">How often its callback asks again.</param>
/// <param name="Position">Where it stands.</param>
/// <param name="Registered">Whether it is registered from the beginning.</param>
/// <param name="ByIrqWork">Whether it asks in an interrupt that it sends to its own CPU.</param>
/// <param name="CallbackCancels">Whether its callback cancels.</param>
/// <param name="Preset">The tracer of the field that it is, or null.</param>
/// <param name="Copies">How many sessions or instances it has.</param>
/// <param name="Careless">Whether it leaves out what a careful one does.</param>
public sealed record TracerLine(
    string Name,
    DescriptorKind Kind,
    bool Quiesced,
    uint CallbackRequests,
    Position Position,
    bool Registered = true,
    bool ByIrqWork = false,
    bool CallbackCancels = false,
    TracerPreset? Preset = null,
    int Copies = 1,
    bool Careless = false);

/// <summary>A task.</summary>
/// <param name="Name">Its name.</param>
/// <param name="On">The CPU it runs on at first; null: none.</param>
/// <param name="Allowed">The CPUs it may run on.</param>
/// <param name="Forked">It begins when another task forks it.</param>
/// <param name="Program">What it does in user mode.</param>
/// <param name="Position">Where it stands.</param>
/// <param name="Kind">What kind of task it is.</param>
public sealed record TaskLine(string Name, int? On, IReadOnlyList<int> Allowed, bool Forked, IReadOnlyList<UserLine> Program, Position Position, TaskKind Kind = TaskKind.User);

/// <summary>A statement in user mode.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Body">What the kernel does, for a system call.</param>
/// <param name="Position">Where it stands.</param>
public sealed record UserLine(UserLineKind Kind, IReadOnlyList<ActionLine> Body, Position Position);

/// <summary>The kinds of statements in user mode.</summary>
public enum UserLineKind
{
    /// <summary><c>syscall { … }</c></summary>
    Syscall,

    /// <summary><c>call</c></summary>
    Call,

    /// <summary><c>return</c></summary>
    Return,
}

/// <summary>Something that the kernel, or somebody elsewhere, does.</summary>
/// <param name="Verb">Which.</param>
/// <param name="Tracer">The tracer concerned, or null.</param>
/// <param name="Task">The task concerned, or null.</param>
/// <param name="Position">Where it stands.</param>
public sealed record ActionLine(string Verb, string? Tracer, string? Task, Position Position);

/// <summary>An interrupt that may strike.</summary>
public sealed record InterruptLine(string Name, ContextLevel Level, int Depth, IReadOnlyList<int> On, uint Max, bool InUserMode, IReadOnlyList<ActionLine> Body, Position Position);

/// <summary>What sits on a tracepoint.</summary>
/// <param name="Tracepoint">Which.</param>
/// <param name="Task">Only in this task; null: in all.</param>
/// <param name="Max">How often at most; null: every time.</param>
/// <param name="Body">What it does.</param>
/// <param name="Position">Where it stands.</param>
public sealed record ProbeLine(Tracepoint Tracepoint, string? Task, uint? Max, IReadOnlyList<ActionLine> Body, Position Position);

/// <summary>Somebody who acts from elsewhere.</summary>
public sealed record RemoteLine(string Name, IReadOnlyList<ActionLine> Body, Position Position);
