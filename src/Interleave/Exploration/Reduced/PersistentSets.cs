using System.Numerics;
using Interleave.Automata;

namespace Interleave.Exploration.Reduced;

/// <summary>
/// Chooses, in each state, some processes whose transitions are enough: a persistent set (Godefroid 1996), computed as a
/// stubborn set of processes (Valmari 1991). It is closed under two rules. A process that can step needs every process
/// that may still do something its step depends on. A process that cannot needs some that have to move before it can.
/// Then no execution of the others ever does something that depends on the chosen transitions, and these can come first.
/// </summary>
/// <remarks>
/// <para>Dependence is on cells, on what decides who may run (occupants, masks, budgets), and on events that do not commute
/// in some monitor. So every execution has an equivalent one in the reduced graph, with the same results of operations, the
/// same events and the same judgements, if no transition is ignored for ever (see <see cref="ReducedSearch"/>).</para>
/// <para>A handler that may strike on top of a process disables it, and yet they can be independent: when its whole block, from
/// the strike to the return, touches nothing that the process's step depends on, the step can move before the block. A
/// block that may have to wait is not moved: with it, an execution may get stuck halfway, and the step would not be part of
/// it.</para>
/// <para>An execution may end where no process can step although handlers might still strike. Ending is a transition too:
/// it depends on every one that has to be taken before an end. So a persistent set has one of these, or is not used.</para>
/// </remarks>
internal sealed class PersistentSets
{
    /// <summary>Processes are bits of a word; a model with more of them is not reduced.</summary>
    public const int MaxProcesses = 64;

    private const int HandlerRank = 32;

    private readonly TransitionSystem system;
    private readonly FootprintTable table;
    private readonly FutureFootprints futures;
    private readonly EventDependence events;
    private readonly int count;
    private readonly Process[] processes;
    private readonly uint[] everywhere;
    private readonly int[] threadNumber;

    private uint[] state = [];
    private ulong enabled;
    private ulong mandatory;

    /// <summary>Prepares the choice of persistent sets.</summary>
    /// <param name="system">The states and transitions.</param>
    /// <param name="distort">For tests: changes what an operation counts as in a footprint.</param>
    public PersistentSets(TransitionSystem system, Action<Future, Operation>? distort = null)
    {
        this.system = system;
        futures = new FutureFootprints(system.Automata, distort);
        table = new FootprintTable(system, futures);
        events = new EventDependence(system);
        count = system.Rows.Length;
        processes = [.. Enumerable.Range(0, count).Select(_ => new Process(system.Model.CellWords))];
        everywhere = new uint[count];
        threadNumber = new int[count];
        for (var i = 0; i < count; i++)
        {
            ref readonly var row = ref system.Rows[i];
            threadNumber[i] = -1;
            if (row.Kind is ProcessKind.Pinned or ProcessKind.Handler)
            {
                everywhere[i] = 1u << row.Processor;
            }

            for (var number = 0; number < system.Threads.Length && row.Kind is ProcessKind.Thread or ProcessKind.ThreadHandler; number++)
            {
                if (system.Threads[number].PlaceWord == row.PlaceWord)
                {
                    var place = system.Initial[row.PlaceWord];
                    threadNumber[i] = number;
                    everywhere[i] = system.Threads[number].Allowed | (place == 0 ? 0 : 1u << ((int)place - 1));
                }
            }
        }
    }

    /// <summary>Whether everything holds that the current pass has relied on, which has come to its end.</summary>
    public bool Verify() => !futures.Outgrown & events.Verify();

    /// <summary>Starts a pass over the states that has relied on nothing yet.</summary>
    public void BeginPass()
    {
        futures.BeginPass();
        events.BeginPass();
    }

    /// <summary>Starts with a state; its transitions follow.</summary>
    public void Begin(ReadOnlySpan<uint> at)
    {
        if (state.Length == 0)
        {
            state = new uint[at.Length];
        }

        at.CopyTo(state);
        enabled = 0;
    }

    /// <summary>Takes a transition of the state; to be called while it is visited.</summary>
    public void Add(ReadOnlySpan<uint> next, Move move)
    {
        ref var process = ref processes[move.Process];
        var bit = 1UL << move.Process;
        if ((enabled & bit) == 0)
        {
            enabled |= bit;
            process.Transitions = 0;
            process.Written.Clear();
            process.Emitted.Clear();
        }

        process.Transitions++;
        foreach (var (word, _) in system.Changes)
        {
            if (word < system.Locals && next[word] != state[word])
            {
                process.Written.Add(word);
            }
        }

        if (system.EmittedEvents != 0 && !process.Emitted.Contains(system.EmittedEvents))
        {
            process.Emitted.Add(system.EmittedEvents);
        }
    }

    /// <summary>The processes whose transitions are enough in the state, a bit each; all ones when that is everybody.</summary>
    public ulong Choose()
    {
        futures.Update();
        events.Update();
        Classify();
        var best = ulong.MaxValue;
        var fewest = TransitionsOf(enabled);
        for (var starts = enabled & mandatory; starts != 0 && fewest > 1; starts &= starts - 1)
        {
            var set = Close(starts & (~starts + 1), fewest);
            if (set != ulong.MaxValue && TransitionsOf(set & enabled) is var transitions && transitions < fewest)
            {
                (best, fewest) = (set, transitions);
            }
        }

        if (best != ulong.MaxValue)
        {
            RelyOnFutures();
        }

        return best;
    }

