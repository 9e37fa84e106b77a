using System.Runtime.CompilerServices;

namespace Interleave.Kernel;

/// <summary>A plain <c>u64</c> variable: one operation on machines with 64-bit accesses, two on others.</summary>
/// <remarks>The trailing parameters are filled in by the compiler, so that a trace names the line of the caller.</remarks>
public sealed class KernelU64(Architecture architecture, Cell64 cell) : IModelObject
{
    /// <summary>A load.</summary>
    public async Step<ulong> Read([CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (architecture.Has64BitStores)
        {
            return await cell.Read(cell.Name, member, file, line);
        }

        ulong low = await cell.Low.Read(cell.Low.Name, member, file, line);
        return low | ((ulong)await cell.High.Read(cell.High.Name, member, file, line) << 32);
    }

    /// <summary>A store.</summary>
    public async Step Write(ulong value, [CallerArgumentExpression(nameof(value))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (architecture.Has64BitStores)
        {
            await cell.Write(value, cell.Name, operand, member, file, line);
            return;
        }

        await cell.Low.Write((uint)value, cell.Low.Name, operand, member, file, line);
        await cell.High.Write((uint)(value >> 32), cell.High.Name, operand, member, file, line);
    }

    /// <summary><c>__this_cpu_inc_return()</c> on a per-CPU variable: returns the new value.</summary>
    public async Step<ulong> ThisCpuIncReturn([CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (architecture.HasOneInstructionPerCpuAdd)
        {
            return await cell.FetchAdd(1, cell.Name, "1", member, file, line) + 1;
        }

        var value = await Read(member, file, line) + 1;
        await Write(value, "+ 1", member, file, line);
        return value;
    }
}
