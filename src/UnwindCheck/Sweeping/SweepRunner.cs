using Interleave;
using Interleave.Exploration;
using Interleave.Replay;
using UnwindCheck.Models;
using UnwindCheck.Models.Sweep;

namespace UnwindCheck.Sweeping;

/// <summary>Checks one design in every scenario of a sweep, and groups what it violates by cause.</summary>
/// <param name="design">The design.</param>
/// <param name="scenarios">The scenarios.</param>
/// <param name="options">How each search runs.</param>
/// <param name="journal">What was found before, and where it is kept; null: nowhere.</param>
internal sealed class SweepRunner(DesignEntry design, IReadOnlyList<SweepScenario> scenarios, SearchOptions options, SweepJournal? journal = null)
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

    /// <summary>Scenarios whose result was in the journal.</summary>
    public int FromJournal { get; private set; }

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
        return new SweepResult(design, scenarios.Count, States, found, incomplete, clock.Elapsed, FromJournal);
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
        var known = journal?.Find(design.Name, scenario.Scenario.Name);
        var entry = known ?? Search(scenario);
        if (known is null && entry.Complete)
        {
            journal?.Add(entry);
        }

        lock (gate)
        {
            Done++;
            FromJournal += known is null ? 0 : 1;
            States += entry.States;
            if (!entry.Complete)
            {
                incomplete.Add(scenario.Scenario.Name);
            }

            foreach (var violation in entry.Violations)
            {
                Add(new SweepFinding(scenario, violation));
            }
        }
    }

    private void Add(SweepFinding finding)
    {
        var cause = finding.Violation.Cause;
        if (groups.TryGetValue((finding.Violation.Invariant, cause.Text), out var group))
        {
            group.Add(finding);
        }
        else
        {
            groups.Add((finding.Violation.Invariant, cause.Text), new SweepGroup(design, finding.Violation.Invariant, cause, finding));
        }
    }

    private JournalEntry Search(SweepScenario scenario)
    {
        var model = ScenarioModel.Build(design, scenario.Scenario);
        var result = Explore.All(model, options);
        return new JournalEntry
        {
            Design = design.Name,
            Scenario = scenario.Scenario.Name,
            States = result.Search.States,
            Complete = result.Search.Complete && result.Witnesses.Count == result.Search.Violated.Count,
            Violations = [.. result.Witnesses.Select(found => ViolationOf(model, found.Key, found.Value))],
        };
    }

    private static JournalViolation ViolationOf(Model model, string invariant, Witness witness)
    {
        var interpreter = new Interpreter(model);
        var steps = witness.Moves.Select(interpreter.Apply).ToList();
        var violated = steps.SelectMany(step => step.Violations).Concat(witness.CycleStart is null ? interpreter.AtEnd() : []).LastOrDefault(violation => violation.Invariant == invariant);
        return new JournalViolation
        {
            Invariant = invariant,
            Cause = Cause.Of(invariant, steps),
            Reason = violated?.Reason ?? "the execution comes back to the same state for ever",
            Schedule = Schedule.Of(model, witness.Moves).ToString(),
            Steps = witness.Moves.Count,
            Preemptions = witness.Preemptions,
            Interrupts = witness.Interrupts,
            Failures = witness.Failures,
            CycleStart = witness.CycleStart,
        };
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
        // Only a livelock needs the graph.
        var search = Explore.Search(
            ScenarioModel.Build(variant, example.Scenario.Scenario, monitors),
            options with { KeepGraph = invariant == EngineInvariants.Terminates });
        return search.Complete && !search.Violated.Contains(invariant, StringComparer.Ordinal);
    }
}

/// <summary>What a sweep of one design found.</summary>
internal sealed record SweepResult(DesignEntry Design, int Scenarios, long States, IReadOnlyList<SweepGroup> Groups, IReadOnlyList<string> Incomplete, TimeSpan Elapsed, int FromJournal);
