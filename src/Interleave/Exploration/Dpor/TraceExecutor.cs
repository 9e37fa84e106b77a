using System.Runtime.CompilerServices;
using Interleave.Automata;

namespace Interleave.Exploration.Dpor;

/// <summary>
/// Executes a model one move at a time on the local automata, forwards and backwards, and says what each move accessed.
/// The rules are those of <see cref="TransitionSystem"/>, which expands whole states instead.
/// </summary>
internal sealed class TraceExecutor
{
    private readonly LocalAutomata automata = new();
    private readonly MonitorProduct monitors;
    private readonly ProcessRow[] rows;
    private readonly ProcessorRow[] processors;
    private readonly ThreadRow[] threads;
    private readonly UrgentRow[] urgent;
    private readonly int[] freedWord;
    private readonly int[] activeWords;
    private readonly FootprintBits bits;
    private readonly int locals;
    private readonly int monitorWord;
    private readonly bool watch;
    private readonly uint[] now;
    private readonly uint[] scratch;

    private uint[] work;
    private Change[] log = new Change[1024];
    private int logged;
    private Footprint accessed;

    /// <summary>Prepares the execution of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="watch">Whether monitors see events.</param>
    public TraceExecutor(Model model, bool watch)
    {
        Model = model;
        this.watch = watch && model.Monitors.Count > 0;
        Invariants = new Invariants(model.Monitors);
        monitors = new MonitorProduct(model, automata);
        locals = model.CellWords;
        monitorWord = locals + model.Processes.Count;
        bits = new FootprintBits(monitorWord + 1);
        work = now = new uint[monitorWord + 1];
        scratch = new uint[monitorWord + 1];
        Initial = new uint[monitorWord + 1];
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
        Initial[monitorWord] = monitors.Initial;
        rows = new ProcessRow[model.Processes.Count];
        foreach (var process in model.Processes)
        {
            rows[process.Index] = Start(process);
        }

        threads = [.. model.Threads.Select(thread => new ThreadRow(thread.Index, thread.Place.Word, thread.Runnable.Word, thread.Allowed))];
        urgent = [.. model.Processes.OfType<Handler>().Where(handler => handler.Urgent).Select(handler => new UrgentRow(handler.Index, handler.Processor!.Index))];
        activeWords = [.. model.Processors.Select(processor => processor.Active.Word), .. model.Threads.Select(thread => thread.Active.Word)];
        HasHandlers = model.Processes.Any(process => process is Handler);
        Initial.CopyTo(now, 0);
    }

    /// <summary>The model.</summary>
    public Model Model { get; }

    /// <summary>Names and bits of the invariants.</summary>
    public Invariants Invariants { get; }

    /// <summary>The state before the first step.</summary>
    public uint[] Initial { get; }

    /// <summary>The state, or the scratch state while that is in use.</summary>
    public ReadOnlySpan<uint> State => work;

    /// <summary>Violations that the processes commit before their first operation.</summary>
    public ulong InitialViolations { get; private set; }

    /// <summary>Whether the model has handlers.</summary>
    public bool HasHandlers { get; }

    /// <summary>Processes, and one actor for each thread and processor.</summary>
    public int Actors => rows.Length + (threads.Length * processors.Length);

    /// <summary>Whether events are dependent exactly when they access a common word.</summary>
    public bool FootprintsAreExact => bits.Exact;

    /// <summary>For tests: a write of the value that was there before is missing from footprints.</summary>
    public bool ForgetsEqualWrites { get; init; }

    /// <summary>Number of changes made since the initial state.</summary>
    public int Logged => logged;

    /// <summary>The changes made since the initial state.</summary>
    public ReadOnlySpan<Change> Log => log;

    /// <summary>The violations of an execution that ends in this state.</summary>
    public ulong AtEnd() => monitors.AtEnd(work[monitorWord]);

    /// <summary>The process whose step a move of an actor is.</summary>
    public int ProcessOf(int actor) => actor < rows.Length ? actor : threads[(actor - rows.Length) / processors.Length].Index;

    /// <summary>Whether an actor places a thread.</summary>
    public bool Places(int actor) => actor >= rows.Length;

    /// <summary>Whether the actor is a handler that has not struck.</summary>
    public bool IsIdleHandler(int actor) => actor < rows.Length && rows[actor].Idle != 0 && work[locals + actor] == rows[actor].Idle;

