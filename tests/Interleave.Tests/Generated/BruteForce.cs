namespace Interleave.Tests.Generated;

/// <summary>
/// The reference: runs every schedule of a generated program, one after the other, by plain recursion. It has no
/// visited set, no automata and no code of the engine; its rules are written from the engine's documentation.
/// </summary>
internal sealed class BruteForce
{
    private readonly ProgramSpec spec;
    private readonly Outcome outcome = new();
    private readonly List<(int Word, bool Writes)> accesses = [];

    private BruteForce(ProgramSpec spec) => this.spec = spec;

    /// <summary>All schedules of a program; null when there are more than <paramref name="limit"/>.</summary>
    public static Outcome? Run(ProgramSpec spec, long limit)
    {
        if (HasMoreThan(spec, limit, out var everybodyIsMasked))
        {
            return null;
        }

        var search = new BruteForce(spec);
        search.outcome.MasksEverybody = everybodyIsMasked;
        var world = World.Initial(spec, out var violations, everybodyIsMasked);
        search.Report(violations, default);
        search.Explore(world, new ClassOfSchedule(spec.Contexts.Count), default, -1);
        return search.outcome;
    }

    /// <summary>Whether a program has more schedules than that. Each beginning of a schedule is that of one at least, so
    /// most programs with too many are known before any of their schedules has come to its end.</summary>
    /// <param name="spec">The program.</param>
    /// <param name="limit">How many.</param>
    /// <param name="everybodyIsMasked">If not: whether a mask holds the largest value in one of them.</param>
    private static bool HasMoreThan(ProgramSpec spec, long limit, out bool everybodyIsMasked)
    {
        everybodyIsMasked = false;
        var ended = 0L;
        List<World> beginnings = [World.Initial(spec, out _)], longer = [];
        while (beginnings.Count > 0)
        {
            foreach (var world in beginnings)
            {
                everybodyIsMasked |= world.MasksEverybody;
                var moves = world.Moves();
                ended += MayEnd(spec, moves) ? 1 : 0;
                for (var i = 0; i < moves.Count; i++)
                {
                    var next = i < moves.Count - 1 ? world.Copy() : world;
                    next.Apply(moves[i]);
                    longer.Add(next);
                }

                if (ended + longer.Count > limit)
                {
                    return true;
                }
            }

            (beginnings, longer) = (longer, beginnings);
            longer.Clear();
        }

        return false;
    }

    /// <summary>Whether an execution is over when nothing else happens than interrupts that may stay away.</summary>
    private static bool MayEnd(ProgramSpec spec, List<Turn> moves) =>
        !moves.Exists(move => !move.Strikes || spec.Contexts[move.Context].MustStrike || spec.Contexts[move.Context].Urgent);

    /// <param name="world">Where the execution stands.</param>
    /// <param name="past">The class of the schedule so far.</param>
    /// <param name="effort">What it took to get here.</param>
    /// <param name="last">The unit that moved last: a processor, or beyond those a free process.</param>
    private void Explore(World world, ClassOfSchedule past, Effort effort, int last)
    {
        var moves = world.Moves();
        var lastCanGoOn = moves.Exists(move => !move.Strikes && world.UnitOf(move) == last);
        if (MayEnd(spec, moves))
        {
            End(world, past, effort);
        }

        for (var i = 0; i < moves.Count; i++)
        {
            var move = moves[i];
            var unit = world.UnitOf(move);
            var cost = effort.Cost;
            cost += move.Strikes ? 1 : 0;
            cost += unit != last && lastCanGoOn ? 1 : 0;
            cost += move.Choice > 0 && world.Fails(move) ? 1 : 0;
            var after = new Effort(cost, effort.Steps + 1);

            // Nobody comes back to it after the last move.
            var (next, further) = i < moves.Count - 1 ? (world.Copy(), past.Copy()) : (world, past);
            Report(next.Apply(move, accesses), after);
            further.Add(move, accesses);
            Explore(next, further, after, unit);
        }
    }

    private void End(World world, ClassOfSchedule past, Effort effort)
    {
        outcome.Schedules++;
        outcome.Classes.Add(past.Number);
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

    /// <summary>Whether a mask holds the largest value in some schedule.</summary>
    public bool MasksEverybody { get; set; }

    /// <summary>The classes of equivalent schedules.</summary>
    public HashSet<UInt128> Classes { get; } = [];

    public SortedSet<string> FinalStates { get; } = new(StringComparer.Ordinal);

    public HashSet<string> FinalStatesWithMonitors { get; } = new(StringComparer.Ordinal);

    /// <summary>The least effort of an execution that violates an invariant, by its name.</summary>
    public SortedDictionary<string, Effort> Violations { get; } = new(StringComparer.Ordinal);

    /// <summary>The fewest steps of an execution that violates an invariant, whatever else it costs.</summary>
    public Dictionary<string, int> FewestSteps { get; } = new(StringComparer.Ordinal);
}
