using Interleave;

namespace UnwindCheck.Models.Tracers;

/// <summary>A tracer of the field: how many descriptors it has, what it looks at before it asks, and what it does when it is
/// turned off.</summary>
/// <param name="Name">The name in scenarios.</param>
/// <param name="About">What it stands for.</param>
/// <param name="Kind">The descriptors that it has for each of its copies.</param>
/// <param name="CopiesWord">How its copies are called, where it can have several: each has descriptors and requests of its
/// own.</param>
/// <param name="LooksFirst">Used with care, it asks for user tasks with an address space only.</param>
/// <param name="OnSchedSwitch">It sits on sched_switch by itself.</param>
/// <param name="Detaches">It can be turned off: with care it stops asking and waits before it cancels and frees.</param>
public sealed record TracerPreset(
    string Name,
    string About,
    DescriptorKind Kind,
    string? CopiesWord = null,
    bool LooksFirst = false,
    bool OnSchedSwitch = false,
    bool Detaches = true) : IImmutableValue;

/// <summary>The tracers of the field, as scenarios name them.</summary>
public static class TracerPresets
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TracerPreset> All { get; } =
    [
        // "[PATCH v4 34/39] perf: Support deferred user callchains", and v5 to v15: the events of a process.
        new("perf-task", "perf for one process: a descriptor for each task; careless: cancels and frees without waiting", DescriptorKind.PerTask, LooksFirst: true),

        // The same for events that record the whole system.
        new("perf-cpu", "perf for the whole system, before v6.19: a descriptor for each CPU; careless: cancels and frees without waiting", DescriptorKind.PerCpu, LooksFirst: true),

        // Commit c69993ecdd4d: perf_unwind_work, registered by perf_event_init() and never cancelled.
        new("perf", "perf of v6.19: one descriptor that nobody ever cancels; careless: asks for kernel threads and user workers too", DescriptorKind.Shared, LooksFirst: true, Detaches: false),

        // Mathieu Desnoyers in the seed thread: several sessions trace one task at a time.
        new("lttng", "LTTng: a descriptor for each task in each of its sessions; careless: cancels and frees without waiting", DescriptorKind.PerTask, CopiesWord: "sessions"),

        // "[PATCH v5] tracing: ... user stack traces", April 2025: a work in each trace_array.
        new("ftrace", "ftrace: one descriptor for each instance; careless: cancels and frees without waiting", DescriptorKind.Shared, CopiesWord: "instances"),

        // Andrii Nakryiko in the seed thread: why did a task leave the CPU?
        new("bpf-off-cpu", "a BPF program on sched_switch; careless: asks for kernel threads too, and goes away without waiting", DescriptorKind.Shared, LooksFirst: true, OnSchedSwitch: true),
    ];
}
