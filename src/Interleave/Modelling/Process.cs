namespace Interleave;

/// <summary>How a process gets to run.</summary>
public enum ProcessKind
{
    /// <summary>On a processor of its own: always, when its operation is enabled.</summary>
    Free,

    /// <summary>On a fixed processor at the lowest level, whenever no handler is active there.</summary>
    Pinned,

    /// <summary>On whichever processor it is placed on; see <see cref="ProcessThread"/>.</summary>
    Thread,

    /// <summary>On a fixed processor above its level; see <see cref="Handler"/>.</summary>
    Handler,

    /// <summary>On top of one thread, wherever that is placed; see <see cref="Handler"/>.</summary>
    ThreadHandler,
}

/// <summary>A sequential process of a model.</summary>
public class Process : IModelObject
{
    internal Process(string name, int index, ProcessKind kind, Func<Step> body)
    {
        Name = name;
        Index = index;
        Kind = kind;
        Body = body;
    }

    /// <summary>The name shown in traces and schedules.</summary>
    public string Name { get; }

    /// <summary>Position among the model's processes, from 0.</summary>
    public int Index { get; }

    /// <summary>How the process gets to run.</summary>
    public ProcessKind Kind { get; }

    /// <summary>The processor of a pinned process or processor handler, else null.</summary>
    public Processor? Processor { get; internal init; }

    /// <summary>An execution may end while it waits: it serves others, and nobody may need it any more.</summary>
    public bool MayWait { get; internal init; }

    internal Func<Step> Body { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A process that a scheduler places on processors: it runs while placed and while no handler is active
/// there. It leaves by <see cref="CellOperations.Leave"/> and is
/// placed again, on any allowed processor that is free, when the search decides so.</summary>
public sealed class ProcessThread : Process
{
    internal ProcessThread(string name, int index, int number, Func<Step> body, Cell place, Cell active, Cell runnable, uint allowed)
        : base(name, index, ProcessKind.Thread, body)
    {
        Number = number;
        Place = place;
        Active = active;
        Runnable = runnable;
        Allowed = allowed;
    }

    /// <summary>Number from 1, the value of <see cref="Processor.Occupant"/> where the thread is placed.</summary>
    public int Number { get; }

    /// <summary>The index + 1 of the processor that the thread is placed on, or 0.</summary>
    public Cell Place { get; }

    /// <summary>The thread is placed on a processor only while this is not 0.</summary>
    public Cell Runnable { get; }

    /// <summary>Bit L is set while a thread handler of level L is active on top of the thread.</summary>
    internal Cell Active { get; }

    /// <summary>Bit i is set when the thread may be placed on processor i.</summary>
    internal uint Allowed { get; }
}

/// <summary>A process that starts by itself, at most as often as its budget says, on top of what runs at a lower
/// level, and runs to completion before that goes on. When it may strike, the search decides whether it does.</summary>
public sealed class Handler : Process
{
    internal Handler(string name, int index, ProcessKind kind, Func<Step> body)
        : base(name, index, kind, body)
    {
    }

    /// <summary>Its level, from 1. A handler starts only above strictly lower levels.</summary>
    public required int Level { get; init; }

    /// <summary>How often it may still strike. Handlers may share this cell.</summary>
    public required Cell Budget { get; init; }

    /// <summary>Starts only while <see cref="Processor.Mask"/> is less than this: 1 for a handler that is masked by any
    /// value but 0.</summary>
    public required uint MaskedFrom { get; init; }

    /// <summary>When it may strike, nothing of a lower level goes on where it would: an interrupt that is already
    /// pending, as opposed to one that may come. Other handlers may still strike first.</summary>
    public bool Urgent { get; init; }

    /// <summary>An execution does not end before the budget is used up.</summary>
    public required bool MustStrike { get; init; }

    /// <summary>The thread that a thread handler runs on top of.</summary>
    public ProcessThread? Thread { get; init; }
}
