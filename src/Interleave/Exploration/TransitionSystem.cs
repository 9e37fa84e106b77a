using System.Runtime.CompilerServices;
using Interleave.Automata;

namespace Interleave.Exploration;

/// <summary>Receives the transitions out of a state.</summary>
internal interface ITransitionVisitor
{
    /// <summary>One transition.</summary>
    /// <param name="next">The state it leads to; valid during the call only.</param>
    /// <param name="fingerprint">The fingerprint of <paramref name="next"/>.</param>
    /// <param name="move">Its name.</param>
    /// <param name="violations">The invariants that it violates.</param>
    void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations);
}

/// <summary>What is known of a state once its transitions have been visited.</summary>
internal enum Outlook
{
    /// <summary>Some process can step.</summary>
    Continues,

    /// <summary>An execution may end here: every process has finished or may wait. Handlers may still be able to strike.</summary>
    MayEnd,

    /// <summary>No process can step, and not every process has finished or may wait.</summary>
    Stuck,
}

/// <summary>What a unit of the system can do in a state; that of a state is what any of its units can do.</summary>
[Flags]
internal enum Ability : byte
{
    /// <summary>Nothing, and it need not.</summary>
    None,

    /// <summary>It can step, and that is not only something that the environment may do.</summary>
    Progress = 1,

    /// <summary>It has not finished and may not wait for ever.</summary>
    Unfinished = 2,
}

/// <summary>
/// The state graph of a model, computed on the fly. A state is a vector of words: all cells, then one local state per
/// process, then the state of the monitors. No C# code of a process runs here once its local transitions are known.
/// </summary>
internal sealed partial class TransitionSystem
{
    private readonly LocalAutomata automata;
    private readonly MonitorProduct monitors;
    private readonly ProcessRow[] rows;
    private readonly ProcessorRow[] processors;
    private readonly ThreadRow[] threads;
    private readonly int[] urgent;
    private readonly int[] freedWord;
    private readonly List<int> initialEvents = [];
    private readonly int locals;
    private readonly int monitorWord;

    private uint[] work;
    private (int Word, uint Value)[] undo = new (int, uint)[16];
    private int undoCount;
    private ulong fingerprint;
    private ulong baseFingerprint;
    private uint held;

    /// <summary>Starts the processes of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="fault">For tests: what is to be wrong.</param>
    public TransitionSystem(Model model, SearchFault fault = SearchFault.None)
    {
        Model = model;
        automata = new LocalAutomata(forgetsLocal: fault == SearchFault.StaleLocal);
        Invariants = new Invariants(model.Monitors);
        monitors = new MonitorProduct(model, automata);
        locals = model.CellWords;
        monitorWord = locals + model.Processes.Count;
        Width = monitorWord + 1;
        work = new uint[Width];
        Initial = new uint[Width];
        freedWord = new int[model.CellWords];
        foreach (var cell in model.Cells)
        {
            Initial[cell.Word] = cell.Initial;
            freedWord[cell.Word] = cell.Region is { } region ? region.Freed.Word : -1;
        }

        foreach (var (word, value) in model.InitialWords)
        {
            Initial[word] = value;
        }

        processors = [.. model.Processors.Select(processor => new ProcessorRow(processor.Active.Word, processor.Occupant.Word, processor.Mask.Word))];
        rows = new ProcessRow[model.Processes.Count];
        Initial[monitorWord] = monitors.Initial;
        foreach (var process in model.Processes)
        {
            rows[process.Index] = Start(process);
        }

        urgent = [.. model.Processes.Where(process => process is Handler { Urgent: true }).Select(process => process.Index)];
        threads = [.. model.Threads.Select(thread => new ThreadRow(thread.Index, thread.Place.Word, thread.Runnable.Word, thread.Allowed))];
    }

    /// <summary>The model.</summary>
    public Model Model { get; }

    /// <summary>Names and bits of the invariants.</summary>
    public Invariants Invariants { get; }

    /// <summary>Words of a state vector.</summary>
    public int Width { get; }

    /// <summary>The state before the first step.</summary>
    public uint[] Initial { get; }

    /// <summary>Violations that the processes commit before their first operation.</summary>
    public ulong InitialViolations { get; private set; }

    /// <summary>The local automata of the processes.</summary>
    public LocalAutomata Automata => automata;

    /// <summary>The monitors as one automaton.</summary>
    public MonitorProduct Monitors => monitors;

