using Interleave.Kernel;
using UnwindCheck.Models.Format;
using UnwindCheck.Models.Tracers;

namespace UnwindCheck.Fuzzing;

/// <summary>All causes that are known, each with its remedy. What each of them violates is not said here: the scenarios in
/// <c>src/Fuzzing/known</c> show it.</summary>
public static class KnownCauses
{
    private const int EnoughBits = 48;

    /// <summary>The causes, narrow remedies first: where one of them is enough, a wide one explains nothing.</summary>
    public static IReadOnlyList<KnownCause> All { get; } =
    [
        // Switches that repair one thing.
        new("returns-bit", "D: the return value is a bit", static experiment => experiment.Turn("+returns-one")),
        new("bit-of-minus-one", "C: test_bit(-1)", static experiment => experiment.Turn("+bit-read-once")),
        new("function-set-last", "B: called through NULL, init() links before it sets func", static experiment => experiment.Turn("+function-first")),
        new("stale-snapshot", "B: a tracer called that never asked", static experiment => experiment.Turn("+snapshot-inside", "+clear-before-wait")),
        new("overtaken-request", "H: a request that a cancellation overtakes leaves its bit", static experiment => experiment.Turn("+cancel-waits-for-requests")),
        new("unsigned-bit", "G, M3: a cancelled tracer's request is accepted", static experiment => experiment.Turn("~unsigned-bit")),
        new("nmi-resume", "E, M1: an NMI after the last look at the flags, or in user mode", static experiment => Notifies(experiment) ? experiment : experiment.Turn("+nmi-current")),

        // What somebody asks for where nothing can answer in time.
        new("late-nmi", "A, F: an NMI inside the reset, or after it", static experiment => Refuse(experiment, LateRequests.OfNmis, experiment.Scenario.Interrupts.Any(static line => line.Level == ContextLevel.Nmi && Asks(line.Body)))),
        new("late-window", "A tracer in the late window", static experiment => Refuse(experiment, LateRequests.OfTracepoints, experiment.Scenario.Probes.Any(static line => line.Tracepoint is Tracepoint.UserEnter or Tracepoint.IrqEnable && Asks(line.Body)))),
        new("signal-frame", "A signal: between get_signal() and the frame the old stack is asked for, and the handler's handed over", static experiment => experiment.In(WithoutSignals(experiment.Scenario))),
        new("nmi-on-32-bit", "By contract: a warning where the architecture has no NMI-safe cmpxchg", static experiment => experiment.Scenario.Architecture.HasNmiSafeCompareExchange ? experiment : experiment.Turn("+nmi-refused-quietly")),

        // These two take the whole invariant away with its cause: there are no samples beside requests then, and no records.
        new("irq-work", "B10: an irq_work raised in schedule() asks for the next task", static experiment => experiment.In(WithTracers(experiment.Scenario, static tracer => tracer with { ByIrqWork = false }))),
        new("forward-rule", "The perf tool never joins a sample that was taken after the callback", static experiment => experiment.In(experiment.Scenario with { Records = false, BufferSize = null })),

        // What cannot be helped.
        new("counter-wraps", "By design: few bits of a counter wrap", static experiment => experiment.In(experiment.Scenario with { CounterBits = EnoughBits, CounterStart = 0 })),
        new("without-memory", "A failed allocation makes a callback twice, a cookie is kept when its memory could not be had", static experiment => experiment.In(experiment.Scenario with { Budgets = experiment.Scenario.Budgets with { Allocations = 0 } })),

        // v4: "one descriptor, many tasks" and "an exiting task hands over an empty trace".
        new("shared-descriptor", "S7: one descriptor, many tasks", static experiment => IsV4(experiment) ? experiment.In(WithTracers(experiment.Scenario, static tracer => tracer with { Kind = DescriptorKind.PerTask })) : experiment),
        new("exit", "E11: an exiting task hands over an empty trace", static experiment => IsV4(experiment) ? experiment.In(WithoutAction(experiment.Scenario, "exit")) : experiment),

        // Tracers that do what a careful one does not.
        new("callback-cancels", "M20: a callback that cancels waits for itself", static experiment => experiment.In(WithTracers(experiment.Scenario, static tracer => tracer with { CallbackCancels = false }))),
        new("asks-while-registered", "Careless use: asks before its registration has returned", static experiment => experiment.In(StoppedWhileRegistered(experiment.Scenario))),
        new("careless-use", "Careless use", static experiment => experiment.In(CarefulUse.Of(experiment.Scenario))),
        new("registered-again", "I: registered again within one entry, a new tracer", static experiment => experiment.In(WithoutAction(experiment.Scenario, "register", action => experiment.Scenario.Tracers.Any(tracer => tracer.Name == action.Tracer && tracer.Registered)))),
    ];

