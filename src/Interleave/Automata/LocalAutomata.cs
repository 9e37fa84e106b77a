namespace Interleave.Automata;

/// <summary>
/// The local automata of a model's processes, built as the search asks for them. A local state is where a process
/// stands with its live locals; its next operation is a property of it; and the local state after the operation is a
/// pure function of it and of what the operation returned. So each local step executes C# code once, on a copy of
/// the frames, and is a table look-up from then on.
/// </summary>
/// <remarks>Several threads may step at once. Look-ups take no lock; the C# code of the processes runs on one thread at a
/// time.</remarks>
internal sealed class LocalAutomata
{
    /// <summary>The local state of a finished process.</summary>
    public const uint Finished = 0;

    private const int NoEvents = 0;

    private readonly List<LocalState> states = [new([], null!)];
    private readonly Dictionary<ulong[], uint> numbers = new(WordsComparer.Instance);
    private readonly bool forgetsLocal;
    private readonly LocalStateKey key;
    private readonly EventLists eventLists = new();
    private readonly TransitionTable table = new();
    private readonly List<LocalTransition> transitions = [];
    private readonly Lock gate = new();
    private Operation[] operations = new Operation[256];

    /// <summary>Starts with no local state but <see cref="Finished"/>.</summary>
    /// <param name="forgetsLocal">For tests: local states that differ in one live local are taken for one.</param>
    public LocalAutomata(bool forgetsLocal = false)
    {
        this.forgetsLocal = forgetsLocal;
        key = new LocalStateKey(new ObjectNumbers());
    }

    /// <summary>Number of local states found so far, of all processes.</summary>
    public int Count => states.Count;

    /// <summary>The local transitions found so far, in the order in which they were found.</summary>
    public IReadOnlyList<LocalTransition> Transitions => transitions;

    /// <summary>Number of lists of events found so far; the empty one is 0.</summary>
    public int EventListCount => eventLists.Count;

    /// <summary>The next operation of each local state, by its number.</summary>
    public Operation[] Operations => operations;

    /// <summary>The source of a local state's next operation.</summary>
    public OperationSite SiteOf(uint state) => states[(int)state].Site;

    /// <summary>All operations found so far, by source.</summary>
    public IEnumerable<(Operation Operation, OperationSite Site)> Sites() =>
        states.Skip(1).Select((state, index) => (Operations[index + 1], state.Site));

    /// <summary>The events of a transition, by the number that <see cref="Step"/> gave.</summary>
    public IReadOnlyList<object> EventsOf(int list) => eventLists[list];

    /// <summary>The first local state of a process.</summary>
    public uint Start(Func<Step> body, out int events)
    {
        var execution = StepExecution.Current;
        Frame[]? frames;
        Exception? failure = null;
        try
        {
            frames = execution.Start(body);
        }
        catch (Exception exception) when (exception is not ModelException)
        {
            frames = null;
            failure = exception;
        }

        events = NumberEvents(execution, failure);
        return frames is null ? Finished : Intern(frames, execution);
    }

    /// <summary>The local state after the operation of <paramref name="state"/> returned <paramref name="result"/>.</summary>
    /// <param name="state">The local state.</param>
    /// <param name="result">What the operation returned; 0 if it returns nothing.</param>
    /// <param name="events">The number of the list of events that the process emitted; 0: none.</param>
    public uint Step(uint state, ulong result, out int events) =>
        table.TryGet(state, result, out var next, out events) ? next : Extend(state, result, out events);

    /// <summary>A second local state that stands where <paramref name="state"/> does.</summary>
    public uint Duplicate(uint state) => Append(states[(int)state], Operations[state]);

    /// <summary>Takes a step again that was taken before, and says where it leads now.</summary>
    public (uint To, int Events) TakeAgain(LocalTransition step)
    {
        lock (gate)
        {
            return (Take(step.From, step.Result, out var events), events);
        }
    }

    private uint Extend(uint state, ulong result, out int events)
    {
        lock (gate)
        {
            return table.TryGet(state, result, out var next, out events) ? next : ExtendAlone(state, result, out events);
        }
    }

    private uint ExtendAlone(uint state, ulong result, out int events)
    {
        var next = Take(state, result, out events);
        table.Add(state, result, next, events);
        transitions.Add(new LocalTransition(state, result, next, events));
        return next;
    }

    private uint Take(uint state, ulong result, out int events)
    {
        var execution = StepExecution.Current;
        Frame[]? frames;
        Exception? failure = null;
        try
        {
            frames = execution.Resume(states[(int)state].Frames, result);
        }
        catch (Exception exception) when (exception is not ModelException)
        {
            frames = null;
            failure = exception;
        }

        events = NumberEvents(execution, failure);
        return frames is null ? Finished : Intern(frames, execution);
    }

    private int NumberEvents(StepExecution execution, Exception? failure)
    {
        if (failure is null && execution.Emitted.Count == 0)
        {
            return NoEvents;
        }

        return eventLists.NumberOf(failure is null ? [.. execution.Emitted] : [.. execution.Emitted, ProcessFailed.By(failure)]);
    }

    private uint Intern(Frame[] frames, StepExecution execution)
    {
        key.Clear();
        var operation = execution.Pending;
        key.Add((ulong)operation.Kind | (operation.Wide ? 1UL << 8 : 0) | (operation.Plain ? 1UL << 9 : 0) | ((ulong)(uint)operation.Word << 32));
        key.Add((ulong)operation.Stride);
        key.Add(operation.Operand);
        key.Add(operation.Comparand);
        foreach (var frame in frames)
        {
            var before = key.Count;
            frame.Describe(key);

            // The first word of a frame says where it stands, the others are its locals.
            if (forgetsLocal && key.Count > before + 1)
            {
                key.RemoveLast();
            }
        }

        var words = key.ToArray();
        if (numbers.TryGetValue(words, out var number))
        {
            return number;
        }

        number = Append(new LocalState(frames, execution.Site), operation);
        numbers.Add(words, number);
        return number;
    }

    private uint Append(LocalState state, Operation operation)
    {
        var number = (uint)states.Count;
        states.Add(state);
        if (number >= Operations.Length)
        {
            var grown = Operations;
            Array.Resize(ref grown, grown.Length * 2);
            grown[number] = operation;
            Volatile.Write(ref operations, grown);
        }

        operations[number] = operation;
        return number;
    }

    private sealed record LocalState(Frame[] Frames, OperationSite Site);
}

/// <summary>A step of a local automaton.</summary>
/// <param name="From">The local state before.</param>
/// <param name="Result">What the operation returned.</param>
/// <param name="To">The local state after.</param>
/// <param name="Events">The number of the list of events emitted.</param>
internal readonly record struct LocalTransition(uint From, ulong Result, uint To, int Events);

/// <summary>The event that stands for an exception of a process.</summary>
/// <param name="Description">The exception's type, message and place.</param>
public sealed record ProcessFailed(string Description)
{
    internal static ProcessFailed By(Exception exception)
    {
        var message = exception is CheckFailedException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
        return new ProcessFailed(message);
    }
}
