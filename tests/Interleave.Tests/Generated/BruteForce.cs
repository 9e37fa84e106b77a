namespace Interleave.Tests.Generated;

/// <summary>
/// The reference: runs every schedule of a generated program, one after the other, by plain recursion. It has no
/// visited set, no automata and no code of the engine; its rules are written from the engine's documentation.
/// </summary>
internal sealed class BruteForce
{
    private readonly ProgramSpec spec;
    private readonly long limit;
    private readonly Outcome outcome = new();

    private BruteForce(ProgramSpec spec, long limit)
    {
        this.spec = spec;
        this.limit = limit;
    }

    /// <summary>All schedules of a program; null when there are more than <paramref name="limit"/>.</summary>
    public static Outcome? Run(ProgramSpec spec, long limit)
    {
        var search = new BruteForce(spec, limit);
        var world = World.Initial(spec, out var violations);
        search.Report(violations, default);
        search.Explore(world, default, -1);
        return search.outcome.Schedules > limit ? null : search.outcome;
    }

    /// <param name="world">Where the execution stands.</param>
    /// <param name="effort">What it took to get here.</param>
    /// <param name="last">The unit that moved last: a processor, or beyond those a free process.</param>
    private void Explore(World world, Effort effort, int last)
    {
        if (outcome.Schedules > limit)
        {
            return;
        }

        var moves = world.Moves();
        var progress = false;
        var lastCanGoOn = false;
        foreach (var move in moves)
        {
            progress |= !move.Strikes || spec.Contexts[move.Context].MustStrike || spec.Contexts[move.Context].Urgent;
            lastCanGoOn |= !move.Strikes && world.UnitOf(move) == last;
        }

        if (!progress)
        {
            End(world, effort);
        }

        foreach (var move in moves)
        {
            var unit = world.UnitOf(move);
            var cost = effort.Cost;
            cost += move.Strikes ? 1 : 0;
            cost += unit != last && lastCanGoOn ? 1 : 0;
            cost += move.Choice > 0 && world.Fails(move) ? 1 : 0;
            var after = new Effort(cost, effort.Steps + 1);
            var next = world.Copy();
            Report(next.Apply(move), after);
            Explore(next, after, unit);
        }
    }

    private void End(World world, Effort effort)
    {
        outcome.Schedules++;
        if (outcome.FinalStatesWithMonitors.Add(world.Key()))
        {
            outcome.FinalStates.Add(world.Describe());
        }

        Report(world.AtEnd(), effort);
    }

    private void Report(IReadOnlyList<string> violations, Effort effort)
    {
        foreach (var name in violations)
        {
            if (!outcome.Violations.TryGetValue(name, out var least) || effort.IsLessThan(least))
            {
                outcome.Violations[name] = effort;
            }

            outcome.FewestSteps[name] = Math.Min(effort.Steps, outcome.FewestSteps.GetValueOrDefault(name, int.MaxValue));
        }
    }
}

/// <summary>What an execution costs whoever reads it: first switches, interrupts and failures, then steps.</summary>
internal readonly record struct Effort(int Cost, int Steps)
{
    public bool IsLessThan(Effort other) => (Cost, Steps).CompareTo((other.Cost, other.Steps)) < 0;
}

/// <summary>What the brute force found.</summary>
internal sealed class Outcome
{
    public long Schedules { get; set; }

    public SortedSet<string> FinalStates { get; } = new(StringComparer.Ordinal);

    public HashSet<string> FinalStatesWithMonitors { get; } = new(StringComparer.Ordinal);

    /// <summary>The least effort of an execution that violates an invariant, by its name.</summary>
    public SortedDictionary<string, Effort> Violations { get; } = new(StringComparer.Ordinal);

    /// <summary>The fewest steps of an execution that violates an invariant, whatever else it costs.</summary>
    public Dictionary<string, int> FewestSteps { get; } = new(StringComparer.Ordinal);
}
