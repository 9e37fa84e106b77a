using System.Runtime.InteropServices;

namespace Interleave;

/// <summary>
/// What is explored: cells, processors, processes and monitors. Build it once, then hand it to a search; the bodies
/// of its processes must be deterministic functions of what their operations return.
/// </summary>
public sealed class Model
{
    /// <summary>The value of memory that nothing was ever written to.</summary>
    public const uint Uninitialised = 0xBAADF00D;

    private readonly List<Cell> cells = [];
    private readonly List<Process> processes = [];
    private readonly List<Processor> processors = [];
    private readonly List<ProcessThread> threads = [];
    private readonly List<Monitor> monitors = [];
    private readonly List<(int Word, uint Value)> initial = [];
    private readonly List<(int First, int Stride)> perProcessor = [];
    private int words;

    /// <summary>All processes, in the order they were added.</summary>
    public IReadOnlyList<Process> Processes => processes;

    /// <summary>All processors, in the order they were added.</summary>
    public IReadOnlyList<Processor> Processors => processors;

    /// <summary>All scheduled threads, in the order they were added.</summary>
    public IReadOnlyList<ProcessThread> Threads => threads;

    /// <summary>All monitors, in the order they were added.</summary>
    public IReadOnlyList<Monitor> Monitors => monitors;

    /// <summary>All cells, in the order of their words.</summary>
    public IReadOnlyList<Cell> Cells => cells;

    /// <summary>Number of 32-bit words of all cells.</summary>
    internal int CellWords => words;

    /// <summary>The words that each processor has a copy of: that of the first one, and the distance to the next.</summary>
    internal IReadOnlyList<(int First, int Stride)> PerProcessorWords => perProcessor;

    /// <summary>Values of words that differ from their cell's initial value before the first step.</summary>
    internal ReadOnlySpan<(int Word, uint Value)> InitialWords => CollectionsMarshal.AsSpan(initial);

    /// <summary>Adds a 32-bit cell.</summary>
    public Cell Cell(string name, uint initial = 0, Region? region = null)
    {
        RequireBuilding($"cell '{name}'");
        var cell = new Cell(name, words++, initial, region, 0);
        cells.Add(cell);
        return cell;
    }

    /// <summary>Adds a 64-bit cell.</summary>
    public Cell64 Cell64(string name, ulong initial = 0, Region? region = null) =>
        new(name, Cell(name + ".lo", (uint)initial, region), Cell(name + ".hi", (uint)(initial >> 32), region));

    /// <summary>Adds a 32-bit cell with a copy for each processor; an operation on it accesses the copy of the
    /// processor that the process runs on when the operation executes. Add all processors first.</summary>
    public Cell PerProcessorCell(string name, Func<Processor, uint> initial)
    {
        var copies = processors.ConvertAll(processor => Cell($"{processor.Name}.{name}", initial(processor)));
        perProcessor.Add((copies[0].Word, 1));
        return new Cell("this_cpu." + name, copies[0].Word, 0, null, perProcessorStride: 1);
    }

    /// <summary>Adds a 64-bit cell with a copy for each processor. Add all processors first.</summary>
    public Cell64 PerProcessorCell64(string name, Func<Processor, ulong> initial)
    {
        var copies = processors.ConvertAll(processor => Cell64($"{processor.Name}.{name}", initial(processor)));
        perProcessor.Add((copies[0].Low.Word, 2));
        perProcessor.Add((copies[0].High.Word, 2));
        return new Cell64(
            "this_cpu." + name,
            new Cell($"this_cpu.{name}.lo", copies[0].Low.Word, 0, null, perProcessorStride: 2),
            new Cell($"this_cpu.{name}.hi", copies[0].High.Word, 0, null, perProcessorStride: 2));
    }

    /// <summary>The copy of a per-processor cell that belongs to <paramref name="processor"/>.</summary>
    public Cell On(Cell perProcessor, Processor processor) => cells[perProcessor.Word + (perProcessor.Stride * processor.Index)];

    /// <summary>Adds a piece of memory that can be freed.</summary>
    public Region Region(string name) => new(name, Cell(name + " freed"));

    /// <summary>Adds a processor.</summary>
    /// <param name="name">Its name in traces and schedules.</param>
    /// <param name="mask">The value of its <see cref="Processor.Mask"/> before the first step.</param>
    public Processor Processor(string name, uint mask = 0)
    {
        if (threads.Count > 0)
        {
            throw new ModelException($"processor '{name}' is added after a thread; add all processors first");
        }

        var processor = new Processor(name, processors.Count, Cell(name + ".active"), Cell(name + ".current"), Cell(name + ".mask", mask));
        processors.Add(processor);
        return processor;
    }

    /// <summary>The mask of the processor that the process runs on. Add all processors first.</summary>
    public Cell OwnMask()
    {
        var first = processors[0].Mask.Word;
        var stride = processors.Count > 1 ? processors[1].Mask.Word - first : 1;
        return processors.TrueForAll(processor => processor.Mask.Word == first + (processor.Index * stride))
            ? new Cell("this_cpu.mask", first, 0, null, stride)
            : throw new ModelException("processors must be added one after the other, with no cell between some of them only");
    }

