using UnwindCheck.Models;
using UnwindCheck.Models.Sweep;

namespace UnwindCheck.Sweeping;

/// <summary>Violations of one invariant by one cause.</summary>
internal sealed class SweepGroup(DesignEntry design, string invariant, Cause cause, SweepFinding smallest)
{
    public DesignEntry Design => design;

    /// <summary>How many scenarios a cure is tried in.</summary>
    private const int MostExamples = 4;

    private readonly List<SweepFinding> examples = [smallest];

    public string Invariant => invariant;

    /// <summary>The violations in the smallest scenarios.</summary>
    public IReadOnlyList<SweepFinding> Examples => examples;

    public Cause Cause { get; private set; } = cause;

    /// <summary>The violation in the smallest scenario; of those in one scenario the simplest.</summary>
    public SweepFinding Smallest { get; private set; } = smallest;

    /// <summary>Scenarios in which it was found.</summary>
    public int Scenarios { get; private set; } = 1;

    /// <summary>Whether it was found where every tracer that is cancelled was stopped and waited for before.</summary>
    public bool WithCarefulUse { get; private set; } = smallest.Scenario.Careful;

    /// <summary>The switches of the design that, turned alone, make the violation go away in the smallest scenarios, with + or
    /// ~ before the name; where none does, the pairs that do.</summary>
    public IReadOnlyList<string> Cures { get; set; } = [];

    public void Add(SweepFinding finding)
    {
        Scenarios++;
        Keep(finding);

        // Careful use is the stronger finding, so its smallest scenario is the one to show.
        if ((finding.Scenario.Careful && !WithCarefulUse) || (finding.Scenario.Careful == Smallest.Scenario.Careful && finding.Key.CompareTo(Smallest.Key) < 0))
        {
            Smallest = finding;
        }

        WithCarefulUse |= finding.Scenario.Careful;
    }

    private void Keep(SweepFinding finding)
    {
        examples.Add(finding);
        examples.Sort(static (one, other) => one.Key.CompareTo(other.Key));
        if (examples.Count > MostExamples)
        {
            examples.RemoveAt(MostExamples);
        }
    }

    /// <summary>Takes over what another group found, whose cause is the same.</summary>
    public void Merge(SweepGroup other)
    {
        Scenarios += other.Scenarios;
        foreach (var example in other.examples)
        {
            Keep(example);
        }

        if (other.Smallest.Key.CompareTo(Smallest.Key) < 0)
        {
            Smallest = other.Smallest;
            Cause = other.Cause;
        }
    }
}

/// <summary>A violation in a scenario of a sweep.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Violation">The violation, as the journal has it.</param>
internal sealed record SweepFinding(SweepScenario Scenario, JournalViolation Violation)
{
    /// <summary>For the order: the smaller one is the better example.</summary>
    public (int Size, int Cost, int Steps, string Name) Key =>
        (Scenario.Size, Violation.Preemptions + Violation.Interrupts + Violation.Failures, Violation.Steps, Scenario.Scenario.Name);
}
