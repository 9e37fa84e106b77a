namespace UnwindCheck.Models.Tracers;

/// <summary>The kinds of tracers, as scenarios name them.</summary>
public static class DescriptorKinds
{
    /// <summary>All kinds with their names and what they stand for.</summary>
    public static IReadOnlyList<(DescriptorKind Kind, string Name, string About)> All { get; } =
    [
        (DescriptorKind.PerTask, "per-task", "a descriptor for each task, as perf has for the events of one process"),
        (DescriptorKind.PerCpu, "per-cpu", "a descriptor for each CPU, as perf has when it records the whole system"),
        (DescriptorKind.Shared, "shared", "one descriptor for all tasks and CPUs"),
    ];
}
