namespace Interleave.Exploration.Reduced;

/// <summary>Finds processors that are identical as far as their processes go; see <see cref="Symmetry"/>.</summary>
internal static class ProcessorParts
{
    /// <summary>The groups of at least two identical processors.</summary>
    public static IEnumerable<IdenticalParts> Identical(TransitionSystem system)
    {
        if (system.Threads.Length > 0)
        {
            return [];
        }

        return from index in Enumerable.Range(0, system.Processors.Length)
               group index by Describe(system, index) into same
               let parts = WithoutRepetition([.. same.Select(index => PartOf(system, index))])
               where parts.Length > 1 && AreApart(parts)
               select new IdenticalParts(parts);
    }

    /// <summary>What runs on a processor, in words that are equal when it is the same.</summary>
    private static string Describe(TransitionSystem system, int processor)
    {
        var pinned = PinnedTo(system, processor).Select(index => system.Initial[system.Locals + index]);
        var handlers = HandlersOf(system, processor).Select(index => system.Rows[index]).Select(row => (row.Entered, row.Level, row.MaskedFrom, row.MustStrike, row.Urgent));
        return $"{string.Join(' ', pinned)}: {string.Join(' ', handlers)}";
    }

    private static Part PartOf(TransitionSystem system, int processor)
    {
        var handlers = HandlersOf(system, processor);
        var own = system.Processors[processor];
        int[] locals = [.. handlers, .. PinnedTo(system, processor)];
        return new Part(
            [
                .. locals.Select(index => system.Locals + index),
                .. handlers.Select(index => system.Rows[index].BudgetWord),
                own.ActiveWord, own.OccupantWord, own.MaskWord,
                .. system.Model.PerProcessorWords.Select(copies => copies.First + (processor * copies.Stride)),
            ],
            [.. handlers.Select(index => system.Rows[index].Idle)]);
    }

    /// <summary>A budget may be a processor's copy of a cell; once is enough.</summary>
    private static Part[] WithoutRepetition(Part[] parts)
    {
        var first = parts[0].Words;
        var kept = Enumerable.Range(0, first.Length)
            .Where(i => !Enumerable.Range(0, i).Any(earlier => Array.TrueForAll(parts, part => part.Words[i] == part.Words[earlier])))
            .ToList();
        return Array.ConvertAll(parts, part => part with { Words = [.. kept.Select(i => part.Words[i])] });
    }

    /// <summary>Whether no two positions are the same one, which exchanging would spoil: handlers that share a budget, for
    /// instance.</summary>
    private static bool AreApart(Part[] parts)
    {
        var words = parts.SelectMany(part => part.Words).ToList();
        return words.Count == words.Distinct().Count();
    }

    private static List<int> PinnedTo(TransitionSystem system, int processor) =>
        Find(system, row => row.Kind == ProcessKind.Pinned && row.Processor == processor);

    /// <summary>The handlers of a processor, identical ones of different processors in the same order.</summary>
    private static List<int> HandlersOf(TransitionSystem system, int processor) =>
    [
        .. Find(system, row => row.Kind == ProcessKind.Handler && row.Processor == processor)
            .OrderBy(index => system.Rows[index].Entered)
            .ThenBy(index => system.Rows[index].Level)
            .ThenBy(index => system.Rows[index].MaskedFrom)
            .ThenBy(index => system.Rows[index].MustStrike)
            .ThenBy(index => system.Rows[index].Urgent),
    ];

    private static List<int> Find(TransitionSystem system, Func<ProcessRow, bool> matches)
    {
        var found = new List<int>();
        for (var index = 0; index < system.Rows.Length; index++)
        {
            if (matches(system.Rows[index]))
            {
                found.Add(index);
            }
        }

        return found;
    }
}