    /// <summary>Whether a process is a handler.</summary>
    public bool IsHandler(int process) => rows[process].Idle != 0;

    /// <summary>Whether the processes have all finished and no handler must strike any more.</summary>
    public bool AllFinished()
    {
        for (var index = 0; index < rows.Length; index++)
        {
            var local = work[locals + index];
            if (local != LocalAutomata.Finished && (local != rows[index].Idle || MustStrike(in rows[index])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an execution goes on here by itself: something that is not left to the environment is possible.</summary>
    public bool Progresses()
    {
        for (var actor = 0; actor < Actors; actor++)
        {
            if (IsMandatory(actor) && Alternatives(actor) > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a possible move of an actor keeps an execution from ending.</summary>
    public bool IsMandatory(int actor) => !IsIdleHandler(actor) || rows[actor].Urgent || MustStrike(in rows[actor]);

    /// <summary>Whether the actor is a process with a next operation, a thread that is on no processor, or a handler that has not struck.</summary>
    public bool IsPending(int actor) => actor >= rows.Length
        ? work[locals + ProcessOf(actor)] != LocalAutomata.Finished && work[threads[(actor - rows.Length) / processors.Length].PlaceWord] == 0
        : work[locals + actor] != LocalAutomata.Finished;

    /// <summary>How many moves an actor has in this state: 0 when it cannot move.</summary>
    public int Alternatives(int actor)
    {
        if (actor >= rows.Length)
        {
            return MayPlace(actor) ? 1 : 0;
        }

        ref readonly var row = ref rows[actor];
        var local = work[locals + actor];
        if (local == LocalAutomata.Finished)
        {
            return 0;
        }

        if (row.Kind == ProcessKind.Free)
        {
            return Enabled(in row, local, idle: false, -1);
        }

        var idle = local == row.Idle;
        return CanRun(in row, local, idle, out var processor) && !IsHeld(in row, idle, processor) ? Enabled(in row, local, idle, processor) : 0;
    }

    /// <summary>Whether a move is possible in this state.</summary>
    public bool IsPossible(int key) => Alternatives(MoveKey.Actor(key)) > MoveKey.Choice(key);

    /// <summary>Executes a possible move.</summary>
    public void Execute(int key, ref EventRecord record)
    {
        accessed = default;
        var actor = MoveKey.Actor(key);
        record = default;
        record.Key = key;
        record.Standing.Thread = -1;
        record.Alternatives = 1;
        if (actor >= rows.Length)
        {
            Place(actor, ref record);
        }
        else
        {
            Step(actor, MoveKey.Choice(key), ref record);
        }

        record.Footprint = accessed;
    }

    /// <summary>Takes back all changes after the first <paramref name="count"/>.</summary>
    public void Undo(int count)
    {
        while (logged > count)
        {
            ref readonly var change = ref log[--logged];
            work[change.Word] = change.Old;
        }
    }

    /// <summary>Turns to a copy of the initial state; the state stays as it is.</summary>
    public void BeginScratch()
    {
        work = scratch;
        Initial.CopyTo(scratch, 0);
    }

    /// <summary>Makes changes that were made before, in the scratch state.</summary>
    public void Replay(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            scratch[log[i].Word] = log[i].New;
        }
    }

    /// <summary>What is active follows from the handlers that have struck: it is no word whose changes have an order.</summary>
    public void SettleScratch()
    {
        foreach (var word in activeWords)
        {
            scratch[word] = 0;
        }

        for (var index = 0; index < rows.Length; index++)
        {
            ref readonly var row = ref rows[index];
            if (row.Idle != 0 && scratch[locals + index] != row.Idle)
            {
                var word = row.Kind == ProcessKind.Handler ? processors[row.Processor].ActiveWord : row.ThreadActiveWord;
                scratch[word] |= 1u << row.Level;
            }
        }
    }

    /// <summary>The footprint and the kind of a possible move, in the scratch state.</summary>
    public void Peek(int key, ref EventRecord record)
    {
        var count = logged;
        Execute(key, ref record);
        Undo(count);
    }

    /// <summary>What decides whether and when the next move of an actor is possible, as far as that can be told when it is
    /// not.</summary>
    public Footprint ConditionsOf(int actor)
    {
        accessed = default;
        if (actor >= rows.Length)
        {
            var (number, processor) = Math.DivRem(actor - rows.Length, processors.Length);
            bits.Read(ref accessed, threads[number].RunnableWord);
            bits.Write(ref accessed, threads[number].PlaceWord);
            bits.Write(ref accessed, processors[processor].OccupantWord);
            return accessed;
        }

        ref readonly var row = ref rows[actor];
        var local = work[locals + actor];
        var idle = row.Idle != 0 && local == row.Idle;
        ref readonly var operation = ref automata.Operations[local];
        EventRecord unused = default;
        var at = row.Kind >= ProcessKind.Thread ? ReadConditions(in row, in operation, idle, ref unused) : row.Processor;
        if (urgent.Length > 0 && at >= 0)
        {
            ReadUrgent(in row, at, ref unused);
        }

        if (idle)
        {
            bits.Write(ref accessed, row.BudgetWord);
            ReadAllMasks(in row);
        }

        if (operation.Word >= 0 && (operation.Stride == 0 || at >= 0))
        {
            var word = operation.Word + (operation.Stride * Math.Max(at, 0));
            bits.Read(ref accessed, word);
            if (operation.Wide)
            {
                bits.Read(ref accessed, word + 1);
            }

            if (operation.Kind is not (OperationKind.Read or OperationKind.WaitEqual or OperationKind.WaitNotEqual))
            {
                bits.Write(ref accessed, word);
            }
        }

        return accessed;
    }

    /// <summary>Adds what would have let the strike of a thread's handler happen where the thread was placed otherwise.</summary>
    public void AddOtherPlaces(ref EventRecord strike)
    {
        accessed = strike.Footprint;
        ReadAllMasks(in rows[strike.Process]);
        strike.Footprint = accessed;
    }

    /// <summary>The standing of an actor on processors and threads, as in the record of its next move.</summary>
    public void Describe(int actor, ref EventRecord record)
    {
        record = default;
        record.Key = MoveKey.Of(actor, 0);
        record.Standing.Process = ProcessOf(actor);
        record.Standing.Thread = -1;
        record.Alternatives = 1;
        record.Conditional = true;
        record.Footprint = ConditionsOf(actor);
        if (actor >= rows.Length)
        {
            record.Standing.Processor = (actor - rows.Length) % processors.Length;
            return;
        }

        ref readonly var row = ref rows[actor];
        record.Standing.Processor = row.Kind is ProcessKind.Thread or ProcessKind.ThreadHandler ? (int)work[row.PlaceWord] - 1 : row.Processor;
        record.Standing.Level = row.Kind == ProcessKind.Handler ? row.Level : 0;
        record.Standing.Thread = row.Thread;
        record.Standing.ThreadLevel = row.Kind == ProcessKind.ThreadHandler ? row.Level : 0;
        record.Begins = row.Idle != 0 && work[locals + actor] == row.Idle;
    }

    /// <summary>The actor that places the same thread on another processor, or -1.</summary>
    public int OtherPlacement(int actor, int distance)
    {
        var (number, processor) = Math.DivRem(actor - rows.Length, processors.Length);
        return rows.Length + (number * processors.Length) + ((processor + distance) % processors.Length);
    }

    /// <summary>Number of processors.</summary>
    public int ProcessorCount => processors.Length;

    /// <summary>Turns back from the scratch state.</summary>
    public void EndScratch() => work = now;

    private ProcessRow Start(Process process)
    {
        var local = automata.Start(process.Body, out var events);
        var row = new ProcessRow { Kind = process.Kind, Processor = process.Processor?.Index ?? -1, Thread = -1 };
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
            row.NeedsOccupant = Model.Threads.Count > 0;
            local = row.Idle;
        }

        if (((process as Handler)?.Thread ?? process as ProcessThread) is { } thread)
        {
            row.PlaceWord = thread.Place.Word;
            row.ThreadActiveWord = thread.Active.Word;
            row.Thread = thread.Number - 1;
        }

        if (local == LocalAutomata.Finished && row.Kind == ProcessKind.Thread && Initial[row.PlaceWord] != 0)
        {
            Initial[processors[(int)Initial[row.PlaceWord] - 1].OccupantWord] = 0;
            Initial[row.PlaceWord] = 0;
        }

        Initial[locals + process.Index] = local;
        if (events != 0)
        {
            // Exceptions count whether monitors watch or not.
            var next = monitors.Step(Initial[monitorWord], events, out var violations);
            Initial[monitorWord] = watch ? next : Initial[monitorWord];
            InitialViolations |= watch ? violations : violations & Invariants.Exception;
        }

        return row;
    }

    private bool MustStrike(in ProcessRow row) => row.MustStrike && work[row.BudgetWord] != 0;

    private bool CanRun(in ProcessRow row, uint local, bool idle, out int processor)
    {
        processor = row.Processor;
        switch (row.Kind)
        {
            case ProcessKind.Pinned:
                return work[processors[processor].ActiveWord] == 0;
            case ProcessKind.Handler:
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

    private bool MayStrike(in ProcessRow row, in ProcessorRow here) =>
        work[row.BudgetWord] != 0 && work[here.MaskWord] < row.MaskedFrom;

    /// <summary>Whether an urgent handler has to strike first.</summary>
    private bool IsHeld(in ProcessRow row, bool idle, int processor)
    {
        if (urgent.Length == 0 || processor < 0 || (idle && row.Kind == ProcessKind.Handler))
        {
            return false;
        }

        foreach (var other in urgent)
        {
            ref readonly var handler = ref rows[other.Process];
            if (other.Processor == processor && work[locals + other.Process] == handler.Idle && CanRun(in handler, handler.Idle, idle: true, out _))
            {
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Enabled(in ProcessRow row, uint local, bool idle, int processor)
    {
        ref readonly var operation = ref automata.Operations[local];
        if (operation.Kind < OperationKind.WaitEqual)
        {
            return 1;
        }

        return operation.Kind == OperationKind.Choose ? Choices(in row, in operation, idle) : idle || IsEnabled(in operation, processor) ? 1 : 0;
    }

    private int Choices(in ProcessRow row, in Operation operation, bool idle)
    {
        if (operation.Comparand > MoveKey.MaxAlternatives)
        {
            throw new ModelException($"a choice has {operation.Comparand} alternatives; {MoveKey.MaxAlternatives} are possible when traces are explored");
        }

        // A handler that strikes has taken one from its budget before it chooses.
        var budget = operation.Word < 0 ? 1 : work[operation.Word] - (idle && operation.Word == row.BudgetWord ? 1u : 0u);
        return budget != 0 ? (int)operation.Comparand : 1;
    }

    private bool IsEnabled(in Operation operation, int processor)
    {
        if (operation.Kind > OperationKind.Choose)
        {
            return true;
        }

        var word = operation.Word + (operation.Stride * Math.Max(processor, 0));
        return operation.IsEnabled(operation.Wide ? work[word] | ((ulong)work[word + 1] << 32) : work[word]);
    }

    private bool MayPlace(int actor)
    {
        var (number, processor) = Math.DivRem(actor - rows.Length, processors.Length);
        ref readonly var thread = ref threads[number];
        ref readonly var here = ref processors[processor];
        return work[here.OccupantWord] == 0 && work[here.ActiveWord] == 0
            && work[locals + thread.Index] != LocalAutomata.Finished && work[thread.PlaceWord] == 0
            && work[thread.RunnableWord] != 0 && (thread.Allowed >> processor & 1) != 0;
    }

    private void Place(int actor, ref EventRecord record)
    {
        var (number, processor) = Math.DivRem(actor - rows.Length, processors.Length);
        ref readonly var thread = ref threads[number];
        bits.Read(ref accessed, thread.RunnableWord);
        Set(thread.PlaceWord, (uint)processor + 1);
        Set(processors[processor].OccupantWord, (uint)number + 1);
        record.Standing.Process = thread.Index;
        record.Move = new Move(MoveKind.Place, thread.Index, processor);
        record.Standing.Processor = processor;
        record.Conditional = true;
    }

    private void Step(int index, int choice, ref EventRecord record)
    {
        ref readonly var row = ref rows[index];
        var local = work[locals + index];
        var idle = local == row.Idle && row.Idle != 0;
        ref readonly var operation = ref automata.Operations[local];
        var processor = row.Processor;
        record.Standing.Process = index;
        record.Conditional = operation.Kind is OperationKind.WaitEqual or OperationKind.WaitNotEqual or OperationKind.WaitExchange;
        if (row.Kind >= ProcessKind.Thread)
        {
            processor = ReadConditions(in row, in operation, idle, ref record);
        }

        record.Standing.Processor = processor;
        if (urgent.Length > 0 && processor >= 0)
        {
            ReadUrgent(in row, processor, ref record);
        }

        var kind = idle ? MoveKind.Strike : MoveKind.Step;
        record.Move = new Move(kind, index, operation.Kind == OperationKind.Choose ? choice : -1);
        if (idle)
        {
            Enter(in row);
        }

        if (operation.Kind >= OperationKind.Choose)
        {
            StepSpecial(index, choice, in row, local, processor, in operation, ref record);
            return;
        }

        var word = operation.Stride == 0 ? operation.Word : Address(in operation, processor, index);
        ulong value = operation.Wide ? work[word] | ((ulong)work[word + 1] << 32) : work[word];
        bits.Read(ref accessed, word);
        if (operation.Wide)
        {
            bits.Read(ref accessed, word + 1);
        }

        if (!operation.IsEnabled(value))
        {
            record.Move = new Move(MoveKind.StrikeWaiting, index, -1);
            SetLocal(index, row.Entered);
            return;
        }

        if (freedWord[word] >= 0)
        {
            bits.Read(ref accessed, freedWord[word]);
            record.Violations |= work[freedWord[word]] != 0 ? Invariants.FreedAccess : 0;
        }

        ulong result = 0;
        if (operation.ReturnsValue)
        {
            result = value;
            if ((uint)value == Model.Uninitialised || value >> 32 == Model.Uninitialised)
            {
                record.Violations |= Invariants.UninitialisedRead;
            }
        }

        // A compare-and-exchange that fails has only read.
        record.Compares = operation.Kind == OperationKind.CompareExchange;
        if (operation.Stores(value, out var stored))
        {
            Set(word, (uint)stored);
            if (operation.Wide)
            {
                Set(word + 1, (uint)(stored >> 32));
            }
        }

        Advance(index, in row, local, result, processor, ref record);
    }

    /// <summary>What let a thread or a handler run here, besides nesting.</summary>
    private int ReadConditions(in ProcessRow row, in Operation operation, bool idle, ref EventRecord record)
    {
        var processor = row.Processor;
        if (row.Kind != ProcessKind.Handler)
        {
            processor = (int)work[row.PlaceWord] - 1;
            bits.Read(ref accessed, row.PlaceWord);
            record.Standing.Thread = row.Thread;
            record.Standing.ThreadLevel = row.Kind == ProcessKind.Thread ? 0 : row.Level;
            record.Conditional = true;
        }
        else
        {
            record.Standing.Level = row.Level;
        }

        if (!idle)
        {
            return processor;
        }

        record.Begins = true;
        record.Conditional = true;
        if (row.MaskedFrom != uint.MaxValue && processor >= 0)
        {
            bits.Read(ref accessed, processors[processor].MaskWord);
        }

        if (row.NeedsOccupant && row.Kind == ProcessKind.Handler)
        {
            bits.Read(ref accessed, processors[processor].OccupantWord);
        }

        return processor;
    }

    private void ReadAllMasks(in ProcessRow row)
    {
        for (var i = 0; i < processors.Length && row.Kind == ProcessKind.ThreadHandler && row.MaskedFrom != uint.MaxValue; i++)
        {
            bits.Read(ref accessed, processors[i].MaskWord);
        }
    }

    /// <summary>That an urgent handler did not hold this up depends on what would let it strike.</summary>
    private void ReadUrgent(in ProcessRow row, int processor, ref EventRecord record)
    {
        var level = row.Kind == ProcessKind.Handler ? row.Level : 0;
        foreach (var other in urgent)
        {
            ref readonly var handler = ref rows[other.Process];
            if (other.Processor != processor || handler.Level <= level)
            {
                continue;
            }

            record.Conditional = true;
            bits.Read(ref accessed, handler.BudgetWord);
            if (handler.MaskedFrom != uint.MaxValue)
            {
                bits.Read(ref accessed, processors[processor].MaskWord);
            }

            if (handler.NeedsOccupant)
            {
                bits.Read(ref accessed, processors[processor].OccupantWord);
            }
        }
    }

    private void StepSpecial(int index, int choice, in ProcessRow row, uint local, int processor, in Operation operation, ref EventRecord record)
    {
        ulong result = 0;
        switch (operation.Kind)
        {
            case OperationKind.Choose:
                result = (ulong)choice;
                record.Alternatives = (int)operation.Comparand;
                if (choice > 0 && operation.Word >= 0)
                {
                    record.Conditional = true;
                    Set(operation.Word, work[operation.Word] - 1);
                }

                break;
            case OperationKind.ProcessorIndex:
                result = processor >= 0
                    ? (ulong)processor
                    : throw new ModelException($"process '{Model.Processes[index].Name}' asks for its processor but runs on none; give it a processor or make it a thread");
                break;
            case OperationKind.Leave:
                if (row.Kind is not (ProcessKind.Thread or ProcessKind.ThreadHandler))
                {
                    throw new ModelException($"process '{Model.Processes[index].Name}' leaves its processor but is not a thread");
                }

                Set(row.PlaceWord, 0);
                Set(processors[processor].OccupantWord, 0);
                Set(operation.Word, (uint)operation.Operand);
                break;
        }

        Advance(index, in row, local, result, processor, ref record);
    }

    private int Address(in Operation operation, int processor, int index) => processor >= 0
        ? operation.Word + (operation.Stride * processor)
        : throw new ModelException($"process '{Model.Processes[index].Name}' accesses a per-processor cell but runs on no processor");

    private void Enter(in ProcessRow row)
    {
        Set(row.BudgetWord, work[row.BudgetWord] - 1);
        var active = row.Kind == ProcessKind.Handler ? processors[row.Processor].ActiveWord : row.ThreadActiveWord;
        SetWord(active, work[active] | (1u << row.Level));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(int index, in ProcessRow row, uint local, ulong result, int processor, ref EventRecord record)
    {
        var next = automata.Step(local, result, out var events);
        if (next == LocalAutomata.Finished && row.Kind > ProcessKind.Pinned)
        {
            next = Finish(in row, processor, ref record);
        }

        SetLocal(index, next);
        if (events != 0)
        {
            Notify(events, ref record);
        }
    }

    private void Notify(int events, ref EventRecord record)
    {
        var next = monitors.Step(work[monitorWord], events, out var seen);
        if (watch)
        {
            Set(monitorWord, next);
            record.Violations |= seen;
        }
        else
        {
            record.Violations |= seen & Invariants.Exception;
        }
    }

    private uint Finish(in ProcessRow row, int processor, ref EventRecord record)
    {
        switch (row.Kind)
        {
            case ProcessKind.Handler:
                record.Returns = true;
                SetWord(processors[processor].ActiveWord, work[processors[processor].ActiveWord] & ~(1u << row.Level));
                return row.Idle;
            case ProcessKind.ThreadHandler:
                record.Returns = true;
                SetWord(row.ThreadActiveWord, work[row.ThreadActiveWord] & ~(1u << row.Level));
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

    /// <summary>Writes a shared word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(int word, uint value)
    {
        if (!ForgetsEqualWrites || work[word] != value)
        {
            bits.Write(ref accessed, word);
        }

        SetWord(word, value);
    }

    private void SetLocal(int index, uint value) => SetWord(locals + index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetWord(int word, uint value)
    {
        if (logged == log.Length)
        {
            Array.Resize(ref log, logged * 2);
        }

        log[logged++] = new Change(word, work[word], value);
        work[word] = value;
    }

    /// <summary>A word that changed.</summary>
    internal readonly record struct Change(int Word, uint Old, uint New);

    private struct ProcessRow
    {
        public ProcessKind Kind;
        public bool MustStrike;
        public bool Urgent;
        public bool NeedsOccupant;
        public int Processor;
        public int Thread;
        public int Level;
        public uint MaskedFrom;
        public int BudgetWord;
        public int PlaceWord;
        public int ThreadActiveWord;
        public uint Idle;
        public uint Entered;
    }

    private readonly record struct ProcessorRow(int ActiveWord, int OccupantWord, int MaskWord);

    private readonly record struct ThreadRow(int Index, int PlaceWord, int RunnableWord, uint Allowed);

    private readonly record struct UrgentRow(int Process, int Processor);
}