    private static bool IsV4(Experiment experiment) => experiment.Design.Switches?.Names.Contains("claim-pending", StringComparer.Ordinal) == true;

    /// <summary>Whether an NMI notifies at all, and be it wrongly: then it is not for want of that.</summary>
    private static bool Notifies(Experiment experiment) => experiment.Design.Switches?.On.Any(static name => name.StartsWith("nmi-interrupt-", StringComparison.Ordinal)) == true;

    private static bool Asks(IReadOnlyList<ActionLine> body) => body.Any(static action => action.Verb == "request");

    private static Experiment Refuse(Experiment experiment, LateRequests requests, bool concerned) =>
        concerned ? experiment with { Refused = experiment.Refused | requests } : experiment;

    private static Scenario WithTracers(Scenario scenario, Func<TracerLine, TracerLine> change) => scenario with { Tracers = [.. scenario.Tracers.Select(change)] };

    /// <summary>A call in place of each handler, so that whatever returns has something to return from.</summary>
    private static Scenario WithoutSignals(Scenario scenario)
    {
        return scenario with { Tasks = [.. scenario.Tasks.Select(static task => task with { Program = [.. task.Program.SelectMany(Without)] })] };

        static IEnumerable<UserLine> Without(UserLine line) => line.Body.Any(static action => action.Verb == "signal")
            ? [line with { Body = [.. line.Body.Where(static action => action.Verb != "signal")] }, new UserLine(UserLineKind.Call, [], line.Position)]
            : [line];
    }

    /// <summary>Who registers a tracer elsewhere stops it before.</summary>
    private static Scenario StoppedWhileRegistered(Scenario scenario)
    {
        var stopped = scenario.Remotes.SelectMany(static remote => Unstopped(remote.Body)).Select(static action => action.Tracer).ToHashSet();
        return WithTracers(scenario, tracer => tracer with { Quiesced = tracer.Quiesced || stopped.Contains(tracer.Name) }) with
        {
            Remotes = [.. scenario.Remotes.Select(static remote => remote with { Body = [.. remote.Body.SelectMany(action => Unstopped(remote.Body).Contains(action) ? [new ActionLine("quiesce", action.Tracer, null, action.Position), action] : new[] { action })] })],
        };

        static IEnumerable<ActionLine> Unstopped(IReadOnlyList<ActionLine> body) => body.Where(action => action.Verb == "register" && !body.Any(other => other.Verb == "quiesce" && other.Tracer == action.Tracer));
    }

    private static Scenario WithoutAction(Scenario scenario, string verb, Func<ActionLine, bool>? condition = null)
    {
        return scenario with
        {
            Tasks = [.. scenario.Tasks.Select(task => task with { Program = [.. task.Program.Select(line => line with { Body = Without(line.Body) })] })],
            Interrupts = [.. scenario.Interrupts.Select(line => line with { Body = Without(line.Body) })],
            Probes = [.. scenario.Probes.Select(line => line with { Body = Without(line.Body) })],
            Remotes = [.. scenario.Remotes.Select(line => line with { Body = Without(line.Body) })],
        };

        IReadOnlyList<ActionLine> Without(IReadOnlyList<ActionLine> body) => [.. body.Where(action => action.Verb != verb || condition?.Invoke(action) == false)];
    }
}
