using Interleave.Exploration;

namespace Interleave.Walking;

/// <summary>Walks through the state graph of a model, a state at a time, without exploring it. Threads may share one.</summary>
public sealed class Walker
{
    private readonly TransitionSystem own;
    private readonly Lock walking = new();

    /// <summary>Starts all processes up to their first operation.</summary>
    /// <exception cref="ModelException">The model breaks a rule of the engine.</exception>
    public Walker(Model model)
    {
        System = new TransitionSystem(model);
        own = System.Share();
        Start = new Position(System.Initial, Fingerprint.Of(System.Initial));
    }

    /// <summary>The model.</summary>
    public Model Model => System.Model;

    /// <summary>The state before the first move.</summary>
    public Position Start { get; }

    /// <summary>The state graph, for a search that goes on beside the walks.</summary>
    internal TransitionSystem System { get; }

    /// <summary>What can happen in a state.</summary>
    public Ways From(Position position)
    {
        lock (walking)
        {
            var visitor = new Collector(this, []);
            var outlook = own.Expand(position.State, position.Fingerprint, ref visitor);
            IReadOnlyList<string> atEnd = outlook switch
            {
                Outlook.MayEnd => NamesOf(own.AtEnd(position.State)),
                Outlook.Stuck => NamesOf(own.AtStuck(position.State)),
                _ => [],
            };
            return new Ways(visitor.Found, outlook != Outlook.Continues, atEnd);
        }
    }

    /// <summary>An execution with what it takes, as the witness of what it violates.</summary>
    /// <param name="moves">Its moves, each of them possible where it stands.</param>
    public Witness WitnessOf(IReadOnlyList<Move> moves)
    {
        var cost = default(PathCost);
        var last = PathCost.Nobody;
        var here = Start;
        foreach (var move in moves)
        {
            var ways = From(here).All;
            var unit = last;
            var lastCanGoOn = ways.Any(way => !way.Move.IsStrike && own.UnitOf(here.State, way.Move) == unit);
            cost = cost.After(own, here.State, move, last, lastCanGoOn);
            last = own.UnitOf(here.State, move);
            here = ways.First(way => way.Move == move).Next;
        }

        return new Witness(moves, cost.Preemptions, cost.Interrupts, cost.Failures);
    }

    /// <summary>The names of invariants, from their bits.</summary>
    internal IReadOnlyList<string> NamesOf(ulong violations) => violations == 0 ? [] : [.. System.Invariants.Names.Where((_, bit) => (violations >> bit & 1) != 0)];

    private readonly struct Collector(Walker walker, List<Way> found) : ITransitionVisitor
    {
        public List<Way> Found => found;

        public void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations) =>
            found.Add(new Way(move, new Position(next.ToArray(), fingerprint), walker.NamesOf(violations)));
    }
}