    /// <summary>Adds a process that runs on a processor of its own, or pinned to <paramref name="on"/>.</summary>
    public Process Process(string name, Func<Step> body, Processor? on = null)
    {
        if (on is not null && processes.Exists(other => other.Kind == ProcessKind.Pinned && other.Processor == on))
        {
            throw new ModelException($"process '{name}': {on} already has a pinned process; use threads to share a processor");
        }

        if (on is not null && threads.Count > 0)
        {
            throw NotBoth(name);
        }

        return Add(new Process(name, processes.Count, on is null ? ProcessKind.Free : ProcessKind.Pinned, body) { Processor = on });
    }

    /// <summary>Adds a process on a processor of its own that waits for what others give it to do, and may still wait when
    /// an execution ends.</summary>
    public Process Worker(string name, Func<Step> body) =>
        Add(new Process(name, processes.Count, ProcessKind.Free, body) { MayWait = true });

    /// <summary>Adds a thread.</summary>
    /// <param name="name">Its name in traces and schedules.</param>
    /// <param name="body">What it does.</param>
    /// <param name="initially">Where it is placed before the first step; null: nowhere.</param>
    /// <param name="allowed">The processors that it may be placed on.</param>
    /// <param name="runnable">Whether it may be placed before some process says so.</param>
    public ProcessThread Thread(string name, Func<Step> body, Processor? initially, IEnumerable<Processor> allowed, bool runnable = true)
    {
        if (processes.Exists(other => other.Kind == ProcessKind.Pinned))
        {
            throw NotBoth(name);
        }

        var number = threads.Count + 1;
        var thread = new ProcessThread(
            name,
            processes.Count,
            number,
            body,
            Cell(name + ".place", initially is null ? 0u : (uint)initially.Index + 1),
            Cell(name + ".active"),
            Cell(name + ".runnable", runnable ? 1u : 0u),
            allowed.Aggregate(0u, (mask, processor) => mask | (1u << processor.Index)));
        if (initially is not null)
        {
            if (initial.Exists(entry => entry.Word == initially.Occupant.Word))
            {
                throw new ModelException($"thread '{name}': {initially} already has a thread placed on it");
            }

            initial.Add((initially.Occupant.Word, (uint)number));
        }

        threads.Add(thread);
        return Add(thread);
    }

    /// <summary>Adds a handler on a processor. Where threads may be placed it strikes only while one is placed there.</summary>
    /// <param name="name">Its name in traces and schedules.</param>
    /// <param name="body">What it does.</param>
    /// <param name="on">Where it strikes.</param>
    /// <param name="level">Its level, from 1.</param>
    /// <param name="budget">How often it may still strike.</param>
    /// <param name="maskable">Any value of <see cref="Processor.Mask"/> but 0 masks it.</param>
    /// <param name="mustStrike">An execution does not end before the budget is used up.</param>
    /// <param name="maskedFrom">For one that is not <paramref name="maskable"/>: the least value of the mask that masks it all the same.</param>
    /// <param name="urgent">See <see cref="Handler.Urgent"/>.</param>
    public Handler Handler(string name, Func<Step> body, Processor on, int level, Cell budget, bool maskable, bool mustStrike = false, uint maskedFrom = uint.MaxValue, bool urgent = false) =>
        Add(new Handler(name, processes.Count, ProcessKind.Handler, body)
        {
            Processor = on,
            Level = CheckedLevel(name, level),
            Budget = budget,
            MaskedFrom = maskable ? 1 : maskedFrom,
            MustStrike = mustStrike,
            Urgent = urgent,
        });

    /// <summary>Adds a handler on top of a thread, such as its involuntary preemption.</summary>
    public Handler Handler(string name, Func<Step> body, ProcessThread on, int level, Cell budget, bool maskable) =>
        Add(new Handler(name, processes.Count, ProcessKind.ThreadHandler, body)
        {
            Thread = on,
            Level = CheckedLevel(name, level),
            Budget = budget,
            MaskedFrom = maskable ? 1 : uint.MaxValue,
            MustStrike = false,
        });

    /// <summary>Adds 1 to what a cell holds before the first step.</summary>
    public void Raise(Cell cell)
    {
        var known = initial.FindIndex(entry => entry.Word == cell.Word);
        Initialise(cell, (known >= 0 ? initial[known].Value : cell.Initial) + 1);
    }

    /// <summary>Sets what a cell holds before the first step.</summary>
    public void Initialise(Cell cell, uint value)
    {
        initial.RemoveAll(entry => entry.Word == cell.Word);
        initial.Add((cell.Word, value));
    }

    /// <summary>Adds a monitor.</summary>
    public void Watch(Monitor monitor) => monitors.Add(monitor);

    /// <summary>Whether some thread may be placed on a processor.</summary>
    internal bool MayHaveThreads(Processor processor) => threads.Exists(thread => (thread.Allowed >> processor.Index & 1) != 0);

    private static void RequireBuilding(string what)
    {
        if (StepExecution.IsStepping)
        {
            throw new ModelException($"{what} is added by a process while it runs; add everything before the exploration, outside of the bodies of processes");
        }
    }

    private static ModelException NotBoth(string name) =>
        new($"process '{name}': a model has pinned processes or threads, not both; make every pinned process a thread that is allowed on one processor");

    private static int CheckedLevel(string name, int level) =>
        level is >= 1 and <= 30 ? level : throw new ModelException($"handler '{name}': level {level} is not in 1..30");

    private T Add<T>(T process)
        where T : Process
    {
        RequireBuilding($"process '{process.Name}'");
        if (processes.Exists(other => string.Equals(other.Name, process.Name, StringComparison.Ordinal)))
        {
            throw new ModelException($"two processes are named '{process.Name}'; schedules need different names");
        }

        processes.Add(process);
        return process;
    }
}
