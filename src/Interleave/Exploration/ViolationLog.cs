namespace Interleave.Exploration;

/// <summary>Which states violate which invariants: with a transition out of them, or by being the end of an execution.</summary>
internal sealed class ViolationLog
{
    private readonly List<(int State, ulong OnTheWayOut, ulong AtEnd)> entries = [];

    /// <summary>The states that violate anything, in the order of their numbers.</summary>
    public IReadOnlyList<(int State, ulong OnTheWayOut, ulong AtEnd)> Entries => entries;

    /// <summary>Writes down what a state violates, if it does.</summary>
    public void Add(int state, ulong onTheWayOut, ulong atEnd)
    {
        if ((onTheWayOut | atEnd) != 0)
        {
            entries.Add((state, onTheWayOut, atEnd));
        }
    }
}
