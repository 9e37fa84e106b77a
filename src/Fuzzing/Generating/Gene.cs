namespace UnwindCheck.Fuzzing;

/// <summary>A number that is read digit by digit, each digit in the base that it is needed in. 0 has zeros only, and zeros
/// stand for what is simplest.</summary>
internal sealed class Gene(int number)
{
    private uint rest = (uint)Math.Abs((long)number);

    /// <summary>The next digit, from 0 to <paramref name="count"/> - 1.</summary>
    public int Take(int count)
    {
        var digit = rest % (uint)count;
        rest /= (uint)count;
        return (int)digit;
    }

    /// <summary>One of some values, chosen by the next digit.</summary>
    public T Of<T>(params ReadOnlySpan<T> values) => values[Take(values.Length)];
}
