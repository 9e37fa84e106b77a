using Interleave.Exploration;

namespace Interleave.Sampling;

/// <summary>Partial-order sampling: each process has a random priority for the step that it has pending. Once a step was made,
/// its process draws anew, and so does every process whose pending step races with it.</summary>
internal sealed class PosStrategy(TransitionSystem system) : ISamplingStrategy
{
    private readonly ulong[] priorities = new ulong[system.Rows.Length];

    public void Begin(ref SampleRandom random)
    {
        foreach (ref var priority in priorities.AsSpan())
        {
            priority = random.Next();
        }
    }

    public int Choose(ReadOnlySpan<uint> state, ReadOnlySpan<int> candidates, ref SampleRandom random)
    {
        var best = candidates[0];
        foreach (var candidate in candidates)
        {
            best = priorities[candidate] > priorities[best] ? candidate : best;
        }

        return best;
    }

    public void Executed(ReadOnlySpan<uint> state, Move move, int step, ref SampleRandom random)
    {
        priorities[move.Process] = random.Next();
        if (PendingAccess.Of(system, state, move.Process) is not { } made)
        {
            return;
        }

        for (var process = 0; process < priorities.Length; process++)
        {
            if (process != move.Process && PendingAccess.Of(system, state, process) is { } pending && made.ConflictsWith(pending))
            {
                priorities[process] = random.Next();
            }
        }
    }

    public void Spins(int process) => priorities[process] = 0;

    /// <summary>The words that the next operation of a process accesses.</summary>
    private readonly record struct PendingAccess(int First, int End, bool Stores)
    {
        public bool ConflictsWith(PendingAccess other) => First < other.End && other.First < End && (Stores || other.Stores);

        public static PendingAccess? Of(TransitionSystem system, ReadOnlySpan<uint> state, int process)
        {
            var local = state[system.Locals + process];
            ref readonly var operation = ref system.Automata.Operations[local];
            if (local == Automata.LocalAutomata.Finished || operation.Word < 0)
            {
                return null;
            }

            var word = operation.Word;
            if (operation.Stride != 0)
            {
                var processor = system.UnitOf(state, new Move(MoveKind.Step, process, -1));
                if (processor >= system.Processors.Length)
                {
                    return null;
                }

                word += operation.Stride * processor;
            }

            var stores = operation.Kind is not (OperationKind.Read or OperationKind.WaitEqual or OperationKind.WaitNotEqual);
            return new PendingAccess(word, word + (operation.Wide ? 2 : 1), stores);
        }
    }
}
