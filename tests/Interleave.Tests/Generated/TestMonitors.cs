namespace Interleave.Tests.Generated;

/// <summary>Watches the pairs of a tag and a value that generated programs emit: a 1 must not directly follow a 2 with
/// the same value.</summary>
internal sealed class OrderMonitor : Monitor<(int Tag, uint Value)>
{
    public override string Invariant => "order";

    protected override (int Tag, uint Value) Start => default;

    protected override (int Tag, uint Value) Next((int Tag, uint Value) state, object occurrence, out Violation? violation)
    {
        violation = null;
        if (occurrence is not ValueTuple<int, uint> seen)
        {
            return state;
        }

        violation = seen.Item1 == 1 && state == (2, seen.Item2) ? new Violation("1 follows 2") : null;
        return seen;
    }
}

/// <summary>An execution must not end after an odd number of 0s.</summary>
internal sealed class ParityMonitor : Monitor<bool>
{
    public override string Invariant => "parity";

    protected override bool Start => false;

    protected override bool Next(bool state, object occurrence, out Violation? violation)
    {
        violation = null;
        return state ^ (occurrence is ValueTuple<int, uint> { Item1: 0 });
    }

    protected override Violation? Finally(bool state) => state ? new Violation("an odd number of zeros") : null;
}
