namespace Interleave.Exploration;

/// <summary>The successors of each state, by number. States are numbered in the order in which they are expanded, so
/// the successors of one are adjacent.</summary>
internal sealed class StateGraph
{
    /// <summary>The label of a transition that no fairness makes happen.</summary>
    public const ushort Strike = ushort.MaxValue;

    private int[] targets = new int[1 << 10];
    private ushort[] labels = new ushort[1 << 10];
    private int[] ends = new int[1 << 10];
    private bool[] endings = new bool[1 << 10];

    /// <summary>Number of states expanded.</summary>
    public int States { get; private set; }

    /// <summary>Number of transitions.</summary>
    public int Transitions { get; private set; }

    /// <summary>Adds a transition out of the state being expanded.</summary>
    public void Add(int target, Move move)
    {
        if (Transitions == targets.Length)
        {
            Array.Resize(ref targets, checked(targets.Length * 2));
            Array.Resize(ref labels, targets.Length);
        }

        targets[Transitions] = target;
        labels[Transitions++] = move.IsStrike ? Strike : (ushort)move.Process;
    }

    /// <summary>Ends the expansion of a state.</summary>
    /// <param name="mayEnd">Whether an execution may end in it.</param>
    public void Close(bool mayEnd)
    {
        if (States == ends.Length)
        {
            Array.Resize(ref ends, checked(ends.Length * 2));
            Array.Resize(ref endings, ends.Length);
        }

        endings[States] = mayEnd;
        ends[States++] = Transitions;
    }

    /// <summary>The successors of a state.</summary>
    public ReadOnlySpan<int> Successors(int state) => targets.AsSpan(Begin(state), ends[state] - Begin(state));

    /// <summary>Which process each transition out of a state belongs to, or <see cref="Strike"/>.</summary>
    public ReadOnlySpan<ushort> Labels(int state) => labels.AsSpan(Begin(state), ends[state] - Begin(state));

    /// <summary>Whether an execution may end in a state.</summary>
    public bool MayEnd(int state) => endings[state];

    private int Begin(int state) => state == 0 ? 0 : ends[state - 1];
}
