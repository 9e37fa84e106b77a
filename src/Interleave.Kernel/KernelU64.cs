namespace Interleave.Kernel;

/// <summary>A plain <c>u64</c> variable: one operation on machines with 64-bit accesses, two on others.</summary>
public sealed class KernelU64(Architecture architecture, Cell64 cell) : IModelObject
{
    /// <summary>A load.</summary>
    public async Step<ulong> Read()
    {
        if (architecture.Has64BitStores)
        {
            return await cell.Read();
        }

        ulong low = await cell.Low.Read();
        return low | ((ulong)await cell.High.Read() << 32);
    }

    /// <summary>A store.</summary>
    public async Step Write(ulong value)
    {
        if (architecture.Has64BitStores)
        {
            await cell.Write(value);
            return;
        }

        await cell.Low.Write((uint)value);
        await cell.High.Write((uint)(value >> 32));
    }

    /// <summary><c>__this_cpu_inc_return()</c> on a per-CPU variable: returns the new value.</summary>
    public async Step<ulong> ThisCpuIncReturn()
    {
        if (architecture.HasOneInstructionPerCpuAdd)
        {
            return await cell.FetchAdd(1) + 1;
        }

        var value = await Read() + 1;
        await Write(value);
        return value;
    }
}
