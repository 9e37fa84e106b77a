using System.Collections.Concurrent;
using Interleave;
using Interleave.Exploration;
using UnwindCheck.Models;
using UnwindCheck.Traces;

namespace Viewer.Tests.Support;

/// <summary>Counterexamples, found when a test asks for them and then kept.</summary>
internal static class Traces
{
    private static readonly ConcurrentDictionary<string, Lazy<TraceReplay>> Found = new(StringComparer.Ordinal);

    /// <summary>An interrupt between a callback and the moment when its mark is cleared.</summary>
    public static TraceReplay Interrupted => Of("v4", "irq-and-syscall", "contract-pending");

    /// <summary>Two tasks on two CPUs and one descriptor.</summary>
    public static TraceReplay TwoCpus => Of("v4", "shared-descriptor", "list-once");

    /// <summary>A cycle.</summary>
    public static TraceReplay Livelock => Of("v4", "tracer-in-exit-loop", "terminates");

    /// <summary>A cycle of two tasks, gone round until the trace has 2,000 steps and more.</summary>
    public static TraceReplay Long => Cached("long", () => Lengthened(Of("v4", "shared-descriptor", "terminates"), 2000));

    /// <summary>The simplest trace of a violation of a shipped design in a shipped scenario.</summary>
    public static TraceReplay Of(string design, string scenario, string invariant) => Cached($"{design} {scenario} {invariant}", () =>
    {
        var entry = DesignCatalogue.All.Single(entry => entry.Name == design);
        var text = ScenarioCatalogue.All.Single(entry => entry.Name == scenario);
        var model = ScenarioModel.Build(entry, text, InvariantCatalogue.Monitors().Where(monitor => monitor.Invariant == invariant));
        var witness = Explore.All(model, new SearchOptions()).Witnesses[invariant];
        return Replayed(TraceFile.Of(entry, text, model, invariant, witness));
    });

    /// <summary>A trace as <c>show</c> reads it.</summary>
    public static TraceReplay Replayed(TraceFile file)
    {
        using var directory = new TemporaryDirectory();
        var path = directory.PathOf("trace.json");
        File.WriteAllText(path, file.ToJson());
        return TraceReplay.Of(path);
    }

    private static TraceReplay Cached(string name, Func<TraceReplay> make) => Found.GetOrAdd(name, _ => new Lazy<TraceReplay>(make)).Value;

    private static TraceReplay Lengthened(TraceReplay livelock, int steps)
    {
        var moves = livelock.Steps.Select(step => step.Move).ToList();
        var cycle = moves[livelock.File.CycleStart!.Value..];
        while (moves.Count < steps)
        {
            moves.AddRange(cycle);
        }

        var design = DesignCatalogue.All.Single(entry => entry.Name == livelock.File.Design);
        var scenario = ScenarioCatalogue.All.Single(entry => entry.Name == livelock.File.Scenario);
        var witness = new Witness(moves, livelock.File.Preemptions, livelock.File.Interrupts, livelock.File.Failures) { CycleStart = livelock.File.CycleStart };
        return Replayed(TraceFile.Of(design, scenario, livelock.Model, livelock.File.Invariant, witness));
    }
}
