using Interleave.Automata;

namespace Interleave.Exploration.Reduced;

/// <summary>What the next steps of a process depend on.</summary>
internal sealed partial class PersistentSets
{
    /// <summary>The processes that may still do something that a step of a process depends on.</summary>
    private ulong Dependent(int index)
    {
        ref var process = ref processes[index];
        ReadsOf(index, process.Read);
        var dependent = 0UL;
        for (var other = 0; other < count; other++)
        {
            if (other != index && processes[other].Local != LocalAutomata.Finished && (!processes[other].Idle || processes[other].MayStrike)
                && (DependOnRunning(index, other) || DependOnCells(index, other) || DependOnEvents(index, other)))
            {
                dependent |= 1UL << other;
            }
        }

        return dependent;
    }

    /// <summary>What the transitions of a process that can step read, and what decides that they are possible.</summary>
    private void ReadsOf(int index, WordSet reads)
    {
        ref readonly var process = ref processes[index];
        ref readonly var row = ref system.Rows[index];
        var operation = system.Automata.Operations[process.Local];
        reads.Clear();
        if (operation.Word >= 0 && (operation.Stride == 0 || process.Processor >= 0))
        {
            var word = operation.Word + (operation.Stride * Math.Max(process.Processor, 0));
            reads.Add(word);
            if (operation.Wide)
            {
                reads.Add(word + 1);
            }

            if (system.FreedWords[word] >= 0)
            {
                reads.Add(system.FreedWords[word]);
            }
        }

        if (row.Kind is ProcessKind.Handler or ProcessKind.ThreadHandler && process.Idle)
        {
            reads.Add(row.BudgetWord);
            if (process.Processor >= 0 && ReadsMask(in row, system.Processors[process.Processor].MaskWord))
            {
                reads.Add(system.Processors[process.Processor].MaskWord);
            }

            if (row.NeedsOccupant)
            {
                reads.Add(system.Processors[process.Processor].OccupantWord);
            }
        }

        if (threadNumber[index] >= 0)
        {
            if (!process.IsAnywhere)
            {
                reads.Add(row.PlaceWord);
            }

            if (process.Processor < 0)
            {
                reads.Add(system.Threads[threadNumber[index]].RunnableWord);
                for (var processor = 0; processor < system.Processors.Length; processor++)
                {
                    if ((everywhere[index] >> processor & 1) != 0)
                    {
                        reads.Add(system.Processors[processor].OccupantWord);
                    }
                }
            }
        }
    }

    private bool ReadsMask(in ProcessRow row, int mask) => row.MaskedFrom != uint.MaxValue || !futures.IsBelowMaximum(mask);

    private bool DependOnCells(int index, int other)
    {
        ref readonly var process = ref processes[index];
        var footprint = FootprintOf(other);
        return process.Written.Overlaps(footprint.Writes) || process.Written.Overlaps(footprint.Reads)
            || process.Read.Overlaps(footprint.Writes) || ChangesMaskFor(index, other);
    }

    /// <summary>Whether a step of a process masks or unmasks a handler.</summary>
    private bool ChangesMaskFor(int index, int other)
    {
        ref readonly var row = ref system.Rows[other];
        if (row.Kind is not (ProcessKind.Handler or ProcessKind.ThreadHandler) || !processes[other].MayStrike)
        {
            return false;
        }

        for (var processor = 0; processor < system.Processors.Length; processor++)
        {
            var mask = system.Processors[processor].MaskWord;
            if ((everywhere[other] >> processor & 1) != 0 && processes[index].Written.Contains(mask))
            {
                // Nobody else writes the mask meanwhile, so what counts is on which side of the handler's limit the step
                // finds it and leaves it. Several transitions of one step differ in their choices, not in the mask.
                if (Crosses(index, mask, row.MaskedFrom))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool Crosses(int index, int mask, uint limit)
    {
        ref readonly var operation = ref system.Automata.Operations[processes[index].Local];
        return !operation.Stores(state[mask], out var stored) || operation.Wide || (state[mask] < limit) != ((uint)stored < limit);
    }

    private bool DependOnEvents(int index, int other)
    {
        foreach (var list in processes[index].Emitted)
        {
            if (events.AnyDependent(list, FootprintOf(other).Events))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a step of a process that can step, and what another may do, decide who of them runs.</summary>
    private bool DependOnRunning(int index, int other)
    {
        ref readonly var process = ref processes[index];
        ref readonly var second = ref processes[other];
        if (process.Processor < 0 || second.Processor != process.Processor)
        {
            return false;
        }

        if (second.Rank > process.Rank)
        {
            // It can strike on top. The step can come first if the block as a whole does not mind; see the remarks.
            var footprint = FootprintOf(other);
            return (footprint.Blocks && !process.IsQuiet) || (footprint.Leaves && !process.IsAnywhere);
        }

        // A strike holds everything below, and everything below may go on before it.
        return process.Idle;
    }
}
