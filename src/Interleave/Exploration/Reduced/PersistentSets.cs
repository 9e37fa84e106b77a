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
/// the strike to the return, touches nothing that the process's step depends on, the step can move before the block. So can
/// it move before an urgent handler's block, whoever lets that one strike.</para>
/// <para>A block that may have to wait, or that takes the thread off its processor, can get an execution stuck halfway, and the
/// step would not be part of it. With the step, it gets stuck in the same place. That is judged the same if the step is
/// quiet: it emits nothing, and its process could not go on from there either. A thread that is taken off may come back
/// elsewhere, so that its step must not depend on the processor (<see cref="Process.IsAnywhere"/>). The states that executions
/// get stuck in are not all found in this way; <see cref="KeepsEnds"/> is for those who want them.</para>
/// <para>An execution may end where no process can step although handlers might still strike. Ending is a transition too:
/// it depends on every one that has to be taken before an end. So a persistent set has one of these, or is not used.</para>
/// </remarks>
internal sealed partial class PersistentSets
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

    /// <summary>Every state in which an execution may end or is stuck is to be found, not only one with the same judgement.</summary>
    public bool KeepsEnds { get; set; }

    /// <summary>Whether everything holds that the current pass has relied on, which has come to its end.</summary>
    public bool Verify() => !futures.Outgrown & events.Verify();

    /// <summary>Starts a pass over the states that has relied on nothing yet.</summary>
    public void BeginPass()
    {
        futures.BeginPass();
        events.BeginPass();
    }

    /// <summary>Leaves out the monitors of invariants that are known to be violated.</summary>
    public void Settle(ulong violations) => events.Settle(violations);

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
            process.IsQuiet = !KeepsEnds && move.Kind == MoveKind.Step;
            process.IsAnywhere = process.IsQuiet && IsOfNoProcessor(move.Process);
        }

        process.Transitions++;
        process.IsQuiet &= system.EmittedEvents == 0 && StaysWhereItIs(move.Process, next[system.Locals + move.Process]);
        process.IsAnywhere &= process.IsQuiet;
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

    /// <summary>Whether the step of a thread that is on a processor would be the same on any other.</summary>
    private bool IsOfNoProcessor(int index)
    {
        ref readonly var operation = ref system.Automata.Operations[state[system.Locals + index]];
        return threadNumber[index] >= 0 && state[system.Rows[index].PlaceWord] != 0
            && operation.Stride == 0 && operation.Kind is not (OperationKind.ProcessorIndex or OperationKind.Leave);
    }

    /// <summary>Whether a process that has come to a local state still needs its processor.</summary>
    private bool StaysWhereItIs(int index, uint local) =>
        local != LocalAutomata.Finished && local != system.Rows[index].Idle && !system.Automata.Operations[local].Away;

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

        /// <summary>Its step emits nothing and leaves it where it has to wait for the same things as before.</summary>
        public bool IsQuiet;

        /// <summary>Besides, the step is that of a thread and would be the same on another processor.</summary>
        public bool IsAnywhere;
        public ulong? Needs;
        public Footprint? Footprint;

        public WordSet Written { get; } = new(words);

        public WordSet Read { get; } = new(words);

        public List<int> Emitted { get; } = [];
    }
}
