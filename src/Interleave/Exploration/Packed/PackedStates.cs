namespace Interleave.Exploration.Packed;

/// <summary>A piece of memory with packed states of one layout. Those who have expanded its states give it back.</summary>
internal sealed unsafe class PackedStates(ReservedMemory memory)
{
    /// <summary>Lanes of a vector.</summary>
    public const int VectorLanes = 4;

    private int left;

    /// <summary>The layout of the states.</summary>
    public StateLayout Layout { get; private set; } = null!;

    /// <summary>The first state.</summary>
    public ulong* Start => memory.Start;

    /// <summary>Number of states.</summary>
    public int Count { get; set; }

    /// <summary>How many states have room.</summary>
    public int Capacity { get; private set; }

    /// <summary>A state.</summary>
    public ulong* this[int index] => memory.Start + ((long)index * Layout.Lanes);

    /// <summary>Makes it empty.</summary>
    public void Clear(StateLayout layout)
    {
        Layout = layout;
        Count = 0;
        Capacity = (int)(memory.Length / sizeof(ulong)) / layout.Lanes;
    }

    /// <summary>From now on its states are expanded.</summary>
    public void Open() => left = Count;

    /// <summary>Some of its states have been expanded; true when these were the last.</summary>
    public bool Close(int count) => Interlocked.Add(ref left, -count) == 0;

    /// <summary>Gives the memory back to the system.</summary>
    public void Free() => memory.Dispose();
}

/// <summary>The memory of packed states, used again and again.</summary>
internal sealed class PackedStatesPool : IDisposable
{
    private const int PieceBytes = 1 << 21;

    /// <summary>So many pieces are made before large pages are worth it.</summary>
    private const int Small = 2;

    private readonly Stack<PackedStates> free = [];
    private readonly List<PackedStates> all = [];
    private readonly Lock gate = new();

    /// <summary>All of it, in bytes.</summary>
    public long Bytes => (long)all.Count * PieceBytes;

    /// <summary>An empty piece.</summary>
    public PackedStates Take(StateLayout layout)
    {
        lock (gate)
        {
            if (!free.TryPop(out var states))
            {
                var memory = new ReservedMemory(PieceBytes, PieceBytes);
                if (all.Count >= Small)
                {
                    memory.PreferHugePages(PieceBytes);
                }

                all.Add(states = new PackedStates(memory));
            }

            states.Clear(layout);
            return states;
        }
    }

    /// <summary>Takes a piece back.</summary>
    public void Return(PackedStates states)
    {
        lock (gate)
        {
            free.Push(states);
        }
    }

    public void Dispose()
    {
        foreach (var states in all)
        {
            states.Free();
        }
    }
}
