using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Interleave.Exploration.Packed;

/// <summary>A list in memory that the garbage collector neither sees nor moves, aligned for vectors.</summary>
internal sealed unsafe class NativeList<T> : IDisposable
    where T : unmanaged
{
    private const nuint Alignment = 64;

    private int capacity;

    public NativeList(int capacity)
    {
        this.capacity = capacity;
        Items = (T*)NativeMemory.AlignedAlloc((nuint)capacity * (nuint)sizeof(T), Alignment);
    }

#pragma warning disable MA0055 // whoever forgets to dispose of it loses no memory for good
    ~NativeList() => NativeMemory.AlignedFree(Items);
#pragma warning restore MA0055

    /// <summary>The items; they move when the list grows.</summary>
    public T* Items { get; private set; }

    /// <summary>Number of items.</summary>
    public int Count { get; private set; }

    /// <summary>Appends items whose values are not set, and returns the number of the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Append(int count)
    {
        if (Count > capacity - count)
        {
            Grow(count);
        }

        var first = Count;
        Count += count;
        return first;
    }

    /// <summary>Appends items whose bytes are all 0, and returns the number of the first.</summary>
    public int AppendZeroed(int count)
    {
        var first = Append(count);
        NativeMemory.Clear(Items + first, (nuint)count * (nuint)sizeof(T));
        return first;
    }

    /// <summary>Forgets the items from some number on.</summary>
    public void Truncate(int count) => Count = count;

    public void Dispose()
    {
        NativeMemory.AlignedFree(Items);
        Items = null;
        GC.SuppressFinalize(this);
    }

    private void Grow(int count)
    {
        capacity = checked(Math.Max(capacity * 2, Count + count));
        var grown = (T*)NativeMemory.AlignedAlloc((nuint)capacity * (nuint)sizeof(T), Alignment);
        NativeMemory.Copy(Items, grown, (nuint)Count * (nuint)sizeof(T));
        NativeMemory.AlignedFree(Items);
        Items = grown;
    }
}