    private int TransitionsOf(ulong set)
    {
        var sum = 0;
        for (; set != 0; set &= set - 1)
        {
            sum += processes[BitOperations.TrailingZeroCount(set)].Transitions;
        }

        return sum;
    }

    /// <summary>The smallest closed set with a process, or all ones when it has too many transitions to be of use.</summary>
    private ulong Close(ulong set, int limit)
    {
        for (var open = set; open != 0;)
        {
            var index = BitOperations.TrailingZeroCount(open);
            open &= open - 1;
            var added = Needs(index) & ~set;
            set |= added;
            open |= added;
            if (added != 0 && TransitionsOf(set & enabled) >= limit)
            {
                return ulong.MaxValue;
            }
        }

        return set;
    }

    private void Classify()
    {
        mandatory = 0;
        for (var i = 0; i < count; i++)
        {
            ref var process = ref processes[i];
            ref readonly var row = ref system.Rows[i];
            process.Local = state[system.Locals + i];
            process.Needs = null;
            process.Footprint = null;
            process.Idle = process.Local != LocalAutomata.Finished && process.Local == row.Idle;
            process.MayStrike = row.Kind is ProcessKind.Handler or ProcessKind.ThreadHandler && process.Local != LocalAutomata.Finished
                && (state[row.BudgetWord] != 0 || !futures.IsNeverRaised(row.BudgetWord));
            process.Processor = row.Kind switch
            {
                ProcessKind.Thread or ProcessKind.ThreadHandler => (int)state[row.PlaceWord] - 1,
                _ => row.Processor,
            };
            process.Rank = row.Kind switch
            {
                ProcessKind.Handler => HandlerRank + row.Level,
                ProcessKind.ThreadHandler => row.Level,
                _ => 0,
            };
            if (!process.Idle || row.Urgent || (row.MustStrike && state[row.BudgetWord] != 0))
            {
                mandatory |= 1UL << i;
            }
        }
    }

    /// <summary>What a process may still do.</summary>
    private Footprint FootprintOf(int index)
    {
        ref var process = ref processes[index];
        return process.Footprint ??= table.Of(index, process.Local, ProcessorsOf(index), process.MayStrike);
    }

    /// <summary>Where a process may still run. A placed thread stays where it is unless something can take it off.</summary>
    private uint ProcessorsOf(int index)
    {
        var place = processes[index].Processor;
        if (threadNumber[index] < 0 || place < 0)
        {
            return everywhere[index];
        }

        for (var other = 0; other < count; other++)
        {
            ref readonly var process = ref processes[other];
            if (threadNumber[other] == threadNumber[index] && process.Local != LocalAutomata.Finished
                && ((!process.Idle && futures[process.Local].Leaves)
                    || (process.MayStrike && (futures[system.Rows[other].Idle].Leaves || futures[system.Rows[other].Entered].Leaves))))
            {
                return everywhere[index];
            }
        }

        return 1u << place;
    }

    private ulong Needs(int index)
    {
        ref var process = ref processes[index];
        return process.Needs ??= (enabled >> index & 1) != 0 ? Dependent(index) : new EnablingSets(this).Of(index);
    }

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
            reads.Add(row.PlaceWord);
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

        table.AddUrgent(reads, process.Processor < 0 ? 0 : 1u << process.Processor);
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
                if (row.MaskedFrom == uint.MaxValue ? !futures.IsBelowMaximum(mask) : Crosses(index, mask, row.MaskedFrom))
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
            return footprint.Blocks || footprint.Leaves || system.Rows[other].Urgent;
        }

        // A strike holds everything below, and everything below may go on before it.
        return process.Idle;
    }

    private void RelyOnFutures()
    {
        for (var i = 0; i < count; i++)
        {
            ref readonly var row = ref system.Rows[i];
            futures[processes[i].Local].ReliedOn = true;
            if (row.Idle != 0)
            {
                futures[row.Idle].ReliedOn = true;
                futures[row.Entered].ReliedOn = true;
            }
        }
    }

    /// <summary>What the current state says of a process.</summary>
    private struct Process(int words)
    {
        public uint Local;
        public bool Idle;
        public bool MayStrike;
        public int Processor;
        public int Rank;
        public int Transitions;
        public ulong? Needs;
        public Footprint? Footprint;

        public WordSet Written { get; } = new(words);

        public WordSet Read { get; } = new(words);

        public List<int> Emitted { get; } = [];
    }

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

        /// <summary>What has to move before urgent handlers hold a processor no more; null when they do not.</summary>
        private ulong? Held(int processor)
        {
            for (var other = 0; other < sets.count; other++)
            {
                ref readonly var row = ref sets.system.Rows[other];
                if (row.Urgent && row.Processor == processor && (sets.enabled >> other & 1) != 0 && sets.processes[other].Idle)
                {
                    ref readonly var here = ref sets.system.Processors[processor];
                    return (1UL << other) | Writers(-1, here.MaskWord) | Writers(-1, here.OccupantWord) | Writers(-1, row.BudgetWord);
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
