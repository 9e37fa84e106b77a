using Interleave.Exploration.Checkpoints;

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

    // Only for models with obligations: the state of the monitors in each state, and what transitions close and open again.
    private List<uint>? monitors;
    private readonly Dictionary<int, HashSet<Obligation>> reopened = [];

    /// <summary>Number of states expanded.</summary>
    public int States { get; private set; }

    /// <summary>Number of transitions.</summary>
    public int Transitions { get; private set; }

    /// <summary>Adds a transition out of the state being expanded.</summary>
    public void Add(int target, Move move)
    {
        if (Transitions == targets.Length)
        {
            Array.Resize(ref targets, checked(Math.Max(targets.Length, 1 << 10) * 2));
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
            Array.Resize(ref ends, checked(Math.Max(ends.Length, 1 << 10) * 2));
            Array.Resize(ref endings, ends.Length);
        }

        endings[States] = mayEnd;
        ends[States++] = Transitions;
    }

    /// <summary>Memory that growing takes if it happens while so many transitions are added, in bytes; else 0.</summary>
    public long NextGrowth(int added) =>
        (Transitions + (long)added > targets.LongLength ? targets.LongLength * 2 * (sizeof(int) + sizeof(ushort)) : 0)
        + (States + (long)added > ends.LongLength ? ends.LongLength * 2 * (sizeof(int) + sizeof(bool)) : 0);

    /// <summary>Keeps what obligations need.</summary>
    public void WatchObligations() => monitors = [];

    /// <summary>Notes the state of the monitors in the state to be expanded next.</summary>
    public void BeginState(uint monitorState) => monitors?.Add(monitorState);

    /// <summary>Notes that the last transition added closes obligations and opens them again.</summary>
    public void NoteReopened(IEnumerable<Obligation> obligations) => reopened[Transitions - 1] = [.. obligations];

    /// <summary>The state of the monitors in a state.</summary>
    public uint MonitorsIn(int state) => monitors![state];

    /// <summary>Whether a transition closes an obligation and opens it again.</summary>
    public bool IsReopenedBy(int transition, Obligation obligation) => reopened.TryGetValue(transition, out var obligations) && obligations.Contains(obligation);

    /// <summary>The position of the first transition out of a state.</summary>
    public int Begin(int state) => state == 0 ? 0 : ends[state - 1];

    /// <summary>Writes the graph.</summary>
    public void Save(CheckpointWriter writer)
    {
        writer.WriteArray<int>(targets.AsSpan(0, Transitions));
        writer.WriteArray<ushort>(labels.AsSpan(0, Transitions));
        writer.WriteArray<int>(ends.AsSpan(0, States));
        writer.WriteArray<bool>(endings.AsSpan(0, States));
        writer.WriteArray<uint>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(monitors));
        writer.Write(reopened.Count);
        foreach (var (transition, obligations) in reopened)
        {
            writer.Write(transition);
            writer.WriteArray<Obligation>(obligations.ToArray());
        }
    }

    /// <summary>Reads the graph.</summary>
    public void Restore(CheckpointReader reader)
    {
        targets = reader.ReadArray<int>();
        labels = reader.ReadArray<ushort>();
        ends = reader.ReadArray<int>();
        endings = reader.ReadArray<bool>();
        var known = reader.ReadArray<uint>();
        monitors?.AddRange(known);
        for (var left = reader.ReadInt64(); left > 0; left--)
        {
            reopened[reader.ReadInt32()] = [.. reader.ReadArray<Obligation>()];
        }

        (Transitions, States) = (targets.Length, ends.Length);
    }

    /// <summary>The successors of a state.</summary>
    public ReadOnlySpan<int> Successors(int state) => targets.AsSpan(Begin(state), ends[state] - Begin(state));

    /// <summary>Which process each transition out of a state belongs to, or <see cref="Strike"/>.</summary>
    public ReadOnlySpan<ushort> Labels(int state) => labels.AsSpan(Begin(state), ends[state] - Begin(state));

    /// <summary>Whether an execution may end in a state.</summary>
    public bool MayEnd(int state) => endings[state];
}
