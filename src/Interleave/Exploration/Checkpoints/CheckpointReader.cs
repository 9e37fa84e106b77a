using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Interleave.Exploration.Checkpoints;

/// <summary>Reads what <see cref="CheckpointWriter"/> has written, from a file whose checksum is right.</summary>
internal sealed class CheckpointReader(Stream stream)
{
    public void Read(Span<byte> bytes) => stream.ReadExactly(bytes);

    public long ReadInt64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        Read(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    public int ReadInt32() => checked((int)ReadInt64());

    public ulong ReadUInt64() => (ulong)ReadInt64();

    public string ReadText()
    {
        var bytes = new byte[ReadInt32()];
        Read(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    public T[] ReadArray<T>(bool pinned = false)
        where T : unmanaged
    {
        var values = GC.AllocateUninitializedArray<T>(ReadInt32(), pinned);
        ReadElements<T>(values);
        return values;
    }

    public void ReadElements<T>(Span<T> values)
        where T : unmanaged
    {
        const int AtOnce = 1 << 20;
        for (var from = 0; from < values.Length; from += AtOnce)
        {
            Read(MemoryMarshal.AsBytes(values[from..Math.Min(values.Length, from + AtOnce)]));
        }
    }
}