    /// <summary>What the system knows of each process, by its index.</summary>
    public ReadOnlySpan<ProcessRow> Rows => rows;

    /// <summary>The words of each processor.</summary>
    public ReadOnlySpan<ProcessorRow> Processors => processors;

    /// <summary>The words of each thread.</summary>
    public ReadOnlySpan<ThreadRow> Threads => threads;

    /// <summary>The position of the first local state in a state vector.</summary>
    public int Locals => locals;

    /// <summary>For each word of a cell the word that says that its memory was freed, or -1.</summary>
    public ReadOnlySpan<int> FreedWords => freedWord;

    /// <summary>While a transition is visited: the words that it has written, each with its old value.</summary>
    public ReadOnlySpan<(int Word, uint Value)> Changes => undo.AsSpan(0, undoCount);

    /// <summary>While a transition is visited: the number of the list of events that it emits.</summary>
    public int EmittedEvents { get; private set; }

    /// <summary>The numbers of the lists of events that processes emit before their first operation, in order.</summary>
    public IReadOnlyList<int> InitialEvents => initialEvents;

    /// <summary>Number of local states found so far.</summary>
    public int LocalStates => automata.Count;

    /// <summary>The scheduling points found so far: the operations of all processes, each source line once.</summary>
    public IReadOnlyList<SchedulingPoint> SchedulingPoints() =>
    [
        .. automata.Sites()
            .Select(found => new SchedulingPoint(found.Site.File, found.Site.Line, found.Site.Member, found.Operation.Kind, found.Site.Target))
            .Distinct()
            .OrderBy(point => point.File, StringComparer.Ordinal)
            .ThenBy(point => point.Line),
    ];

    /// <summary>Which invariants an execution violates by ending in <paramref name="state"/>.</summary>
    public ulong AtEnd(ReadOnlySpan<uint> state) => monitors.AtEnd(state[monitorWord]);

    /// <summary>Which invariants an execution violates when it cannot go on from <paramref name="state"/>.</summary>
    public ulong AtStuck(ReadOnlySpan<uint> state) => Invariants.Deadlock | monitors.AtStuck(state[monitorWord]);

    /// <summary>The state of the monitors in a state.</summary>
    public uint MonitorsIn(ReadOnlySpan<uint> state) => state[monitorWord];

    /// <summary>The invariants that only a search that keeps the graph can judge in full.</summary>
    public IReadOnlyList<string> JudgedByGraph => [EngineInvariants.Terminates, .. monitors.Liveness.Select(index => Model.Monitors[index].Invariant)];

    /// <summary>Where a move happens: the index of a processor, or beyond those one unit per free process.</summary>
    public int UnitOf(ReadOnlySpan<uint> state, Move move)
    {
        if (move.Kind == MoveKind.Place)
        {
            return move.Value;
        }

        ref readonly var row = ref rows[move.Process];
        return row.Kind switch
        {
            ProcessKind.Free => processors.Length + move.Process,
            ProcessKind.Pinned or ProcessKind.Handler => row.Processor,
            _ => state[row.PlaceWord] == 0 ? processors.Length + move.Process : (int)state[row.PlaceWord] - 1,
        };
    }

    /// <summary>What a move stands for if it is a choice of something else than the first alternative.</summary>
    public ChoiceKind ChoiceOf(ReadOnlySpan<uint> state, Move move) =>
        move.Kind != MoveKind.Place && move.Value > 0 ? (ChoiceKind)automata.Operations[state[locals + move.Process]].Operand : ChoiceKind.Free;

    /// <summary>The same system for use by another thread. The two share what they find out about processes and
    /// monitors.</summary>
    public TransitionSystem Share()
    {
        var other = (TransitionSystem)MemberwiseClone();
        other.work = new uint[Width];
        other.undo = new (int, uint)[undo.Length];
        other.undoCount = 0;
        return other;
    }

    /// <summary>Visits every transition out of <paramref name="state"/>.</summary>
    public Outlook Expand<TVisitor>(ReadOnlySpan<uint> state, ulong stateFingerprint, ref TVisitor visitor)
        where TVisitor : struct, ITransitionVisitor
    {
        Load(state, stateFingerprint);
        var ability = Ability.None;
        for (var unit = 0; unit < Units; unit++)
        {
            ability |= ExpandUnit(unit, ref visitor);
        }

        return OutlookOf(ability);
    }

    /// <summary>Number of units: the processes by their index, then for each processor the placement of each thread on it.</summary>
    public int Units => rows.Length + (processors.Length * threads.Length);

