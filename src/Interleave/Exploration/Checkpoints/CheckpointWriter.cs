using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Interleave.Exploration.Checkpoints;

/// <summary>Writes numbers, texts and arrays, all little-endian, and keeps a checksum of them.</summary>
internal sealed class CheckpointWriter(Stream stream) : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Dispose() => hash.Dispose();

    public void Write(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        stream.Write(bytes);
    }

    public void Write(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        Write(bytes);
    }

    public void Write(ulong number) => Write((long)number);

    public void Write(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Write(bytes.Length);
        Write(bytes);
    }

    /// <summary>Writes the length of an array and its elements.</summary>
    public void WriteArray<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Write(values.Length);
        WriteElements(values);
    }

    /// <summary>Writes elements whose number the reader knows.</summary>
    public void WriteElements<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        // A span of bytes cannot be as long as the longest arrays.
        const int AtOnce = 1 << 20;
        for (var from = 0; from < values.Length; from += AtOnce)
        {
            Write(MemoryMarshal.AsBytes(values[from..Math.Min(values.Length, from + AtOnce)]));
        }
    }

    /// <summary>Ends with the checksum of everything written.</summary>
    public void WriteChecksum() => stream.Write(hash.GetHashAndReset());
}
