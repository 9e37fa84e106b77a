using Interleave;

namespace UnwindCheck.Mutants;

/// <summary>Read-modify-writes as a load and a store, between which everything else may happen. Mutants call them, hence public.</summary>
public static class LoadAndStore
{
    /// <summary>Instead of <c>Exchange</c>.</summary>
    public static async Step<uint> ExchangeInTwo(this Cell cell, uint value)
    {
        var old = await cell.ReadOnce();
        await cell.WriteOnce(value);
        return old;
    }

    /// <summary>Instead of <c>Exchange</c>.</summary>
    public static async Step<ulong> ExchangeInTwo(this Cell64 cell, ulong value)
    {
        var old = await cell.ReadOnce();
        await cell.WriteOnce(value);
        return old;
    }

    /// <summary>Instead of <c>CompareExchange</c>.</summary>
    public static async Step<uint> CompareExchangeInTwo(this Cell cell, uint expected, uint value)
    {
        var old = await cell.ReadOnce();
        if (old == expected)
        {
            await cell.WriteOnce(value);
        }

        return old;
    }

    /// <summary>Instead of <c>CompareExchange</c>.</summary>
    public static async Step<ulong> CompareExchangeInTwo(this Cell64 cell, ulong expected, ulong value)
    {
        var old = await cell.ReadOnce();
        if (old == expected)
        {
            await cell.WriteOnce(value);
        }

        return old;
    }

    /// <summary>Instead of <c>FetchAdd</c>.</summary>
    public static async Step<uint> FetchAddInTwo(this Cell cell, uint value)
    {
        var old = await cell.ReadOnce();
        await cell.WriteOnce(old + value);
        return old;
    }

    /// <summary>Instead of <c>FetchAdd</c>.</summary>
    public static async Step<ulong> FetchAddInTwo(this Cell64 cell, ulong value)
    {
        var old = await cell.ReadOnce();
        await cell.WriteOnce(old + value);
        return old;
    }

    /// <summary>Instead of <c>FetchOr</c>.</summary>
    public static async Step<uint> FetchOrInTwo(this Cell cell, uint bits)
    {
        var old = await cell.ReadOnce();
        await cell.WriteOnce(old | bits);
        return old;
    }

    /// <summary>Instead of <c>FetchOr</c>.</summary>
    public static async Step<ulong> FetchOrInTwo(this Cell64 cell, ulong bits)
    {
        var old = await cell.ReadOnce();
        await cell.WriteOnce(old | bits);
        return old;
    }

    /// <summary>Instead of <c>FetchAndNot</c>.</summary>
    public static async Step<uint> FetchAndNotInTwo(this Cell cell, uint bits)
    {
        var old = await cell.ReadOnce();
        await cell.WriteOnce(old & ~bits);
        return old;
    }

    /// <summary>Instead of <c>FetchAndNot</c>.</summary>
    public static async Step<ulong> FetchAndNotInTwo(this Cell64 cell, ulong bits)
    {
        var old = await cell.ReadOnce();
        await cell.WriteOnce(old & ~bits);
        return old;
    }
}
