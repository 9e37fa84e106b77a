using System.Numerics;
using Interleave.Automata;

namespace Interleave.Exploration.Reduced;

/// <summary>What a process waits for that cannot step.</summary>
internal sealed partial class PersistentSets
{
    /// <summary>Finds, for a process that cannot step, others of which one has to move before it can.</summary>
    private readonly ref struct EnablingSets(PersistentSets sets)
    {
        private readonly ReadOnlySpan<uint> state = sets.state;

        public ulong Of(int index)
        {
            ref readonly var process = ref sets.processes[index];
            ref readonly var row = ref sets.system.Rows[index];
            if (process.Local == LocalAutomata.Finished)
            {
                return 0;
            }

            return row.Kind switch
            {
                ProcessKind.Free => Waiting(index),
                ProcessKind.Pinned => OnProcessor(index, process.Processor),
                ProcessKind.Handler => Handler(index),
                ProcessKind.Thread => Thread(index),
                _ => ThreadHandler(index),
            };
        }

        private ulong Handler(int index)
        {
            ref readonly var process = ref sets.processes[index];
            ref readonly var row = ref sets.system.Rows[index];
            ref readonly var here = ref sets.system.Processors[process.Processor];
            var active = state[here.ActiveWord];
            if (!process.Idle)
            {
                return active >> row.Level > 1 ? Top(process.Processor) : Held(process.Processor) ?? Waiting(index);
            }

            if (active >> row.Level != 0)
            {
                return Top(process.Processor);
            }

            if (state[row.BudgetWord] == 0)
            {
                return Raisers(index, row.BudgetWord);
            }

            return state[here.MaskWord] >= row.MaskedFrom ? Writers(index, here.MaskWord)
                : row.NeedsOccupant && state[here.OccupantWord] == 0 ? Writers(index, here.OccupantWord)
                : ulong.MaxValue;
        }

        private ulong Thread(int index)
        {
            ref readonly var process = ref sets.processes[index];
            ref readonly var row = ref sets.system.Rows[index];
            var away = sets.system.Automata.Operations[process.Local].Away;
            if (process.Processor >= 0)
            {
                return away ? Writers(index, row.PlaceWord)
                    : state[sets.system.Processors[process.Processor].ActiveWord] == 0 && state[row.ThreadActiveWord] != 0 ? TopOfThread(index)
                    : OnProcessor(index, process.Processor);
            }

            var alone = !away ? 0 : state[row.ThreadActiveWord] != 0 ? TopOfThread(index) : Waiting(index);
            return alone | Placement(index);
        }

        private ulong ThreadHandler(int index)
        {
            ref readonly var process = ref sets.processes[index];
            ref readonly var row = ref sets.system.Rows[index];
            var away = sets.system.Automata.Operations[process.Local].Away;
            var above = state[row.ThreadActiveWord];
            if (process.Processor < 0)
            {
                // Only the thread's placement helps, unless the operation is one for a thread that is away.
                return process.Idle || !away ? Writers(index, row.PlaceWord)
                    : above >> row.Level > 1 ? TopOfThread(index)
                    : Waiting(index);
            }

            if (away)
            {
                return Writers(index, row.PlaceWord);
            }

            if (state[sets.system.Processors[process.Processor].ActiveWord] != 0)
            {
                return Top(process.Processor);
            }

            if (!process.Idle)
            {
                return above >> row.Level > 1 ? TopOfThread(index) : Held(process.Processor) ?? Waiting(index);
            }

            if (above >> row.Level != 0)
            {
                return TopOfThread(index);
            }

            return state[row.BudgetWord] == 0 ? Raisers(index, row.BudgetWord)
                : state[sets.system.Processors[process.Processor].MaskWord] >= row.MaskedFrom ? Writers(index, sets.system.Processors[process.Processor].MaskWord)
                : Held(process.Processor) ?? ulong.MaxValue;
        }

        /// <summary>A thread that is on no processor waits to be placed on any that it may run on.</summary>
        private ulong Placement(int index)
        {
            ref readonly var thread = ref sets.system.Threads[sets.threadNumber[index]];
            if (state[thread.RunnableWord] == 0)
            {
                return Writers(index, thread.RunnableWord);
            }

            var needed = 0UL;
            for (var processor = 0; processor < sets.system.Processors.Length; processor++)
            {
                ref readonly var here = ref sets.system.Processors[processor];
                if ((thread.Allowed >> processor & 1) == 0)
                {
                    continue;
                }

                needed |= state[here.OccupantWord] != 0 ? Writers(index, here.OccupantWord)
                    : state[here.ActiveWord] != 0 ? Top(processor)
                    : ulong.MaxValue;
            }

            return needed;
        }

        /// <summary>A process at the lowest level of a processor waits for handlers, or at its operation.</summary>
        private ulong OnProcessor(int index, int processor) =>
            state[sets.system.Processors[processor].ActiveWord] != 0 ? Top(processor) : Held(processor) ?? Waiting(index);

        /// <summary>The handler that runs on a processor: everything below waits for it.</summary>
        private ulong Top(int processor)
        {
            var level = 31 - BitOperations.LeadingZeroCount(state[sets.system.Processors[processor].ActiveWord]);
            for (var other = 0; other < sets.count; other++)
            {
                ref readonly var row = ref sets.system.Rows[other];
                if (row.Kind == ProcessKind.Handler && row.Processor == processor && row.Level == level && !sets.processes[other].Idle)
                {
                    return 1UL << other;
                }
            }

            return ulong.MaxValue;
        }

        private ulong TopOfThread(int index)
        {
            var level = 31 - BitOperations.LeadingZeroCount(state[sets.system.Rows[index].ThreadActiveWord]);
            for (var other = 0; other < sets.count; other++)
            {
                ref readonly var row = ref sets.system.Rows[other];
                if (row.Kind == ProcessKind.ThreadHandler && sets.threadNumber[other] == sets.threadNumber[index] && row.Level == level && !sets.processes[other].Idle)
                {
                    return 1UL << other;
                }
            }

            return ulong.MaxValue;
        }

        /// <summary>An urgent handler that holds a processor; null when none does. It can strike, so whoever could mask it is among those that its
        /// own step depends on.</summary>
        private ulong? Held(int processor)
        {
            for (var other = 0; other < sets.count; other++)
            {
                ref readonly var row = ref sets.system.Rows[other];
                if (row.Urgent && row.Processor == processor && (sets.enabled >> other & 1) != 0 && sets.processes[other].Idle)
                {
                    return 1UL << other;
                }
            }

            return null;
        }

        /// <summary>Who may write the cell that an operation waits for.</summary>
        private ulong Waiting(int index)
        {
            ref readonly var process = ref sets.processes[index];
            ref readonly var operation = ref sets.system.Automata.Operations[process.Local];
            if (operation.Word < 0 || operation.Kind >= OperationKind.Choose)
            {
                return ulong.MaxValue;
            }

            var word = operation.Word + (operation.Stride * Math.Max(process.Processor, 0));
            return Writers(index, word) | (operation.Wide ? Writers(index, word + 1) : 0);
        }

        private ulong Writers(int except, int word)
        {
            var writers = 0UL;
            for (var other = 0; other < sets.count; other++)
            {
                writers |= other != except && sets.FootprintOf(other).Writes.Contains(word) ? 1UL << other : 0;
            }

            return writers;
        }

        private ulong Raisers(int except, int word)
        {
            var raisers = 0UL;
            for (var other = 0; other < sets.count; other++)
            {
                raisers |= other != except && sets.FootprintOf(other).Raises.Contains(word) ? 1UL << other : 0;
            }

            return raisers;
        }
    }
}