    /// <summary>What the abilities of all units of a state make of it.</summary>
    public static Outlook OutlookOf(Ability all) =>
        all.HasFlag(Ability.Progress) ? Outlook.Continues : !all.HasFlag(Ability.Unfinished) ? Outlook.MayEnd : Outlook.Stuck;

    /// <summary>Sets the state whose units are expanded next.</summary>
    public void Load(ReadOnlySpan<uint> state, ulong stateFingerprint)
    {
        state.CopyTo(work);
        fingerprint = baseFingerprint = stateFingerprint;
        undoCount = 0;
        held = urgent.Length > 0 ? ProcessorsHeld() : 0;
    }

    /// <summary>Visits the transitions of one unit out of the loaded state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Ability ExpandUnit<TVisitor>(int unit, ref TVisitor visitor)
        where TVisitor : struct, ITransitionVisitor
    {
        if (unit >= rows.Length)
        {
            return PlaceThread(ref visitor, (unit - rows.Length) / threads.Length, (unit - rows.Length) % threads.Length);
        }

        ref readonly var row = ref rows[unit];
        var local = work[locals + unit];
        if (local == LocalAutomata.Finished)
        {
            return Ability.None;
        }

        var idle = local == row.Idle;
        var mandatory = !idle || (row.MustStrike && work[row.BudgetWord] != 0);
        var ability = mandatory && !row.MayWait ? Ability.Unfinished : Ability.None;
        if (CanRun(in row, local, idle, out var processor) && (held == 0 || processor < 0 || (held >> processor & 1) == 0 || (idle && row.Kind == ProcessKind.Handler))
            && Execute(ref visitor, in row, unit, local, idle, processor) && (mandatory || row.Urgent))
        {
            ability |= Ability.Progress;
        }

        return ability;
    }

    private ProcessRow Start(Process process)
    {
        var local = automata.Start(process.Body, out var events);
        var row = new ProcessRow { Kind = process.Kind, Processor = process.Processor?.Index ?? -1, MayWait = process.MayWait };
        if (process is Handler handler)
        {
            if (local == LocalAutomata.Finished || events != 0)
            {
                throw new ModelException($"handler '{process.Name}' must begin with an operation: what comes before it would happen when the model is built, not when the handler strikes");
            }

            row.Idle = automata.Duplicate(local);
            row.Entered = local;
            row.Level = handler.Level;
            row.BudgetWord = handler.Budget.Word;
            row.MaskedFrom = handler.MaskedFrom;
            row.MustStrike = handler.MustStrike;
            row.Urgent = handler.Urgent;
            row.NeedsOccupant = process.Processor is { } on && Model.MayHaveThreads(on);
            local = row.Idle;
        }

        if (((process as Handler)?.Thread ?? process as ProcessThread) is { } thread)
        {
            row.PlaceWord = thread.Place.Word;
            row.ThreadActiveWord = thread.Active.Word;
        }

        if (local == LocalAutomata.Finished && row.Kind == ProcessKind.Thread && Initial[row.PlaceWord] != 0)
        {
            // It has nothing to do: it leaves its processor before the first step.
            Initial[processors[(int)Initial[row.PlaceWord] - 1].OccupantWord] = 0;
            Initial[row.PlaceWord] = 0;
        }

        Initial[locals + process.Index] = local;
        if (events != 0)
        {
            initialEvents.Add(events);
            Initial[monitorWord] = monitors.Step(Initial[monitorWord], events, out var violations);
            InitialViolations |= violations;
        }

        return row;
    }

    /// <summary>Whether the process is the one that runs where it is, or can strike there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool CanRun(in ProcessRow row, uint local, bool idle, out int processor)
    {
        processor = row.Processor;
        if (row.Kind == ProcessKind.Free)
        {
            return true;
        }

        return row.Kind == ProcessKind.Pinned ? work[processors[processor].ActiveWord] == 0 : CanRunScheduled(in row, local, idle, ref processor);
    }

