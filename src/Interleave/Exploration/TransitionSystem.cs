using Interleave.Automata;

namespace Interleave.Exploration;

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

    /// <summary>The position of the state of the monitors in a state vector.</summary>
    public int MonitorWord => monitorWord;

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
}
