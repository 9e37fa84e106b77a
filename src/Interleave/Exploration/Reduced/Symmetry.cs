namespace Interleave.Exploration.Reduced;

/// <summary>
/// Identical processes and processors: exchanging two of them makes of every execution another one that is judged the same
/// (Ip and Dill, "Better verification through symmetry", 1996). Of states that become each other in this way one stands for
/// all: its parts are sorted.
/// </summary>
/// <remarks>
/// <para>Nobody has to say what is identical. What a process does next is a function of its local state, and local states of
/// different processes that do the same on the same cells are the same number. So free processes that begin in the same local
/// state are identical. A process that refers to itself, or to cells of its own, begins in another one.</para>
/// <para>Two processors are identical when the same is true of their pinned processes and their handlers, and when no operation
/// tells them apart: none asks for the processor's index, and none accesses a word of one of them but as the copy of the processor
/// that it runs on. Operations are known only when they are found, so <see cref="Verify"/> says at the end of a pass whether that was
/// so. Threads refer to processors by their index; where there are any, processors are left as they are.</para>
/// <para>Monitors see events, never who emitted them; see <see cref="TransitionSystem"/>.</para>
/// </remarks>
internal sealed class Symmetry
{
    private readonly TransitionSystem system;
    private readonly IdenticalParts[] processes;
    private readonly WordSet ofProcessors;
    private IdenticalParts[] processors;

    /// <summary>Finds what is identical in a model.</summary>
    public Symmetry(TransitionSystem system)
    {
        this.system = system;
        processes = [.. IdenticalProcesses(system)];
        processors = [.. ProcessorParts.Identical(system)];
        ofProcessors = new WordSet(system.Model.CellWords);
        foreach (var word in processors.SelectMany(parts => parts.Words).Where(word => word < system.Locals))
        {
            ofProcessors.Add(word);
        }
    }

    /// <summary>Whether no operation found so far tells processors apart that were taken for identical. If one does, they are not
    /// from now on.</summary>
    public bool Verify()
    {
        if (processors.Length == 0 || !TellsProcessorsApart())
        {
            return true;
        }

        processors = [];
        return false;
    }

    /// <summary>Puts the state that stands for a state in its place; the fingerprint of that one.</summary>
    public ulong Represent(Span<uint> state, ulong fingerprint)
    {
        foreach (var parts in processes)
        {
            fingerprint = parts.Sort(state, fingerprint);
        }

        foreach (var parts in processors)
        {
            fingerprint = parts.Sort(state, fingerprint);
        }

        return fingerprint;
    }

    private static IEnumerable<IdenticalParts> IdenticalProcesses(TransitionSystem system) =>
        from index in Enumerable.Range(0, system.Rows.Length)
        let row = system.Rows[index]
        where row.Kind == ProcessKind.Free
        group system.Locals + index by (system.Initial[system.Locals + index], row.MayWait) into same
        where same.Count() > 1
        select new IdenticalParts([.. same.Select(word => new Part([word], []))]);

    private bool TellsProcessorsApart()
    {
        for (var local = 1; local < system.Automata.Count; local++)
        {
            ref readonly var operation = ref system.Automata.Operations[local];
            if (operation.Kind == OperationKind.ProcessorIndex || (operation.Stride == 0 && AccessesCell(in operation) && ofProcessors.Contains(operation.Word)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The upper word of a 64-bit cell belongs to whom its lower word does.</summary>
    private static bool AccessesCell(in Operation operation) =>
        operation.Kind < OperationKind.Choose || (operation.Kind == OperationKind.Choose && operation.Word >= 0);
}

/// <summary>What the state says of one of several identical processes or processors.</summary>
/// <param name="Words">Positions in the state vector, in the same order for each.</param>
/// <param name="Idle">For positions of handlers' local states the one in which it is not active, which each handler has a
/// number of its own for; 0 elsewhere. May be shorter.</param>
internal sealed record Part(int[] Words, uint[] Idle)
{
    private const uint NotActive = uint.MaxValue;

    /// <summary>A word of the part as the other parts would have it.</summary>
    public uint Read(ReadOnlySpan<uint> state, int index)
    {
        var value = state[Words[index]];
        return index < Idle.Length && Idle[index] != 0 && Idle[index] == value ? NotActive : value;
    }

    /// <summary>The word that the part has for what <see cref="Read"/> gave of another one.</summary>
    public uint Own(int index, uint value) => value == NotActive && index < Idle.Length && Idle[index] != 0 ? Idle[index] : value;
}

/// <summary>Parts of the state that may be exchanged.</summary>
internal sealed class IdenticalParts(Part[] parts)
{
    private readonly uint[] one = new uint[parts[0].Words.Length];

    /// <summary>All positions.</summary>
    public IEnumerable<int> Words => parts.SelectMany(part => part.Words);

    /// <summary>Sorts the parts; the fingerprint of the state that this makes.</summary>
    public ulong Sort(Span<uint> state, ulong fingerprint)
    {
        for (var end = 1; end < parts.Length; end++)
        {
            for (var i = end; i > 0 && IsBefore(state, parts[i], parts[i - 1]); i--)
            {
                fingerprint = Exchange(state, fingerprint, parts[i], parts[i - 1]);
            }
        }

        return fingerprint;
    }

    private static bool IsBefore(ReadOnlySpan<uint> state, Part part, Part other)
    {
        for (var i = 0; i < part.Words.Length; i++)
        {
            if (part.Read(state, i) is var mine && other.Read(state, i) is var others && mine != others)
            {
                return mine < others;
            }
        }

        return false;
    }

    private ulong Exchange(Span<uint> state, ulong fingerprint, Part part, Part other)
    {
        for (var i = 0; i < one.Length; i++)
        {
            one[i] = part.Read(state, i);
        }

        for (var i = 0; i < one.Length; i++)
        {
            fingerprint = Write(state, fingerprint, part.Words[i], part.Own(i, other.Read(state, i)));
            fingerprint = Write(state, fingerprint, other.Words[i], other.Own(i, one[i]));
        }

        return fingerprint;
    }

    private static ulong Write(Span<uint> state, ulong fingerprint, int word, uint value)
    {
        fingerprint ^= Fingerprint.Mix(word, state[word]) ^ Fingerprint.Mix(word, value);
        state[word] = value;
        return fingerprint;
    }
}
