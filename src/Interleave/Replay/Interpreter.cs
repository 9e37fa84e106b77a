using Interleave.Automata;
using Interleave.Exploration;

namespace Interleave.Replay;

/// <summary>
/// Runs one execution of a model, move by move, on the C# code itself: no automata, no tables, no fingerprints. It is
/// what replays schedules, what runs a model under another scheduler, and an independent statement of the rules that
/// <see cref="TransitionSystem"/> follows.
/// </summary>
public sealed class Interpreter
{
    private readonly Model model;
    private readonly uint[] cells;
    private readonly Running[] running;
    private readonly object?[] monitorStates;

    /// <summary>Starts all processes up to their first operation.</summary>
    public Interpreter(Model model)
    {
        this.model = model;
        cells = new uint[model.CellWords];
        foreach (var cell in model.Cells)
        {
            cells[cell.Word] = cell.Initial;
        }

        foreach (var (word, value) in model.InitialWords)
        {
            cells[word] = value;
        }

        monitorStates = [.. model.Monitors.Select(monitor => monitor.InitialState)];
        running = new Running[model.Processes.Count];
        var violations = new List<InvariantViolation>();
        foreach (var process in model.Processes)
        {
            running[process.Index] = Start(process, violations);
        }

        InitialViolations = violations;
    }

    private Interpreter(Interpreter other)
    {
        model = other.model;
        cells = [.. other.cells];
        running = [.. other.running];
        monitorStates = [.. other.monitorStates];
        InitialViolations = other.InitialViolations;
    }

    /// <summary>Violations that happened before the first operation.</summary>
    public IReadOnlyList<InvariantViolation> InitialViolations { get; }

    /// <summary>Whether every process has finished or may wait, and no handler that must strike is left.</summary>
    public bool Finished => Array.TrueForAll(running, process => process.Status is Status.Finished || process.Process.MayWait || (process.Status is Status.Idle && !MustStrike(process.Process)));

    /// <summary>A copy that goes its own way.</summary>
    public Interpreter Clone() => new(this);

    /// <summary>Whether another execution of the same model has come to the same state.</summary>
    public bool IsInSameStateAs(Interpreter other)
    {
        var objects = new ObjectNumbers();
        return cells.AsSpan().SequenceEqual(other.cells)
            && monitorStates.SequenceEqual(other.monitorStates)
            && running.Zip(other.running).All(pair => StandInSamePlace(pair.First, pair.Second, objects));
    }

    /// <summary>What a cell holds.</summary>
    public uint ValueOf(Cell cell) => cells[cell.Word];

    /// <summary>What a monitor of the model remembers; null once its invariant is violated.</summary>
    public object? StateOf(Monitor monitor) => monitorStates[model.Monitors.Index().First(entry => entry.Item == monitor).Index];

    /// <summary>Equal where all cells are; the same in every run of a program.</summary>
    internal int CellsHash
    {
        get
        {
            var hash = 2166136261u;
            foreach (var cell in cells)
            {
                hash = (hash ^ cell) * 16777619;
            }

            return (int)hash;
        }
    }

    /// <summary>The name of a process.</summary>
    public string NameOf(int process) => model.Processes[process].Name;

    /// <summary>All moves possible now.</summary>
    public IReadOnlyList<Move> Moves()
    {
        var moves = new List<Move>();
        foreach (var process in model.Processes)
        {
            AddMovesOf(process, moves);
        }

        foreach (var processor in model.Processors)
        {
            foreach (var thread in model.Threads.Where(thread => MayPlace(thread, processor)))
            {
                moves.Add(new Move(MoveKind.Place, thread.Index, processor.Index));
            }
        }

        return moves;
    }

    /// <summary>Whether no process can go on, so that an execution ends here unless a handler strikes.</summary>
    public bool IsQuiescent => Moves().All(move => move.IsStrike && !MustStrike(model.Processes[move.Process]) && model.Processes[move.Process] is not Handler { Urgent: true });

