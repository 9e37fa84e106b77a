using Interleave.Kernel;
using UnwindCheck.Models.Format;
using UnwindCheck.Models.Tracers;

namespace UnwindCheck.Fuzzing;

/// <summary>What there is in a scenario, by kind and without numbers: what may be the cause of a violation.</summary>
public static class ScenarioFeatures
{
    /// <summary>The features of a scenario.</summary>
    public static IReadOnlySet<string> Of(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return All(scenario).ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> All(Scenario scenario)
    {
        var settings = new (bool Is, string Feature)[]
        {
            (scenario.Architecture == Architecture.Generic32, "generic-32"),
            (!scenario.Configured, "no-unwind-user"),
            (scenario.Cpus > 1 && (scenario.Tasks.Count > 1 || scenario.Tasks.Any(static task => task.Allowed.Count > 1)), "cpus"),
            (scenario.CounterBits < 16, "counter"),
            (scenario.OtherTracers > 0, "registered"),
            (scenario.Records, "records"),
            (scenario.Budgets.Faults > 0, "faults"),
            (scenario.Budgets.Allocations > 0, "allocations"),
            (scenario.Budgets.Preemptions > 0, "preemptions"),
            (scenario.Tasks.Count > 1, "tasks"),
        };
        return settings.Where(static setting => setting.Is).Select(static setting => setting.Feature)
            .Concat(scenario.Tracers.SelectMany(tracer => OfTracer(tracer)))
            .Concat(scenario.Tasks.Where(static task => task.Kind != TaskKind.User).Select(static task => task.Kind.ToString()))
            .Concat(scenario.Tasks.SelectMany(static task => task.Program).SelectMany(line => OfActions(line.Body)))
            .Concat(scenario.Interrupts.SelectMany(OfInterrupt))
            .Concat(scenario.Interrupts.Sum(static line => line.Level == ContextLevel.Nmi && line.Body.Count > 0 ? line.Max : 0) > 1 ? ["nmis"] : [])
            .Concat(scenario.Probes.SelectMany(static probe => OfActions(probe.Body).Append("at " + probe.Tracepoint)))
            .Concat(scenario.Remotes.SelectMany(static remote => OfActions(remote.Body)));
    }

    private static IEnumerable<string> OfTracer(TracerLine tracer)
    {
        if (tracer.Kind == DescriptorKind.PerCpu)
        {
            yield return "per-cpu";
        }

        if (tracer.ByIrqWork)
        {
            yield return "irq-work";
        }

        if (tracer.CallbackRequests > 0)
        {
            yield return "callback-requests";
        }

        if (tracer.CallbackCancels)
        {
            yield return "callback-cancels";
        }
    }

    private static IEnumerable<string> OfInterrupt(InterruptLine line)
    {
        var level = line.Level == ContextLevel.Nmi ? "nmi" : "irq";
        return OfActions(line.Body).Select(action => action == "cancel" ? level + "-cancel" : action).Append(level);
    }

    /// <summary>What the actions of a block are, but for requests, which are everywhere. To cancel a tracer that may still
    /// ask is another thing than to stop and wait first.</summary>
    private static IEnumerable<string> OfActions(IReadOnlyList<ActionLine> actions)
    {
        var quiesced = new HashSet<string>(StringComparer.Ordinal);
        foreach (var action in actions)
        {
            switch (action.Verb)
            {
                case "request":
                    break;
                case "quiesce":
                    quiesced.Add(action.Tracer!);
                    break;
                case "cancel" or "free" when quiesced.Contains(action.Tracer!):
                    yield return "careful-" + action.Verb;
                    break;
                default:
                    yield return action.Verb;
                    break;
            }
        }
    }
}
