namespace Interleave.Kernel;

/// <summary>The kernel whose entry and exit paths a machine follows, where they differ.</summary>
public enum KernelRelease
{
    /// <summary>v6.13, the base of the January 2025 series: <c>sched_process_exit</c> is traced after
    /// <c>exit_mm()</c>.</summary>
    V613,

    /// <summary>v6.17 and later: <c>sched_process_exit</c> is traced before <c>exit_mm()</c>.</summary>
    V617,
}