    /// <summary>What is wrong with an execution that ends here.</summary>
    public IReadOnlyList<InvariantViolation> AtEnd()
    {
        if (!Finished)
        {
            var open = model.Monitors.Zip(monitorStates)
                .Where(pair => pair is { First: LivenessMonitor, Second: not null })
                .Select(pair => (pair.First.Invariant, Violation: pair.First.AtEnd(pair.Second!)))
                .Where(pair => pair.Violation is not null)
                .Select(pair => new InvariantViolation(pair.Invariant, pair.Violation!.Reason));
            var stuck = running.Where(process => (process.Status == Status.Active && !process.Process.MayWait) || (process.Status == Status.Idle && MustStrike(process.Process)));
            return [new InvariantViolation(EngineInvariants.NoDeadlock, "nothing can go on: " + string.Join(", ", stuck.Select(process => $"{process.Process.Name} at {process.Site.Member}:{process.Site.Line} ({process.Site.Target})"))), .. open];
        }

        return [.. model.Monitors.Zip(monitorStates)
            .Where(pair => pair.Second is not null)
            .Select(pair => (pair.First.Invariant, Violation: pair.First.AtEnd(pair.Second!)))
            .Where(pair => pair.Violation is not null)
            .Select(pair => new InvariantViolation(pair.Invariant, pair.Violation!.Reason))];
    }

    /// <summary>Executes a move that <see cref="Moves"/> offers.</summary>
    public TraceStep Apply(Move move)
    {
        if (move.Kind == MoveKind.Place)
        {
            var thread = (ProcessThread)model.Processes[move.Process];
            cells[thread.Place.Word] = (uint)move.Value + 1;
            cells[model.Processors[move.Value].Occupant.Word] = (uint)thread.Number;
            return new TraceStep { Move = move, Process = thread, Processor = move.Value, Level = 0 };
        }

        return ApplyToProcess(running[move.Process], move);
    }

    /// <summary>The processor that a process runs on or would strike, or -1.</summary>
    public int ProcessorOf(Process process) => process switch
    {
        Handler { Thread: { } thread } => (int)cells[thread.Place.Word] - 1,
        ProcessThread thread => (int)cells[thread.Place.Word] - 1,
        _ => process.Processor?.Index ?? -1,
    };

    /// <summary>What a move that is possible now stands for, if it is a choice of something else than the first alternative.</summary>
    internal ChoiceKind ChoiceOf(Move move) =>
        move.Kind != MoveKind.Place && move.Value > 0 ? (ChoiceKind)running[move.Process].Pending.Operand : ChoiceKind.Free;

    private Running Start(Process process, List<InvariantViolation> violations)
    {
        var execution = StepExecution.Current;
        Frame[]? frames = null;
        object? failed = null;
        try
        {
            frames = execution.Start(process.Body);
        }
        catch (Exception exception) when (exception is not ModelException)
        {
            failed = ProcessFailed.By(exception);
        }

        Notify(execution, failed, violations);
        if (frames is null && process is ProcessThread thread)
        {
            FreeProcessorOf(thread);
        }

        return frames is null
            ? new Running(process, Status.Finished, [], default, null!)
            : new Running(process, process is Handler ? Status.Idle : Status.Active, frames, execution.Pending, execution.Site);
    }

    private TraceStep ApplyToProcess(Running current, Move move)
    {
        var process = current.Process;
        var processor = ProcessorOf(process);
        var operation = current.Pending;
        var violations = new List<InvariantViolation>();
        if (current.Status == Status.Idle)
        {
            var handler = (Handler)process;
            cells[handler.Budget.Word]--;
            cells[ActiveWord(handler)] |= 1u << handler.Level;
        }

        var step = new TraceStep { Move = move, Process = process, Processor = processor, Level = (process as Handler)?.Level ?? 0, Site = current.Site, Methods = MethodsOf(current.Frames) };
        if (move.Kind == MoveKind.StrikeWaiting)
        {
            running[process.Index] = current with { Status = Status.Active };
            return step;
        }

        var word = operation.Word + (operation.Stride * Math.Max(processor, 0));
        var value = word < 0 ? 0 : operation.Wide ? cells[word] | ((ulong)cells[word + 1] << 32) : cells[word];
        if (word >= 0 && operation.Kind < OperationKind.Choose)
        {
            CheckMemory(operation, word, value, violations);
        }

        var result = operation.ReturnsValue ? value : operation.Kind switch
        {
            OperationKind.Choose => (ulong)move.Value,
            OperationKind.ProcessorIndex => (ulong)processor,
            _ => 0,
        };
        var stored = Store(operation, process, processor, word, value, move.Value);
        Proceed(current, result, violations, out var events);
        return step with
        {
            Kind = operation.Kind,
            Choice = operation.Kind == OperationKind.Choose && move.Value > 0 ? (ChoiceKind)operation.Operand : ChoiceKind.Free,
            Cell = word >= 0 && operation.Kind < OperationKind.Choose ? NameOf(operation, word) : null,
            Before = value,
            After = stored,
            Result = result,
            Events = events,
            Violations = violations,
        };
    }

