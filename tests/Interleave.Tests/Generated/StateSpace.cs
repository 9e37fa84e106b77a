using System.Runtime.InteropServices;
using Interleave.Exploration;

namespace Interleave.Tests.Generated;

/// <summary>The states of a model, gathered from <see cref="TransitionSystem"/> with whole vectors for a visited set.</summary>
internal sealed class StateSpace
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<uint[]> all = [];

    private StateSpace(TransitionSystem system) => System = system;

    public TransitionSystem System { get; }

    public IReadOnlyList<uint[]> All => all;

    public int States => all.Count;

    public long Transitions { get; private set; }

    /// <summary>The states in which an execution may end.</summary>
    public List<uint[]> Endings { get; } = [];

    public static StateSpace Of(Model model)
    {
        var space = new StateSpace(new TransitionSystem(model));
        var queue = new Queue<uint[]>();
        space.Enqueue(space.System.Initial, queue);
        while (queue.TryDequeue(out var state))
        {
            var (successors, outlook) = Expand(space.System, state);
            if (outlook != Outlook.Continues)
            {
                space.Endings.Add(state);
            }

            space.Transitions += successors.Count;
            foreach (var successor in successors)
            {
                space.Enqueue(successor.State, queue);
            }
        }

        return space;
    }

    /// <summary>The transitions out of a state. Checks that each fingerprint is that of the state reached.</summary>
    public static (List<Successor> Successors, Outlook Outlook) Expand(TransitionSystem system, uint[] state)
    {
        var visitor = new Collector([]);
        var outlook = system.Expand(state, Fingerprint.Of(state), ref visitor);
        return (visitor.Found, outlook);
    }

    public int NumberOf(uint[] state) => numbers[Key(state)];

    private static string Key(uint[] state) => new(MemoryMarshal.Cast<uint, char>(state));

    private void Enqueue(uint[] state, Queue<uint[]> queue)
    {
        if (numbers.TryAdd(Key(state), all.Count))
        {
            all.Add(state);
            queue.Enqueue(state);
        }
    }

    internal sealed record Successor(Move Move, uint[] State, ulong Violations);

    private readonly struct Collector(List<Successor> found) : ITransitionVisitor
    {
        public List<Successor> Found => found;

        public void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations)
        {
            Assert.Equal(Fingerprint.Of(next), fingerprint);
            found.Add(new Successor(move, next.ToArray(), violations));
        }
    }
}
