using System.Globalization;
using Interleave.Kernel;
using UnwindCheck.Models.Format;
using UnwindCheck.Models.Tracers;

namespace UnwindCheck.Models.Tests.Format;

/// <summary>Writes a scenario as the grammar says, from what was read: nothing of its text is used.</summary>
internal static class ScenarioPrinter
{
    public static string Print(Scenario scenario) => string.Join('\n', Lines(scenario)) + "\n";

    private static IEnumerable<string> Lines(Scenario scenario)
    {
        yield return $"about \"{scenario.About}\"";
        yield return $"arch {scenario.Architecture.Name}";
        yield return $"cpus {scenario.Cpus}";
        yield return $"counter bits {scenario.CounterBits} start {scenario.CounterStart}";
        if (scenario.Large)
        {
            yield return "large";
        }

        if (scenario.Records)
        {
            yield return $"records {scenario.BufferSize?.ToString(CultureInfo.InvariantCulture) ?? "unlimited"}";
        }

        yield return $"registered {scenario.OtherTracers}";
        yield return $"budget faults {scenario.Budgets.Faults}";
        yield return $"budget allocations {scenario.Budgets.Allocations}";
        yield return $"budget preemptions {scenario.Budgets.Preemptions}";
        if (!scenario.Configured)
        {
            yield return "config no-unwind-user";
        }

        foreach (var line in scenario.Tracers.Select(Print).Concat(scenario.Tasks.Select(Print)).Concat(scenario.Interrupts.Select(Print)).Concat(scenario.Probes.Select(Print)))
        {
            yield return line;
        }

        foreach (var remote in scenario.Remotes)
        {
            yield return $"remote {remote.Name} {Print(remote.Body)}";
        }
    }

    private static string Print(TracerLine tracer)
    {
        var kind = tracer.Preset?.Name ?? tracer.Kind switch { DescriptorKind.PerTask => "per-task", DescriptorKind.PerCpu => "per-cpu", _ => "shared" };
        kind += tracer.Preset?.CopiesWord is { } copies ? $" {copies} {tracer.Copies}" : "";
        kind += tracer.Careless ? " careless" : "";
        return $"tracer {tracer.Name} {kind}{(tracer.ByIrqWork ? " by irq-work" : "")}{(tracer.Registered ? "" : " unregistered")}{(tracer.Quiesced ? " quiesced" : "")}{(tracer.CallbackRequests > 0 ? $" callback requests {tracer.CallbackRequests}" : "")}{(tracer.CallbackCancels ? " callback cancels" : "")}";
    }

    private static string Print(TaskLine task) =>
        $"task {task.Name}{(task.On is { } on ? $" on {on}" : "")} may run on {Print(task.Allowed)}{(task.Forked ? " forked" : "")}{KindOf(task)} {{ {string.Join(" ", task.Program.Select(Print))} }}";

    private static string KindOf(TaskLine task) => task.Kind switch { TaskKind.UserWorker => " worker", TaskKind.KernelThread => " kthread", _ => "" };

    private static string Print(UserLine statement) => statement.Kind switch
    {
        UserLineKind.Call => "call",
        UserLineKind.Return => "return",
        _ => "syscall " + Print(statement.Body),
    };

    private static string Print(InterruptLine interrupt)
    {
        var level = interrupt.Level switch { ContextLevel.Irq => "irq", ContextLevel.SoftIrq => "softirq", _ => "nmi" };
        var depth = interrupt.Depth > 1 ? $" depth {interrupt.Depth}" : "";
        var on = interrupt.On.Count > 0 ? " on " + Print(interrupt.On) : "";
        return $"{level} {interrupt.Name}{depth}{on} max {interrupt.Max}{(interrupt.InUserMode ? "" : " in kernel")} {Print(interrupt.Body)}";
    }

    private static string Print(ProbeLine probe)
    {
        var point = string.Concat(probe.Tracepoint.ToString().Select(static (c, index) => char.IsUpper(c) && index > 0 ? "_" + char.ToLower(c, CultureInfo.InvariantCulture) : char.ToLower(c, CultureInfo.InvariantCulture).ToString()));
        return $"at {point}{(probe.Task is null ? "" : " in " + probe.Task)}{(probe.Max is { } max ? $" max {max}" : "")} {Print(probe.Body)}";
    }

    private static string Print(IReadOnlyList<ActionLine> actions) => "{ " + string.Concat(actions.Select(static action => Print(action) + "; ")) + "}";

    private static string Print(ActionLine action) => (action.Tracer, action.Task) switch
    {
        (null, null) => action.Verb,
        (null, _) => $"{action.Verb} {action.Task}",
        (_, null) => $"{action.Verb} {action.Tracer}",
        _ => $"{action.Verb} {action.Tracer} of {action.Task}",
    };

    private static string Print(IReadOnlyList<int> cpus) => string.Join(",", cpus);
}