    private bool CanRunScheduled(in ProcessRow row, uint local, bool idle, ref int processor)
    {
        if (row.Kind == ProcessKind.Handler)
        {
            ref readonly var here = ref processors[processor];
            var active = work[here.ActiveWord];
            return idle
                ? active >> row.Level == 0 && MayStrike(in row, in here) && (!row.NeedsOccupant || work[here.OccupantWord] != 0)
                : active >> row.Level == 1;
        }

        processor = (int)work[row.PlaceWord] - 1;
        var above = work[row.ThreadActiveWord];
        if (processor < 0)
        {
            return !idle && automata.Operations[local].Away && above >> row.Level == (row.Kind == ProcessKind.Thread ? 0 : 1);
        }

        if (work[processors[processor].ActiveWord] != 0 || automata.Operations[local].Away)
        {
            return false;
        }

        if (row.Kind == ProcessKind.Thread)
        {
            return above == 0;
        }

        return idle ? above >> row.Level == 0 && MayStrike(in row, in processors[processor]) : above >> row.Level == 1;
    }

    /// <summary>The processors where an urgent handler may strike, a bit each: what runs there is of a lower level and has
    /// to wait.</summary>
    private uint ProcessorsHeld()
    {
        var processorsHeld = 0u;
        foreach (var index in urgent)
        {
            ref readonly var row = ref rows[index];
            if (work[locals + index] == row.Idle && CanRun(in row, row.Idle, idle: true, out var processor))
            {
                processorsHeld |= 1u << processor;
            }
        }

        return processorsHeld;
    }

    private bool MayStrike(in ProcessRow row, in ProcessorRow here) =>
        work[row.BudgetWord] != 0 && work[here.MaskWord] < row.MaskedFrom;

    /// <summary>Executes the next operation of a process that can run; false when it has to wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Execute<TVisitor>(ref TVisitor visitor, in ProcessRow row, int index, uint local, bool idle, int processor)
        where TVisitor : struct, ITransitionVisitor
    {
        ref readonly var operation = ref automata.Operations[local];
        if (operation.Kind >= OperationKind.Choose)
        {
            return ExecuteSpecial(ref visitor, in row, index, local, idle, processor, in operation);
        }

        if (idle)
        {
            // First the strike, then the operation: it may access the handler's own budget.
            Enter(in row);
        }

        var word = operation.Stride == 0 ? operation.Word : Address(in operation, processor, index);
        ulong value = operation.Wide ? work[word] | ((ulong)work[word + 1] << 32) : work[word];
        if (!operation.IsEnabled(value))
        {
            if (idle)
            {
                Set(locals + index, row.Entered);
                EmittedEvents = 0;
                Commit(ref visitor, new Move(MoveKind.StrikeWaiting, index, -1), 0);
                return true;
            }

            return false;
        }

        var violations = 0UL;
        if (freedWord[word] >= 0 && work[freedWord[word]] != 0)
        {
            violations |= Invariants.FreedAccess;
        }

        ulong result = 0;
        if (operation.ReturnsValue)
        {
            result = value;
            if ((uint)value == Model.Uninitialised || value >> 32 == Model.Uninitialised)
            {
                violations |= Invariants.UninitialisedRead;
            }
        }

        if (operation.Stores(value, out var stored))
        {
            Set(word, (uint)stored);
            if (operation.Wide)
            {
                Set(word + 1, (uint)(stored >> 32));
            }
        }

        Advance(ref visitor, in row, index, local, result, processor, new Move(idle ? MoveKind.Strike : MoveKind.Step, index, -1), violations);
        return true;
    }

    private bool ExecuteSpecial<TVisitor>(ref TVisitor visitor, in ProcessRow row, int index, uint local, bool idle, int processor, in Operation operation)
        where TVisitor : struct, ITransitionVisitor
    {
        var kind = idle ? MoveKind.Strike : MoveKind.Step;
        switch (operation.Kind)
        {
            case OperationKind.Choose:
                var budget = operation.Word;
                for (var value = 0; value < (int)operation.Comparand; value++)
                {
                    if (idle)
                    {
                        Enter(in row);
                    }

                    if (value > 0 && budget >= 0)
                    {
                        if (work[budget] == 0)
                        {
                            Undo();
                            break;
                        }

                        Set(budget, work[budget] - 1);
                    }

                    Advance(ref visitor, in row, index, local, (ulong)value, processor, new Move(kind, index, value), 0);
                }

                return true;

            case OperationKind.ProcessorIndex:
                if (processor < 0)
                {
                    throw new ModelException($"process '{Model.Processes[index].Name}' asks for its processor but runs on none; give it a processor or make it a thread");
                }

                if (idle)
                {
                    Enter(in row);
                }

                Advance(ref visitor, in row, index, local, (ulong)processor, processor, new Move(kind, index, -1), 0);
                return true;

            case OperationKind.Pass:
                if (idle)
                {
                    Enter(in row);
                }

                Advance(ref visitor, in row, index, local, 0, processor, new Move(kind, index, -1), 0);
                return true;

            case OperationKind.Leave:
                if (row.Kind is not (ProcessKind.Thread or ProcessKind.ThreadHandler))
                {
                    throw new ModelException($"process '{Model.Processes[index].Name}' leaves its processor but is not a thread");
                }

                if (idle)
                {
                    Enter(in row);
                }

                Set(row.PlaceWord, 0);
                Set(processors[processor].OccupantWord, 0);
                Set(operation.Word, (uint)operation.Operand);
                Advance(ref visitor, in row, index, local, 0, processor, new Move(kind, index, -1), 0);
                return true;

            default:
                throw new InvalidOperationException($"operation {operation.Kind}");
        }
    }

