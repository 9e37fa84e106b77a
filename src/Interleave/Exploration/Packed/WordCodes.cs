namespace Interleave.Exploration.Packed;

/// <summary>Numbers the values that one word of the state vector takes, from 0 in the order in which they are found.</summary>
/// <remarks>Any number of threads may ask. A value that is read by its code was numbered before that code was handed on.</remarks>
internal sealed class WordCodes
{
    private readonly Dictionary<uint, int> codes = [];
    private readonly Lock gate = new();
    private uint[] values;

    /// <summary>Starts with one value, of code 0.</summary>
    public WordCodes(uint first)
    {
        values = [first];
        codes.Add(first, 0);
    }

    /// <summary>The value with a code.</summary>
    public uint this[int code] => values[code];

    /// <summary>The code of a value.</summary>
    public int CodeOf(uint value)
    {
        lock (gate)
        {
            if (!codes.TryGetValue(value, out var code))
            {
                code = codes.Count;
                if (code == values.Length)
                {
                    var grown = values;
                    Array.Resize(ref grown, code * 2);
                    Volatile.Write(ref values, grown);
                }

                values[code] = value;
                codes.Add(value, code);
            }

            return code;
        }
    }
}
