namespace Interleave.Exploration;

/// <summary>What a unit looks at before it changes anything.</summary>
internal sealed partial class TransitionSystem
{
    /// <summary>Whether a word of the state vector is the local state of a process.</summary>
    public bool IsLocalState(int word) => word >= locals && word < monitorWord;

    /// <summary>The word of the process that a unit moves, and whether it moves only when that word is as it is.</summary>
    public int LocalWordOf(int unit) => locals + (unit < rows.Length ? unit : threads[(unit - rows.Length) % threads.Length].Index);

    /// <summary>
    /// The words that decide what <see cref="ExpandUnit"/> does: two states that agree in these, in the words that it changes and in the unit's local
    /// state have the same transitions of that unit. A word that only is changed is not named.
    /// </summary>
    /// <param name="unit">The unit.</param>
    /// <param name="local">The local state of its process, not <see cref="Automata.LocalAutomata.Finished"/>.</param>
    /// <param name="words">Receives the words, some of them more than once.</param>
    public void WordsRead(int unit, uint local, ICollection<int> words)
    {
        if (unit >= rows.Length)
        {
            var here = processors[(unit - rows.Length) / threads.Length];
            var thread = threads[(unit - rows.Length) % threads.Length];
            words.Add(here.OccupantWord);
            words.Add(here.ActiveWord);
            words.Add(thread.PlaceWord);
            words.Add(thread.RunnableWord);
            return;
        }

        ref readonly var row = ref rows[unit];
        AddPlaces(in row, local == row.Idle, words);
        AddOperands(in row, local, words);
        foreach (var index in urgent)
        {
            words.Add(locals + index);
            AddPlaces(in rows[index], idle: true, words);
        }
    }

    /// <summary>What <see cref="CanRun"/> reads.</summary>
    private void AddPlaces(in ProcessRow row, bool idle, ICollection<int> words)
    {
        if (row.Kind == ProcessKind.Free)
        {
            return;
        }

        if (row.Kind is ProcessKind.Thread or ProcessKind.ThreadHandler)
        {
            words.Add(row.PlaceWord);
            words.Add(row.ThreadActiveWord);
        }

        if (idle)
        {
            words.Add(row.BudgetWord);
        }

        foreach (var here in ProcessorsOf(row))
        {
            words.Add(here.ActiveWord);
            if (idle)
            {
                words.Add(here.MaskWord);
                words.Add(here.OccupantWord);
            }
        }
    }

    /// <summary>What the operation reads.</summary>
    private void AddOperands(in ProcessRow row, uint local, ICollection<int> words)
    {
        var operation = automata.Operations[local];
        if (operation.Word < 0 || operation.Kind is OperationKind.Pass or OperationKind.ProcessorIndex or OperationKind.Leave)
        {
            return;
        }

        if (operation.Stride == 0 || operation.Kind == OperationKind.Choose)
        {
            AddOperand(operation.Word, operation.Wide, words);
            return;
        }

        foreach (var here in ProcessorsOf(row))
        {
            AddOperand(operation.Word + (operation.Stride * processors.IndexOf(here)), operation.Wide, words);
        }
    }

    private void AddOperand(int word, bool wide, ICollection<int> words)
    {
        words.Add(word);
        if (wide)
        {
            words.Add(word + 1);
        }

        if (freedWord[word] >= 0)
        {
            words.Add(freedWord[word]);
        }
    }

    /// <summary>Where a process may be.</summary>
    private ReadOnlySpan<ProcessorRow> ProcessorsOf(ProcessRow row) =>
        row.Kind is ProcessKind.Thread or ProcessKind.ThreadHandler ? processors : row.Processor >= 0 ? processors.AsSpan(row.Processor, 1) : [];
}
