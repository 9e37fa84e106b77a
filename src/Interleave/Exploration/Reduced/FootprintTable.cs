namespace Interleave.Exploration.Reduced;

/// <summary>The footprints of the processes of a model: the futures of their local states with what their kind adds (the
/// strike of a handler, the placement of a thread) and with per-processor cells resolved to where they may run.</summary>
internal sealed class FootprintTable
{
    private readonly TransitionSystem system;
    private readonly FutureFootprints futures;
    private readonly List<Footprint?[]>[] tables;
    private readonly Footprint nothing;
    private readonly int words;

    public FootprintTable(TransitionSystem system, FutureFootprints futures)
    {
        this.system = system;
        this.futures = futures;
        words = system.Model.CellWords;
        nothing = new Footprint(words);
        tables = [.. system.Rows.ToArray().Select(_ => new List<Footprint?[]>())];
    }

    /// <summary>What a process may still do.</summary>
    /// <param name="process">Its index.</param>
    /// <param name="local">Its local state.</param>
    /// <param name="processors">Where it may run, a bit each.</param>
    /// <param name="mayStrike">For a handler: whether it may strike (again).</param>
    public Footprint Of(int process, uint local, uint processors, bool mayStrike)
    {
        ref readonly var row = ref system.Rows[process];
        if (local == Automata.LocalAutomata.Finished || (local == row.Idle && !mayStrike))
        {
            return nothing;
        }

        var variant = (uint.IsPow2(processors) ? 1 + System.Numerics.BitOperations.TrailingZeroCount(processors) : 0) * 2;
        ref var entry = ref Entry(tables[process], variant + (mayStrike ? 1 : 0), local);
        var version = futures[local].Version + (mayStrike ? futures[row.Idle].Version + futures[row.Entered].Version : 0);
        return entry is { } known && known.Version == version ? known : entry = Make(in row, local, processors, mayStrike, version);
    }

    private static ref Footprint? Entry(List<Footprint?[]> table, int variant, uint local)
    {
        while (table.Count <= variant)
        {
            table.Add([]);
        }

        if (table[variant].Length <= local)
        {
            var grown = table[variant];
            Array.Resize(ref grown, Math.Max((int)local + 1, grown.Length * 2));
            table[variant] = grown;
        }

        return ref table[variant][local];
    }

    private Footprint Make(in ProcessRow row, uint local, uint processors, bool mayStrike, int version)
    {
        var footprint = new Footprint(words) { Version = version };
        Add(footprint, futures[local], processors);
        if (mayStrike)
        {
            Add(footprint, futures[row.Idle], processors);
            Add(footprint, futures[row.Entered], processors);
            footprint.Writes.Add(row.BudgetWord);
        }

        switch (row.Kind)
        {
            case ProcessKind.Handler when row.NeedsOccupant:
                footprint.Reads.Add(system.Processors[row.Processor].OccupantWord);
                break;
            case ProcessKind.ThreadHandler:
                footprint.Reads.Add(row.PlaceWord);
                if (footprint.Leaves)
                {
                    AddPlacement(footprint, row.PlaceWord, processors);
                }

                break;
            case ProcessKind.Thread:
                AddPlacement(footprint, row.PlaceWord, processors);
                break;
        }

        AddUrgent(footprint.Reads, in row, processors);
        return footprint;
    }

    /// <summary>Adds what decides whether urgent handlers hold the process.</summary>
    private void AddUrgent(WordSet reads, in ProcessRow row, uint processors)
    {
        foreach (ref readonly var other in system.Rows)
        {
            if (other.Urgent && (row.Kind != ProcessKind.Handler || row.Level < other.Level) && (processors >> other.Processor & 1) != 0)
            {
                reads.Add(system.Processors[other.Processor].MaskWord);
                reads.Add(system.Processors[other.Processor].OccupantWord);
                reads.Add(other.BudgetWord);
            }
        }
    }

    /// <summary>Adds what the placement of a thread accesses, and what taking it off does.</summary>
    private void AddPlacement(Footprint footprint, int place, uint processors)
    {
        for (var processor = 0; processor < system.Processors.Length; processor++)
        {
            if ((processors >> processor & 1) != 0)
            {
                footprint.Writes.Add(system.Processors[processor].OccupantWord);
            }
        }

        footprint.Writes.Add(place);
        foreach (ref readonly var thread in system.Threads)
        {
            if (thread.PlaceWord == place)
            {
                footprint.Reads.Add(thread.RunnableWord);
            }
        }
    }

    private void Add(Footprint footprint, Future future, uint processors)
    {
        AddWords(footprint.Reads, future.Reads, processors);
        AddWords(footprint.Writes, future.Writes, processors);
        AddWords(footprint.Raises, future.Raises, processors);

        // Whatever it writes it reads, but for its own being runnable, which is part of no memory.
        foreach (var number in future.Reads)
        {
            AddFreed(footprint, futures.Cells[number]);
        }

        footprint.Events.UnionWith(future.Events);
        footprint.Blocks |= future.Blocks;
        footprint.Leaves |= future.Leaves;
    }

    private void AddFreed(Footprint footprint, (int Word, int Stride, bool Wide) cell)
    {
        if (system.FreedWords[cell.Word] >= 0)
        {
            footprint.Reads.Add(system.FreedWords[cell.Word]);
        }
    }

    private void AddWords(WordSet set, BitSet numbers, uint processors)
    {
        foreach (var number in numbers)
        {
            var (word, stride, wide) = futures.Cells[number];
            for (var processor = 0; processor < (stride == 0 ? 1 : system.Processors.Length); processor++)
            {
                if (stride == 0 || (processors >> processor & 1) != 0)
                {
                    set.Add(word + (stride * processor));
                    if (wide)
                    {
                        set.Add(word + (stride * processor) + 1);
                    }
                }
            }
        }
    }
}
