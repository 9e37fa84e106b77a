using System.Runtime.CompilerServices;
using Interleave.Automata;

namespace Interleave.Exploration.Dpor;

/// <summary>
/// Executes a model one move at a time on the local automata, forwards and backwards, and says what each move accessed.
/// The rules are those of <see cref="TransitionSystem"/>, which expands whole states instead.
/// </summary>
/// <remarks>In models with handlers, all events on a processor depend on each other: what is active there decides which of
/// them are possible. The word that says what is active stands for that in their footprints.</remarks>
internal sealed partial class TraceExecutor
{
    private readonly LocalAutomata automata;
    private readonly MonitorProduct monitors;
    private readonly ProcessRow[] rows;
    private readonly ProcessorRow[] processors;
    private readonly ThreadRow[] threads;
    private readonly int[] urgent;
    private readonly int[] freedWord;
    private readonly bool[] isMask;
    private readonly bool[] hasHandlers;
    private readonly bool[] hasThreadHandlers;
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
    private Footprint conditions;

    /// <summary>Prepares the execution of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="watch">Whether monitors see events.</param>
    public TraceExecutor(Model model, bool watch)
    {
        Model = model;
        this.watch = watch && model.Monitors.Count > 0;
        var system = new TransitionSystem(model);
        Invariants = system.Invariants;
        automata = system.Automata;
        locals = system.Locals;
        monitorWord = system.Width - 1;
        rows = system.Rows.ToArray();
        processors = system.Processors.ToArray();
        threads = system.Threads.ToArray();
        freedWord = system.FreedWords.ToArray();
        urgent = [.. model.Processes.OfType<Handler>().Where(handler => handler.Urgent).Select(handler => handler.Index)];
        monitors = new MonitorProduct(model, automata);
        Initial = system.Initial;
        Initial[monitorWord] = monitors.Initial;
        InitialViolations = system.InitialEvents.Aggregate(0UL, (found, events) => found | WatchInitially(events));
        isMask = new bool[system.Width];
        foreach (ref readonly var processor in system.Processors)
        {
            isMask[processor.MaskWord] = true;
            MasksEverybody |= Initial[processor.MaskWord] == uint.MaxValue;
        }

        HasHandlers = model.Processes.Any(process => process is Handler);
        hasHandlers = [.. model.Processors.Select(processor => model.Processes.Any(process => process is Handler { Thread: null } && process.Processor == processor))];
        hasThreadHandlers = [.. model.Threads.Select(thread => model.Processes.Any(process => process is Handler handler && handler.Thread == thread))];
        ThreadOf = [.. model.Processes.Select(process => ((process as Handler)?.Thread ?? process as ProcessThread)?.Number - 1 ?? -1)];
        bits = new FootprintBits(system.Width);
        if (HasHandlers)
        {
            Nesting = bits.Reserve([.. processors.Select(processor => processor.ActiveWord), .. model.Threads.Select(thread => thread.Active.Word), .. threads.Select(thread => thread.PlaceWord)]);
        }

        work = now = new uint[system.Width];
        scratch = new uint[system.Width];
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
    public ulong InitialViolations { get; }

    /// <summary>Whether the model has handlers.</summary>
    public bool HasHandlers { get; }

    /// <summary>Whether some step so far has stored what masks also the handlers that nothing else does.</summary>
    public bool MasksEverybody { get; private set; }

    /// <summary>Processes, and one actor for each thread and processor.</summary>
    public int Actors => rows.Length + (threads.Length * processors.Length);

    /// <summary>Number of processors.</summary>
    public int ProcessorCount => processors.Length;

    /// <summary>For each process the thread that it is or that it is a handler of, or -1.</summary>
    public int[] ThreadOf { get; }

    /// <summary>Whether events are dependent exactly when they access a common word.</summary>
    public bool FootprintsAreExact => bits.Exact;

    /// <summary>The words that say what is active where, and which thread is placed where; see the remarks.</summary>
    public Footprint Nesting { get; }

    /// <summary>For tests: a write of the value that was there before is missing from footprints.</summary>
    public bool ForgetsEqualWrites { get; init; }

    /// <summary>Number of changes made since the initial state.</summary>
    public int Logged => logged;

    /// <summary>The violations of an execution that ends in this state.</summary>
    public ulong AtEnd() => monitors.AtEnd(work[monitorWord]);

    /// <summary>The process whose step a move of an actor is. Whoever places a thread counts as a process of its own, after
    /// those of the model.</summary>
    public int ProcessOf(int actor) => actor < rows.Length ? actor : rows.Length + ((actor - rows.Length) / processors.Length);

    /// <summary>The thread that an actor places.</summary>
    public int ThreadPlacedBy(int actor) => threads[(actor - rows.Length) / processors.Length].Index;

    /// <summary>What is known of a process.</summary>
    public ref readonly ProcessRow Row(int process) => ref rows[process];

    /// <summary>The local state of a process.</summary>
    public uint LocalOf(int process) => work[locals + process];

    /// <summary>Whether an actor places a thread.</summary>
    public bool Places(int actor) => actor >= rows.Length;

    /// <summary>The actor that places the same thread on another processor.</summary>
    public int OtherPlacement(int actor, int distance)
    {
        var (number, processor) = Math.DivRem(actor - rows.Length, processors.Length);
        return rows.Length + (number * processors.Length) + ((processor + distance) % processors.Length);
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

    /// <summary>Turns to a copy of the state; the state stays as it is.</summary>
    public void BeginScratch()
    {
        now.CopyTo(scratch, 0);
        work = scratch;
    }

    /// <summary>Takes back in the scratch state changes that nothing else there depends on.</summary>
    public void TakeBack(int from, int to)
    {
        for (var i = to - 1; i >= from; i--)
        {
            scratch[log[i].Word] = log[i].Old;
        }
    }

    /// <summary>Turns back from the scratch state.</summary>
    public void EndScratch() => work = now;

    /// <summary>What a possible move would be, without making it.</summary>
    public void Peek(int key, ref EventRecord record)
    {
        var count = logged;
        Execute(key, ref record);
        Undo(count);
    }

    private ulong WatchInitially(int events)
    {
        // Exceptions count whether monitors watch or not.
        var next = monitors.Step(Initial[monitorWord], events, out var violations);
        Initial[monitorWord] = watch ? next : Initial[monitorWord];
        return watch ? violations : violations & Invariants.Exception;
    }

    /// <summary>Writes a shared word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(int word, uint value)
    {
        if (!ForgetsEqualWrites || work[word] != value)
        {
            bits.Write(ref accessed, word);
        }

        MasksEverybody |= value == uint.MaxValue && isMask[word];
        SetWord(word, value);
    }

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
    private readonly record struct Change(int Word, uint Old, uint New);
}