    private void CheckMemory(Operation operation, int word, ulong value, List<InvariantViolation> violations)
    {
        if (model.Cells[word].Region is { } region && cells[region.Freed.Word] != 0)
        {
            violations.Add(new InvariantViolation(EngineInvariants.UseAfterFree, $"{region.Name} was freed before"));
        }

        if (operation.ReturnsValue && ((uint)value == Model.Uninitialised || value >> 32 == Model.Uninitialised))
        {
            violations.Add(new InvariantViolation(EngineInvariants.NoUninitialisedRead, $"{model.Cells[word].Name} was never written"));
        }
    }

    private ulong Store(Operation operation, Process process, int processor, int word, ulong value, int choice)
    {
        if (operation.Kind == OperationKind.Choose)
        {
            if (choice > 0 && word >= 0)
            {
                cells[word]--;
            }
        }
        else if (operation.Kind == OperationKind.Leave)
        {
            var thread = process as ProcessThread ?? ((Handler)process).Thread!;
            cells[thread.Place.Word] = 0;
            cells[model.Processors[processor].Occupant.Word] = 0;
            cells[thread.Runnable.Word] = (uint)operation.Operand;
        }
        else if (operation.Stores(value, out var stored))
        {
            cells[word] = (uint)stored;
            if (operation.Wide)
            {
                cells[word + 1] = (uint)(stored >> 32);
            }

            return stored;
        }

        return value;
    }

    private void Proceed(Running current, ulong result, List<InvariantViolation> violations, out IReadOnlyList<object> events)
    {
        var execution = StepExecution.Current;
        Frame[]? frames = null;
        object? failed = null;
        try
        {
            frames = execution.Resume(current.Frames, result);
        }
        catch (Exception exception) when (exception is not ModelException)
        {
            failed = ProcessFailed.By(exception);
        }

        events = Notify(execution, failed, violations);
        if (frames is not null)
        {
            running[current.Process.Index] = current with { Status = Status.Active, Frames = frames, Pending = execution.Pending, Site = execution.Site };
            return;
        }

        switch (current.Process)
        {
            case Handler handler:
                cells[ActiveWord(handler)] &= ~(1u << handler.Level);
                running[handler.Index] = Start(handler, []);
                return;
            case ProcessThread thread:
                FreeProcessorOf(thread);
                break;
        }

        running[current.Process.Index] = current with { Status = Status.Finished, Frames = [] };
    }

    private void FreeProcessorOf(ProcessThread thread)
    {
        if (cells[thread.Place.Word] != 0)
        {
            cells[model.Processors[(int)cells[thread.Place.Word] - 1].Occupant.Word] = 0;
            cells[thread.Place.Word] = 0;
        }
    }

    private List<object> Notify(StepExecution execution, object? failed, List<InvariantViolation> violations)
    {
        var events = execution.Emitted.ToList();
        if (failed is ProcessFailed failure)
        {
            events.Add(failure);
            violations.Add(new InvariantViolation(EngineInvariants.NoException, failure.Description));
        }

        foreach (var occurrence in events)
        {
            for (var i = 0; i < monitorStates.Length; i++)
            {
                if (monitorStates[i] is { } state)
                {
                    var next = model.Monitors[i].On(state, occurrence);
                    monitorStates[i] = next is Violation ? null : next;
                    if (next is Violation violation)
                    {
                        violations.Add(new InvariantViolation(model.Monitors[i].Invariant, violation.Reason));
                    }
                }
            }
        }

        return events;
    }

    private void AddMovesOf(Process process, List<Move> moves)
    {
        var current = running[process.Index];
        if (current.Status == Status.Finished || !IsTop(process, current) || IsHeld(process, current.Status))
        {
            return;
        }

        if (current.Status != Status.Idle)
        {
            AddMovesOf(process, current.Pending, idle: false, moves);
            return;
        }

        // What a handler's first operation sees is what is there once the strike has taken one from the budget.
        var budget = ((Handler)process).Budget.Word;
        cells[budget]--;
        AddMovesOf(process, current.Pending, idle: true, moves);
        cells[budget]++;
    }

