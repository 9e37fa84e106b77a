using System.Runtime.InteropServices;

namespace Interleave.Exploration.Packed;

/// <summary>
/// Zeroed memory outside of the garbage-collected heap that can grow in place. On Linux address space is reserved, which
/// costs nothing, and a page gets memory when it is first written; elsewhere, and beyond what could be reserved, growing copies.
/// </summary>
internal sealed unsafe partial class ReservedMemory : IDisposable
{
    private const nuint Alignment = 1 << 21;
    private const int ReadAndWrite = 3;
    private const int PrivateAnonymousUnreserved = 0x02 | 0x20 | 0x4000;
    private const int AdviseHugePages = 14;

    private void* start;
    private nuint mapped;

    /// <summary>Reserves memory.</summary>
    /// <param name="bytes">What is needed now.</param>
    /// <param name="foreseen">What may be needed later.</param>
    /// <exception cref="ModelException">There is not so much.</exception>
    public ReservedMemory(nuint bytes, nuint foreseen) => Allocate(bytes, foreseen);

#pragma warning disable MA0055 // whoever forgets to dispose of it loses no memory for good
    ~ReservedMemory() => Free();
#pragma warning restore MA0055

    /// <summary>Where it begins: at a multiple of 2 MB.</summary>
    public ulong* Start { get; private set; }

    /// <summary>How much of it can be used, in bytes.</summary>
    public nuint Length { get; private set; }

    /// <summary>Makes it longer; what is there stays, the rest is zero.</summary>
    /// <exception cref="ModelException">There is not so much.</exception>
    public void Extend(nuint bytes)
    {
        if (bytes <= Length)
        {
            return;
        }

        var oldStart = Start;
        var oldPages = start;
        var (oldMapped, oldLength) = (mapped, Length);
        Allocate(bytes, bytes);
        Buffer.MemoryCopy(oldStart, Start, Length, oldLength);
        Release(oldPages, oldMapped);
    }

    /// <summary>Asks for pages of 2 MB: looking an address up is then rarely a miss of its own.</summary>
    public void PreferHugePages(nuint bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            // A hint: when it is not taken, nothing but time is lost.
            _ = Advise(Start, nuint.Min(bytes, Length), AdviseHugePages);
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Allocate(nuint bytes, nuint foreseen)
    {
        for (var wanted = nuint.Max(bytes, foreseen); OperatingSystem.IsLinux(); wanted = nuint.Max(bytes, wanted / 2))
        {
            mapped = wanted + Alignment;
            start = Map(null, mapped, ReadAndWrite, PrivateAnonymousUnreserved, -1, 0);
            if ((nint)start != -1)
            {
                Start = (ulong*)(((nuint)start + Alignment - 1) & ~(Alignment - 1));
                Length = wanted;
                return;
            }

            if (wanted == bytes)
            {
                throw new ModelException($"no {bytes >> 20:N0} MB of memory are left for the search");
            }
        }

        start = NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(start, bytes);
        Start = (ulong*)start;
        mapped = Length = bytes;
    }

    private void Free()
    {
        if (start != null)
        {
            Release(start, mapped);
            start = null;
        }
    }

    private static void Release(void* pages, nuint bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Unmap(pages, bytes);
        }
        else
        {
            NativeMemory.AlignedFree(pages);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void* Map(void* address, nuint bytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(void* address, nuint bytes);

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* address, nuint bytes, int advice);
}
