namespace UnwindCheck.Models.Format;

/// <summary>How a scenario uses the interface: a violation under careless use is another kind of finding than one under
/// correct use.</summary>
public static class ScenarioUse
{
    /// <summary>Why the use is careless, in words; null where every tracer that is cancelled was stopped before, and waited for,
    /// by whoever cancels it.</summary>
    public static string? CarelessBecause(Scenario scenario)
    {
        var blocks = scenario.Remotes.Select(remote => remote.Body)
            .Concat(scenario.Interrupts.Select(interrupt => interrupt.Body))
            .Concat(scenario.Probes.Select(probe => probe.Body))
            .Concat(scenario.Tasks.SelectMany(task => task.Program).Select(statement => statement.Body));
        return scenario.Tracers.Where(tracer => tracer.CallbackCancels).Select(tracer => $"the callback of {tracer.Name} cancels it").FirstOrDefault()
            ?? blocks.SelectMany(block => UnstoppedIn(scenario, block)).Select(tracer => $"{tracer} is cancelled while it may still ask").FirstOrDefault()
            ?? scenario.Tracers.Where(tracer => tracer is { Careless: true, Preset.LooksFirst: true }).Select(tracer => $"{tracer.Name} asks for whatever runs").FirstOrDefault();
    }

    private static IEnumerable<string> UnstoppedIn(Scenario scenario, IReadOnlyList<ActionLine> block) =>
        from entry in block.Select((action, index) => (Action: action, Index: index))
        where entry.Action.Verb switch
        {
            "cancel" => !block.Take(entry.Index).Any(before => before.Verb == "quiesce" && before.Tracer == entry.Action.Tracer),
            "detach" => scenario.Tracers.First(tracer => tracer.Name == entry.Action.Tracer).Careless,
            _ => false,
        }
        select entry.Action.Tracer;
}
