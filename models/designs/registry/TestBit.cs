using Interleave;

namespace UnwindCheck.Models.Designs;

/// <summary><c>test_bit(work->bit, &amp;bits)</c> on a snapshot that is a variable on the stack.</summary>
internal static class TestBit
{
    /// <summary>Whether the tracer's bit is in the snapshot.</summary>
    /// <remarks>A descriptor that is being cancelled has bit -1: then test_bit() reads the highest bit of the word that lies
    /// before the variable, whatever that holds. The search tries both.</remarks>
    public static async Step<bool> InSnapshot(RegisteredWork work, ulong bits)
    {
        var bit = await work.Bit.Read();
        return bit == RegisteredWork.NoBit
            ? await CellOperations.Choose(2, "test_bit(-1): the highest bit of whatever lies before the variable") == 1
            : (bits & UnwindBits.Of(bit)) != 0;
    }
}
