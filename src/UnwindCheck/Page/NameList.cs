using Interleave;
using Interleave.Kernel;
using UnwindCheck.Traces;

namespace UnwindCheck.Page;

/// <summary>Says what the names in a trace stand for, for somebody who has not read the scenario.</summary>
internal static class NameList
{
    public static string Of(TraceReplay replay) => Of(replay.Model, [.. replay.Steps.Select(step => step.Process).Distinct()]);

    /// <summary>The names of the tasks, of what else acts, and of the descriptors.</summary>
    public static string Of(Model model, IReadOnlyList<Process> acting)
    {
        var processes = model.Processes.Where(process => process is ProcessThread || acting.Contains(process)).Select(Name);
        var descriptors = model.Cells.Select(cell => cell.Region?.Name).OfType<string>().Distinct().Where(name => !name.StartsWith('*')).Select(Descriptor);
        return string.Join("; ", processes.Concat(descriptors)) + ".";
    }

    private static string Name(Process process) => process switch
    {
        Handler { Thread: { } thread } => $"{process} preempts {thread}",
        Handler { Level: (int)ContextLevel.SoftIrq } handler => $"{process} is a softirq on {handler.Processor}",
        Handler { Level: (int)ContextLevel.Irq } handler => $"{process} is an interrupt on {handler.Processor}",
        Handler handler => $"{process} is an NMI on {handler.Processor}",
        ProcessThread => $"{process} is a task",
        _ => $"{process} acts from elsewhere",
    };

    private static string Descriptor(string name)
    {
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        return bracket > 0 ? $"{name} is the descriptor of tracer {name[..bracket]} for {name[(bracket + 1)..^1]}" : $"{name} is the descriptor of tracer {name} for everybody";
    }
}
