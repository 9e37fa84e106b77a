using Interleave;
using Interleave.Exploration;
using Interleave.Replay;
using UnwindCheck.Models;
using UnwindCheck.Models.Sweep;

namespace UnwindCheck.Sweeping;

/// <summary>Checks one design in every scenario of a sweep, and groups what it violates by cause.</summary>
internal sealed class SweepRunner(DesignEntry design, IReadOnlyList<SweepScenario> scenarios, SearchOptions options)
{
    private readonly Dictionary<(string Invariant, string Cause), SweepGroup> groups = [];
    private readonly List<string> incomplete = [];
    private readonly Lock gate = new();

    /// <summary>Scenarios checked so far.</summary>
    public int Done { get; private set; }

    /// <summary>Number of scenarios.</summary>
    public int Total => scenarios.Count;

    /// <summary>States visited so far.</summary>
    public long States { get; private set; }

    /// <summary>The number of groups found so far.</summary>
    public int Groups => groups.Count;

    /// <summary>Runs all searches, then looks for cures.</summary>
    public SweepResult Run()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Parallel.ForEach(
            System.Collections.Concurrent.Partitioner.Create(scenarios, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            Check);
        var found = Merged(groups.Values, static (one, other) => one.Cause.IsPartOf(other.Cause));
        Parallel.ForEach(found, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, group => group.Cures = Cures(group));
        found = Merged(found, static (one, other) => one.Cures.Count > 0 && one.Cures.SequenceEqual(other.Cures));
        incomplete.Sort(StringComparer.Ordinal);
        return new SweepResult(design, scenarios.Count, States, found, incomplete, clock.Elapsed);
    }

    /// <summary>Fewer groups: of those with one invariant, found with equally correct use, those whose cause is the same.</summary>
    private static List<SweepGroup> Merged(IEnumerable<SweepGroup> groups, Func<SweepGroup, SweepGroup, bool> same)
    {
        var left = new List<SweepGroup>();
        foreach (var group in groups.OrderBy(group => group.Invariant, StringComparer.Ordinal).ThenBy(group => group.Cause.Points.Count).ThenBy(group => group.Smallest.Key))
        {
            if (left.Find(one => one.Invariant == group.Invariant && one.WithCarefulUse == group.WithCarefulUse && same(one, group)) is { } known)
            {
                known.Merge(group);
            }
            else
            {
                left.Add(group);
            }
        }

        return left;
    }

    private void Check(SweepScenario scenario)
    {
        var model = ScenarioModel.Build(design, scenario.Scenario);
        var result = Explore.All(model, options);
        var findings = result.Witnesses.Select(found => (found.Key, Finding: FindingOf(model, scenario, found.Key, found.Value, out var cause), Cause: cause)).ToList();
        lock (gate)
        {
            Done++;
            States += result.Search.States;
            if (!result.Search.Complete || result.Witnesses.Count < result.Search.Violated.Count)
            {
                incomplete.Add(scenario.Scenario.Name);
            }

            foreach (var (invariant, finding, cause) in findings)
            {
                if (groups.TryGetValue((invariant, cause.Text), out var group))
                {
                    group.Add(finding);
                }
                else
                {
                    groups.Add((invariant, cause.Text), new SweepGroup(design, invariant, cause, finding));
                }
            }
        }
    }

    private static SweepFinding FindingOf(Model model, SweepScenario scenario, string invariant, Witness witness, out Cause cause)
    {
        var interpreter = new Interpreter(model);
        var steps = witness.Moves.Select(interpreter.Apply).ToList();
        cause = Cause.Of(invariant, steps);
        var violated = steps.SelectMany(step => step.Violations).Concat(witness.CycleStart is null ? interpreter.AtEnd() : []).LastOrDefault(violation => violation.Invariant == invariant);
        return new SweepFinding(scenario, witness, violated?.Reason ?? "the execution comes back to the same state for ever");
    }

    /// <summary>The switches that make a violation go away, each alone, or else in pairs, by complete searches.</summary>
    private List<string> Cures(SweepGroup group)
    {
        if (design.Switches is null)
        {
            return [];
        }

        var monitors = InvariantCatalogue.Monitors().Where(monitor => monitor.Invariant == group.Invariant).ToList();
        var turns = Turns(design);
        var single = turns.Where(turn => group.Examples.All(example => IsCured(design, [turn], example, group.Invariant, monitors))).ToList();
        return single.Count > 0
            ? single
            : [.. turns.SelectMany(one => turns
                .Where(other => string.CompareOrdinal(one, other) < 0 && group.Examples.All(example => IsCured(design, [one, other], example, group.Invariant, monitors)))
                .Select(other => one + other))];
    }

    /// <summary>Every switch with the sign that turns it.</summary>
    private static List<string> Turns(DesignEntry design) =>
        [.. design.Switches!.Names.Select(name => (design.Switches.On.Contains(name, StringComparer.Ordinal) ? "~" : "+") + name)];

    private bool IsCured(DesignEntry entry, IEnumerable<string> turns, SweepFinding example, string invariant, IReadOnlyList<Interleave.Monitor> monitors)
    {
        var variant = turns.Aggregate(entry, (entry, turn) => entry.Switches!.With(entry.Name + turn, turn[1..], turn[0] == '+'));
        var search = Explore.Search(ScenarioModel.Build(variant, example.Scenario.Scenario, monitors), options);
        return search.Complete && !search.Violated.Contains(invariant, StringComparer.Ordinal);
    }
}

/// <summary>What a sweep of one design found.</summary>
internal sealed record SweepResult(DesignEntry Design, int Scenarios, long States, IReadOnlyList<SweepGroup> Groups, IReadOnlyList<string> Incomplete, TimeSpan Elapsed);
