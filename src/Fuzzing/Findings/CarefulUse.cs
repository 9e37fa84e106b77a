using UnwindCheck.Models.Format;

namespace UnwindCheck.Fuzzing;

/// <summary>The scenario with each tracer turned off, and perhaps freed or registered again, as a careful one does it: once, by one
/// who stops it first and waits for its requests, and where he can wait.</summary>
/// <remarks>"Cancelled while it may still ask" and the like are a tracer's own fault ("Careless use" in FINDINGS.md). Who does it
/// is somebody elsewhere, who may come at any time: nothing that a careful tracer could meet is left out.</remarks>
internal static class CarefulUse
{
    /// <summary>The scenario with care.</summary>
    public static Scenario Of(Scenario scenario)
    {
        var careful = scenario with { Tracers = [.. scenario.Tracers.Select(static tracer => tracer with { Careless = false })] };
        return scenario.Tracers.Aggregate(careful, static (scenario, tracer) => With(scenario, tracer));
    }

    private static Scenario With(Scenario scenario, TracerLine tracer)
    {
        var remotes = scenario.Remotes.Select(static remote => remote.Body).Where(body => body.Any(IsAbout)).ToList();
        var others = scenario.Tasks.SelectMany(static task => task.Program).Select(static line => line.Body)
            .Concat(scenario.Interrupts.Select(static interrupt => interrupt.Body))
            .Concat(scenario.Probes.Select(static probe => probe.Body))
            .Where(body => body.Any(IsAbout))
            .ToList();

        // Of several who do it the first one goes on: who turns it off before who only registers it.
        var chosen = remotes.Concat(others).OrderBy(static body => body.All(static action => action.Verb is "register" or "quiesce") ? 1 : 0).FirstOrDefault();
        if (chosen is null)
        {
            return scenario;
        }

        var plan = Careful(tracer, chosen.Where(IsAbout));
        var kept = remotes.Contains(chosen) ? null : new RemoteLine($"careful-{tracer.Name}", plan, default);
        return scenario with
        {
            Tracers = [.. scenario.Tracers.Select(line => line.Name == tracer.Name ? line with { Quiesced = plan.Any(static action => action.Verb == "quiesce") } : line)],
            Tasks = [.. scenario.Tasks.Select(task => task with { Program = [.. task.Program.Select(line => line with { Body = Without(line.Body) })] })],
            Interrupts = [.. scenario.Interrupts.Select(interrupt => interrupt with { Body = Without(interrupt.Body) })],
            Probes = [.. scenario.Probes.Select(probe => probe with { Body = Without(probe.Body) })],
            Remotes =
            [
                .. scenario.Remotes.Select(remote => remote with { Body = remote.Body == chosen ? [.. Without(remote.Body), .. plan] : Without(remote.Body) }).Where(static remote => remote.Body.Count > 0),
                .. kept is { Body.Count: > 0 } ? [kept] : Array.Empty<RemoteLine>(),
            ],
        };

        bool IsAbout(ActionLine action) => action.Tracer == tracer.Name && action.Verb is "quiesce" or "cancel" or "free" or "register";

        IReadOnlyList<ActionLine> Without(IReadOnlyList<ActionLine> body) => body.Any(IsAbout) ? [.. body.Where(action => !IsAbout(action))] : body;
    }

    /// <summary>What is done to a tracer, with what a careful one does before it and without what it must not do.</summary>
    private static List<ActionLine> Careful(TracerLine tracer, IEnumerable<ActionLine> actions)
    {
        var plan = new List<ActionLine>();
        var registered = tracer.Registered;
        foreach (var action in actions)
        {
            switch (action.Verb)
            {
                case "cancel" when registered:
                    TurnOff(action.Task);
                    break;
                case "free":
                    if (registered)
                    {
                        TurnOff(action.Task);
                    }

                    plan.Add(action);
                    return plan;
                case "register" when !registered:
                    plan.Add(action);
                    registered = true;
                    break;
            }
        }

        return plan;

        void TurnOff(string? task)
        {
            plan.Add(new ActionLine("quiesce", tracer.Name, null, default));
            plan.Add(new ActionLine("cancel", tracer.Name, task, default));
            registered = false;
        }
    }
}