    private void AddMovesOf(Process process, Operation operation, bool idle, List<Move> moves)
    {
        var kind = idle ? MoveKind.Strike : MoveKind.Step;
        if (operation.Kind == OperationKind.Choose)
        {
            var alternatives = operation.Word < 0 || cells[operation.Word] > 0 ? (int)operation.Comparand : 1;
            moves.AddRange(Enumerable.Range(0, alternatives).Select(value => new Move(kind, process.Index, value)));
            return;
        }

        var word = operation.Word + (operation.Stride * Math.Max(ProcessorOf(process), 0));
        var value = word < 0 ? 0 : operation.Wide ? cells[word] | ((ulong)cells[word + 1] << 32) : cells[word];
        if (operation.IsEnabled(value))
        {
            moves.Add(new Move(kind, process.Index, -1));
        }
        else if (idle)
        {
            moves.Add(new Move(MoveKind.StrikeWaiting, process.Index, -1));
        }
    }

    /// <summary>Whether an urgent handler has to strike first where a process would go on.</summary>
    private bool IsHeld(Process process, Status status)
    {
        var processor = ProcessorOf(process);
        return processor >= 0
            && (status != Status.Idle || process.Kind == ProcessKind.ThreadHandler)
            && model.Processes.Any(other => other is Handler { Urgent: true } && ProcessorOf(other) == processor && running[other.Index] is { Status: Status.Idle } idle && IsTop(other, idle));
    }

    private bool IsTop(Process process, Running current)
    {
        var status = current.Status;
        var processor = ProcessorOf(process);
        if (process.Kind == ProcessKind.Free)
        {
            return true;
        }

        if (processor < 0)
        {
            return current.Pending.Away && process switch
            {
                ProcessThread thread => cells[thread.Active.Word] == 0,
                Handler { Thread: { } under } above => status != Status.Idle && cells[under.Active.Word] >> above.Level == 1,
                _ => false,
            };
        }

        if (current.Pending.Away && process.Kind is (ProcessKind.Thread or ProcessKind.ThreadHandler))
        {
            return false;
        }

        var here = model.Processors[processor];
        var active = cells[here.Active.Word];
        if (process is not Handler handler)
        {
            return active == 0 && (process is not ProcessThread thread || cells[thread.Active.Word] == 0);
        }

        if (handler.Thread is not null)
        {
            if (active != 0)
            {
                return false;
            }

            active = cells[handler.Thread.Active.Word];
        }

        if (status != Status.Idle)
        {
            return active >> handler.Level == 1;
        }

        return active >> handler.Level == 0
            && cells[handler.Budget.Word] != 0
            && cells[here.Mask.Word] < handler.MaskedFrom
            && (!model.MayHaveThreads(here) || cells[here.Occupant.Word] != 0);
    }

    private bool MayPlace(ProcessThread thread, Processor processor) =>
        running[thread.Index].Status != Status.Finished
        && cells[thread.Place.Word] == 0
        && cells[thread.Runnable.Word] != 0
        && (thread.Allowed >> processor.Index & 1) != 0
        && cells[processor.Occupant.Word] == 0
        && cells[processor.Active.Word] == 0;

    private bool MustStrike(Process process) => process is Handler { MustStrike: true } handler && cells[handler.Budget.Word] != 0;

    private static bool StandInSamePlace(Running one, Running other, ObjectNumbers objects) =>
        one.Status == other.Status && one.Pending == other.Pending && KeyOf(one, objects).AsSpan().SequenceEqual(KeyOf(other, objects));

    private static ulong[] KeyOf(Running process, ObjectNumbers objects)
    {
        var key = new LocalStateKey(objects);
        foreach (var frame in process.Frames)
        {
            frame.Describe(key);
        }

        return key.ToArray();
    }

    private static int ActiveWord(Handler handler) => (handler.Thread?.Active ?? handler.Processor!.Active).Word;

    private string NameOf(Operation operation, int word) =>
        operation.Wide ? model.Cells[word].Name.Replace(".lo", "", StringComparison.Ordinal) : model.Cells[word].Name;

    private static string[] MethodsOf(Frame[] frames) => [.. frames.Select(frame => MethodName.Of(frame.MachineType))];

    private enum Status
    {
        Active,
        Idle,
        Finished,
    }

    private sealed record Running(Process Process, Status Status, Frame[] Frames, Operation Pending, OperationSite Site);
}