    private int Address(in Operation operation, int processor, int index) => processor >= 0
        ? operation.Word + (operation.Stride * processor)
        : throw new ModelException($"process '{Model.Processes[index].Name}' accesses a per-processor cell but runs on no processor");

    /// <summary>Makes a handler active; it takes one from its budget.</summary>
    private void Enter(in ProcessRow row)
    {
        Set(row.BudgetWord, work[row.BudgetWord] - 1);
        var active = row.Kind == ProcessKind.Handler ? processors[row.Processor].ActiveWord : row.ThreadActiveWord;
        Set(active, work[active] | (1u << row.Level));
    }

    /// <summary>Moves the process to its next local state and the monitors with it, and visits the transition.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance<TVisitor>(ref TVisitor visitor, in ProcessRow row, int index, uint local, ulong result, int processor, Move move, ulong violations)
        where TVisitor : struct, ITransitionVisitor
    {
        var next = automata.Step(local, result, out var events);
        if (next == LocalAutomata.Finished && row.Kind > ProcessKind.Pinned)
        {
            next = Finish(in row, processor);
        }

        Set(locals + index, next);
        EmittedEvents = events;
        if (events != 0)
        {
            Set(monitorWord, monitors.Step(work[monitorWord], events, out var seen));
            violations |= seen;
        }

        Commit(ref visitor, move, violations);
    }

    /// <summary>A handler returns to what it interrupted; a thread frees its processor.</summary>
    private uint Finish(in ProcessRow row, int processor)
    {
        switch (row.Kind)
        {
            case ProcessKind.Handler:
                Set(processors[processor].ActiveWord, work[processors[processor].ActiveWord] & ~(1u << row.Level));
                return row.Idle;
            case ProcessKind.ThreadHandler:
                Set(row.ThreadActiveWord, work[row.ThreadActiveWord] & ~(1u << row.Level));
                return row.Idle;
            default:
                if (work[row.PlaceWord] != 0)
                {
                    Set(row.PlaceWord, 0);
                    Set(processors[processor].OccupantWord, 0);
                }

                return LocalAutomata.Finished;
        }
    }

    private Ability PlaceThread<TVisitor>(ref TVisitor visitor, int processor, int number)
        where TVisitor : struct, ITransitionVisitor
    {
        ref readonly var here = ref processors[processor];
        ref readonly var thread = ref threads[number];
        if (work[here.OccupantWord] != 0 || work[here.ActiveWord] != 0 || work[locals + thread.Index] == LocalAutomata.Finished
            || work[thread.PlaceWord] != 0 || work[thread.RunnableWord] == 0 || (thread.Allowed >> processor & 1) == 0)
        {
            return Ability.None;
        }

        Set(thread.PlaceWord, (uint)processor + 1);
        Set(here.OccupantWord, (uint)number + 1);
        EmittedEvents = 0;
        Commit(ref visitor, new Move(MoveKind.Place, thread.Index, processor), 0);
        return Ability.Progress;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(int word, uint value)
    {
        var old = work[word];
        undo[undoCount++] = (word, old);
        work[word] = value;
        fingerprint ^= Fingerprint.Mix(word, old) ^ Fingerprint.Mix(word, value);
    }

    /// <summary>Visits the state reached, then takes the changes back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Commit<TVisitor>(ref TVisitor visitor, Move move, ulong violations)
        where TVisitor : struct, ITransitionVisitor
    {
        visitor.Visit(work, fingerprint, move, violations);
        Undo();
    }

    /// <summary>Takes the changes back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Undo()
    {
        while (undoCount > 0)
        {
            var (word, old) = undo[--undoCount];
            work[word] = old;
        }

        fingerprint = baseFingerprint;
    }
}
