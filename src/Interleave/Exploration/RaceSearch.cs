using System.Diagnostics;

namespace Interleave.Exploration;

/// <summary>
/// Finds data races: states in which two processes on different processors are both about to access the same cell, at
/// least one of them stores, and at least one of the accesses is plain. That is what KCSAN looks for, but over all
/// interleavings.
/// </summary>
/// <remarks>Handlers on one processor never run at the same time as what they interrupt; what they do to each other is not
/// a data race in this sense. Breadth first, so the execution that leads to a race is a shortest one.</remarks>
internal sealed class RaceSearch(TransitionSystem system, SearchOptions options)
{
    private readonly FingerprintSet visited = new();
    private readonly List<(int Parent, Move Move)> reached = [];
    private readonly Dictionary<(OperationSite, OperationSite), DataRace> races = [];
    private readonly SearchLimits limits = new(options);
    private string? stoppedBy;

    /// <summary>Runs the search.</summary>
    public RaceReport Run()
    {
        var clock = Stopwatch.StartNew();
        var level = new Frontier(system.Width);
        var next = new Frontier(system.Width);
        var first = 0;
        Reach(level, system.Initial, Fingerprint.Of(system.Initial), -1, default);
        while (level.Count > 0 && stoppedBy is null)
        {
            for (var i = 0; i < level.Count && stoppedBy is null; i++)
            {
                var visitor = new Visitor(this, next, first + i);
                system.Expand(level[i], level.FingerprintAt(i), ref visitor);
                Examine(level[i], visitor.Moves, first + i);
                stoppedBy = visited.Count >= options.MaxStates ? "--max-states" : limits.Exceeded(clock.Elapsed);
            }

            first += level.Count;
            level.Clear();
            (level, next) = (next, level);
        }

        return new RaceReport(stoppedBy is null, visited.Count, [.. races.Values.OrderBy(race => race.Cell, StringComparer.Ordinal).ThenBy(race => race.Execution.Count)]);
    }

    private void Reach(Frontier frontier, ReadOnlySpan<uint> state, ulong fingerprint, int parent, Move move)
    {
        if (visited.Add(fingerprint))
        {
            frontier.Add(state, fingerprint);
            reached.Add((parent, move));
        }
    }

    private void Examine(ReadOnlySpan<uint> state, List<Move> moves, int number)
    {
        for (var i = 0; i < moves.Count; i++)
        {
            if (AccessOf(state, moves[i]) is not { } one)
            {
                continue;
            }

            for (var j = i + 1; j < moves.Count; j++)
            {
                if (moves[j].Process != moves[i].Process && AccessOf(state, moves[j]) is { } other && one.RacesWith(other) && system.UnitOf(state, moves[i]) != system.UnitOf(state, moves[j]))
                {
                    Add(one, other, number);
                }
            }
        }
    }

    private void Add(Access one, Access other, int number)
    {
        var (first, second) = string.CompareOrdinal(one.Site.ToString(), other.Site.ToString()) <= 0 ? (one, other) : (other, one);
        if (!races.ContainsKey((first.Site, second.Site)))
        {
            var cell = system.Model.Cells[first.Word].Name;
            races.Add((first.Site, second.Site), new DataRace(cell, Describe(first), Describe(second), ExecutionTo(number)));
        }
    }

    private static RacingAccess Describe(Access access) => new(access.Site, access.Operation.Kind, access.Operation.Plain);

    private List<Move> ExecutionTo(int number)
    {
        var moves = new List<Move>();
        for (var at = number; reached[at].Parent >= 0; at = reached[at].Parent)
        {
            moves.Add(reached[at].Move);
        }

        moves.Reverse();
        return moves;
    }

    private Access? AccessOf(ReadOnlySpan<uint> state, Move move)
    {
        if (move.Kind is not (MoveKind.Step or MoveKind.Strike))
        {
            return null;
        }

        var local = state[system.Locals + move.Process];
        ref readonly var operation = ref system.Automata.Operations[local];
        if (operation.Kind >= OperationKind.Choose)
        {
            return null;
        }

        var site = system.Automata.SiteOf(local);
        var unit = system.UnitOf(state, move);
        return new Access(operation.Word + (operation.Stride == 0 ? 0 : operation.Stride * unit), operation, site);
    }

    private readonly record struct Access(int Word, Operation Operation, OperationSite Site)
    {
        private int End => Word + (Operation.Wide ? 2 : 1);

        private bool Stores => Operation.Kind is not (OperationKind.Read or OperationKind.WaitEqual or OperationKind.WaitNotEqual);

        public bool RacesWith(Access other) =>
            Word < other.End && other.Word < End && (Stores || other.Stores) && (Operation.Plain || other.Operation.Plain);
    }

    private readonly struct Visitor(RaceSearch search, Frontier next, int parent) : ITransitionVisitor
    {
        public List<Move> Moves { get; } = [];

        public void Visit(ReadOnlySpan<uint> state, ulong fingerprint, Move move, ulong violations)
        {
            Moves.Add(move);
            search.Reach(next, state, fingerprint, parent, move);
        }
    }
}

/// <summary>What a search for data races found.</summary>
/// <param name="Complete">Whether every reachable state was examined.</param>
/// <param name="States">States examined.</param>
/// <param name="Races">The races: each pair of places in the source once.</param>
public sealed record RaceReport(bool Complete, long States, IReadOnlyList<DataRace> Races);

/// <summary>Two conflicting accesses that nothing orders, at least one of them plain.</summary>
/// <param name="Cell">The name of the cell, in the execution found.</param>
/// <param name="One">One access.</param>
/// <param name="Other">The other.</param>
/// <param name="Execution">A shortest execution after which both are next.</param>
public sealed record DataRace(string Cell, RacingAccess One, RacingAccess Other, IReadOnlyList<Move> Execution);

/// <summary>An access that races.</summary>
/// <param name="Site">Where it stands.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Plain">Not marked: a compiler may tear, repeat or move it.</param>
public sealed record RacingAccess(OperationSite Site, OperationKind Kind, bool Plain);
