using Interleave.Automata;

namespace Interleave.Exploration.Reduced;

/// <summary>What the processes of a model may emit, in which order, whatever their operations return: their local automata
/// with nothing but the events.</summary>
internal sealed class EventLanguages
{
    private readonly Dictionary<uint, List<(uint To, int Letter)>> steps = [];
    private readonly uint[] first;
    private readonly bool[] restarts;
    private readonly uint[] entered;

    public EventLanguages(TransitionSystem system)
    {
        foreach (var (from, _, to, events) in system.Automata.Transitions)
        {
            if (!steps.TryGetValue(from, out var list))
            {
                steps.Add(from, list = []);
            }

            if (!list.Contains((to, events)))
            {
                list.Add((to, events));
            }
        }

        var rows = system.Rows.ToArray();
        first = [.. rows.Select((_, index) => system.Initial[system.Locals + index])];
        restarts = [.. rows.Select(row => row.Kind is ProcessKind.Handler or ProcessKind.ThreadHandler)];
        entered = [.. rows.Select(row => row.Entered)];
    }

    /// <summary>The languages of all processes when only some letters count.</summary>
    public IReadOnlyList<EventLanguage> Of(Func<int, bool> counts)
    {
        var languages = new List<EventLanguage>();
        for (var process = 0; process < first.Length; process++)
        {
            var starts = new Dictionary<uint, List<(int Letter, uint To)>>();
            var open = new Stack<uint>([first[process]]);
            while (open.TryPop(out var start))
            {
                if (starts.ContainsKey(start))
                {
                    continue;
                }

                var letters = LettersFrom(start, process, counts);
                starts.Add(start, letters);
                letters.ForEach(step => open.Push(step.To));
            }

            languages.Add(EventLanguage.Of(starts, first[process]));
        }

        return languages;
    }

    /// <summary>The letters that count that may come next after a local state, and where they lead.</summary>
    private List<(int Letter, uint To)> LettersFrom(uint local, int process, Func<int, bool> counts)
    {
        var found = new HashSet<(int, uint)>();
        var seen = new HashSet<uint>();
        var open = new Stack<uint>([local]);
        while (open.TryPop(out var at))
        {
            if (!seen.Add(at))
            {
                continue;
            }

            if (restarts[process] && at == first[process])
            {
                open.Push(entered[process]);
            }

            foreach (var (to, letter) in steps.GetValueOrDefault(at) ?? [])
            {
                // A handler that has come to its end is where it was before it struck.
                var target = to == LocalAutomata.Finished && restarts[process] ? first[process] : to;
                if (letter != 0 && counts(letter))
                {
                    found.Add((letter, target));
                }
                else
                {
                    open.Push(target);
                }
            }
        }

        return [.. found];
    }
}

/// <summary>An automaton of letters, with states that can do the same merged.</summary>
internal sealed class EventLanguage
{
    private readonly List<(int Letter, int To)[]> steps;

    private EventLanguage(List<(int Letter, int To)[]> steps, int first)
    {
        this.steps = steps;
        First = first;
    }

    /// <summary>Number of states.</summary>
    public int Count => steps.Count;

    /// <summary>The state before the first letter.</summary>
    public int First { get; }

    /// <summary>Merges states by partition refinement (bisimulation).</summary>
    public static EventLanguage Of(Dictionary<uint, List<(int Letter, uint To)>> states, uint first)
    {
        var classes = states.Keys.ToDictionary(state => state, _ => 0);
        for (var count = 1; ;)
        {
            var signatures = new Dictionary<string, int>(StringComparer.Ordinal);
            var refined = new Dictionary<uint, int>();
            var rows = new List<(int, int)[]>();
            foreach (var (state, letters) in states)
            {
                var signature = letters.Select(step => (step.Letter, To: classes[step.To])).Distinct().Order().ToArray();
                var key = classes[state] + ":" + string.Join(';', signature);
                if (!signatures.TryGetValue(key, out var number))
                {
                    number = signatures.Count;
                    signatures.Add(key, number);
                    rows.Add(signature);
                }

                refined.Add(state, number);
            }

            if (signatures.Count == count)
            {
                // Nothing was split: what the signatures call classes are the same ones, numbered anew.
                var renumbered = new int[count];
                foreach (var (state, number) in refined)
                {
                    renumbered[classes[state]] = number;
                }

                return new EventLanguage([.. rows.Select(row => row.Select(step => (step.Item1, renumbered[step.Item2])).ToArray())], refined[first]);
            }

            (classes, count) = (refined, signatures.Count);
        }
    }

    /// <summary>The letters that may come next.</summary>
    public (int Letter, int To)[] From(int state) => steps[state];
}
