using Interleave.Automata;

namespace Interleave.Exploration.Reduced;

/// <summary>
/// The <see cref="Future"/> of every local state found so far: the least fixpoint over the local automata. Automata are
/// discovered while they are explored, so a future can turn out to have been too small. What was relied on is remembered;
/// when it grows, the pass that relied on it proves nothing (<see cref="Outgrown"/>) and has to be repeated with what is
/// known by then. A pass that relied on nothing that grew is sound: the first local step that no automaton knows would
/// have been executed by it, since everything before that step was known.
/// </summary>
internal sealed class FutureFootprints
{
    /// <summary>A bit each in a word.</summary>
    private const int MaxProcessors = 32;

    private readonly LocalAutomata automata;
    private readonly Action<Future, Operation>? distort;
    private readonly List<Future> futures = [];
    private readonly Dictionary<(int Word, int Stride, bool Wide), int> numbers = [];
    private readonly List<(int Word, int Stride, bool Wide)> cells = [];
    private readonly Stack<uint> grown = new();
    private readonly HashSet<int> reliedNotRaised = [];
    private readonly HashSet<int> reliedBelowMaximum = [];
    private readonly BitSet raised = new();
    private readonly BitSet atMaximum = new();
    private int known;

    /// <summary>Starts with nothing: see <see cref="Update"/>.</summary>
    /// <param name="automata">The automata.</param>
    /// <param name="distort">For tests: changes what an operation counts as.</param>
    public FutureFootprints(LocalAutomata automata, Action<Future, Operation>? distort = null)
    {
        this.automata = automata;
        this.distort = distort;
    }

    /// <summary>Whether something grew that the current pass has relied on.</summary>
    public bool Outgrown { get; private set; }

    /// <summary>The cells that footprints speak of, by number: a stride stands for the copies of all processors.</summary>
    public IReadOnlyList<(int Word, int Stride, bool Wide)> Cells => cells;

    /// <summary>What may happen from a local state on.</summary>
    public Future this[uint local] => futures[(int)local];

    /// <summary>Starts a pass that has relied on nothing yet.</summary>
    public void BeginPass()
    {
        Outgrown = false;
        reliedNotRaised.Clear();
        reliedBelowMaximum.Clear();
        foreach (var future in futures)
        {
            future.ReliedOn = false;
        }
    }

    /// <summary>Takes in what the automata have learned.</summary>
    public void Update()
    {
        while (futures.Count < automata.Count)
        {
            var operation = futures.Count == LocalAutomata.Finished ? new Operation(OperationKind.Pass, -1) : automata.Operations[futures.Count];
            var own = OwnOf(in operation);
            distort?.Invoke(own, operation);
            futures.Add(own);
        }

        for (; known < automata.Transitions.Count; known++)
        {
            var (from, _, to, events) = automata.Transitions[known];
            futures[(int)to].Before.Add(from);
            Absorb(from, to, events);
        }

        while (grown.TryPop(out var local))
        {
            foreach (var before in futures[(int)local].Before)
            {
                Absorb(before, local, events: 0);
            }
        }
    }

    /// <summary>Whether nothing increases a word, ever; the current pass relies on the answer.</summary>
    public bool IsNeverRaised(int word) => RelyOn(word, raised, reliedNotRaised);

    /// <summary>Whether nothing stores <see cref="uint.MaxValue"/> in a word, ever; the current pass relies on the answer.</summary>
    public bool IsBelowMaximum(int word) => RelyOn(word, atMaximum, reliedBelowMaximum);

    private bool RelyOn(int word, BitSet exceptions, HashSet<int> relied)
    {
        foreach (var number in exceptions)
        {
            if (Covers(cells[number], word))
            {
                return false;
            }
        }

        relied.Add(word);
        return true;
    }

    private static bool Covers((int Word, int Stride, bool Wide) cell, int word)
    {
        for (var processor = 0; processor < (cell.Stride == 0 ? 1 : MaxProcessors); processor++)
        {
            var first = cell.Word + (cell.Stride * processor);
            if (word == first || (cell.Wide && word == first + 1))
            {
                return true;
            }
        }

        return false;
    }

    private void Absorb(uint from, uint to, int events)
    {
        var future = futures[(int)from];
        if (future.Absorb(futures[(int)to], events))
        {
            Outgrown |= future.ReliedOn;
            grown.Push(from);
        }
    }

    private Future OwnOf(in Operation operation)
    {
        var own = new Future { Blocks = operation.Away };
        if (operation.Word < 0)
        {
            return own;
        }

        var cell = NumberOf(operation.Word, operation.Stride, operation.Wide);
        switch (operation.Kind)
        {
            case OperationKind.Read:
                own.Reads.Add(cell);
                break;
            case OperationKind.WaitEqual or OperationKind.WaitNotEqual:
                own.Reads.Add(cell);
                own.Blocks = true;
                break;
            case OperationKind.Choose:
                own.Reads.Add(cell);
                own.Writes.Add(cell);
                break;
            case OperationKind.Leave:
                Raise(own, cell, in operation);
                own.Leaves = own.Blocks = true;
                break;
            case OperationKind.WaitExchange:
                own.Reads.Add(cell);
                Raise(own, cell, in operation);
                own.Blocks = true;
                break;
            default:
                own.Reads.Add(cell);
                Raise(own, cell, in operation);
                break;
        }

        return own;
    }

    private void Raise(Future own, int cell, in Operation operation)
    {
        own.Writes.Add(cell);
        own.Raises.Add(cell);
        Except(raised, reliedNotRaised, cell);
        var storesOperand = operation.Kind is OperationKind.Write or OperationKind.Exchange or OperationKind.CompareExchange or OperationKind.WaitExchange or OperationKind.Leave;
        if (!storesOperand || operation.Wide || operation.Operand == uint.MaxValue)
        {
            Except(atMaximum, reliedBelowMaximum, cell);
        }
    }

    private void Except(BitSet exceptions, HashSet<int> relied, int cell)
    {
        if (exceptions.Add(cell))
        {
            Outgrown |= relied.Any(word => Covers(cells[cell], word));
        }
    }

    private int NumberOf(int word, int stride, bool wide)
    {
        if (!numbers.TryGetValue((word, stride, wide), out var number))
        {
            number = cells.Count;
            cells.Add((word, stride, wide));
            numbers.Add((word, stride, wide), number);
        }

        return number;
    }
}
