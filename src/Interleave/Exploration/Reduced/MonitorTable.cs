namespace Interleave.Exploration.Reduced;

/// <summary>One monitor as an explicit automaton. Its letters are the lists of events that processes emit.</summary>
internal sealed class MonitorTable(Monitor monitor)
{
    /// <summary>A monitor that can come to more places than this, counted together with what the processes may still emit, is
    /// taken for one in which nothing commutes.</summary>
    private const int MaxPlaces = 300_000;

    /// <summary>Likewise for its own states: a monitor that counts has no end of them.</summary>
    private const int MaxStates = 4_000;

    /// <summary>Up to this many states a monitor is simply closed under all letters in any order.</summary>
    private const int MaxClosure = 200;

    private const int Unknown = -1;
    private const int Broken = 0;
    private const int Failed = 1;
    private const int Start = 2;

    private readonly List<object?> states = [null, null, monitor.InitialState];
    private readonly Dictionary<object, int> numbers = new() { [monitor.InitialState] = Start };
    private readonly List<IReadOnlyList<object>> letters = [];
    private readonly List<List<int>> next = [];
    private readonly List<bool> matters = [];
    private bool tooLarge;
    private int first = Start;

    /// <summary>The states that executions can bring the monitor to, or more.</summary>
    private List<int> reachable = [Start];

    /// <summary>Adds a letter.</summary>
    public void AddLetter(IReadOnlyList<object> events)
    {
        letters.Add(events);
        next.Add([]);
        matters.Add(false);
    }

    /// <summary>Whether two letters lead to the same state in either order, from every reachable state known.</summary>
    public bool Commute(int one, int other)
    {
        if (letters[one].Count == 0 || letters[other].Count == 0)
        {
            return true;
        }

        return !tooLarge && reachable.TrueForAll(state => Step(Step(state, one), other) == Step(Step(state, other), one));
    }

    /// <summary>Finds the reachable states again, with all letters and processes known by now.</summary>
    /// <param name="languages">What the processes may emit.</param>
    /// <param name="initially">The letters before the first operation.</param>
    public void Explore(EventLanguages languages, IReadOnlyList<int> initially)
    {
        first = initially.Aggregate(Start, Step);
        if (tooLarge || CloseFreely())
        {
            return;
        }

        do
        {
            if (Explore(languages.Of(letter => matters[letter])) is not { } found)
            {
                tooLarge = true;
                return;
            }

            reachable = found;
        }
        while (AnyStartsToMatter());
    }

    /// <summary>Closes the states under all letters; false when there are too many.</summary>
    private bool CloseFreely()
    {
        var seen = new HashSet<int> { Start };
        var queue = new Queue<int>(seen);
        while (queue.TryDequeue(out var state) && seen.Count <= MaxClosure)
        {
            for (var letter = 1; letter < letters.Count; letter++)
            {
                var target = Step(state, letter);
                matters[letter] |= target != state;
                if (seen.Add(target))
                {
                    queue.Enqueue(target);
                }
            }
        }

        if (seen.Count > MaxClosure)
        {
            return false;
        }

        reachable = [.. seen];
        return true;
    }

    /// <summary>The states that the monitor comes to while the processes emit what their automata say, in any order of one
    /// process against another; null when there are too many.</summary>
    private List<int>? Explore(IReadOnlyList<EventLanguage> processes)
    {
        var places = new HashSet<ulong>();
        var queue = new Queue<(int State, ulong Phases)>();
        var found = new HashSet<int> { first };
        var phases = 0UL;
        var capacity = 1UL;
        foreach (var process in processes)
        {
            phases += (ulong)process.First * capacity;
            capacity *= (ulong)process.Count;
            if (capacity > 1UL << 40)
            {
                return null;
            }
        }

        queue.Enqueue((first, phases));
        while (queue.TryDequeue(out var place))
        {
            var unit = 1UL;
            foreach (var process in processes)
            {
                var phase = (int)(place.Phases / unit % (ulong)process.Count);
                foreach (var (letter, target) in process.From(phase))
                {
                    var state = Step(place.State, letter);
                    var after = place.Phases + ((ulong)target * unit) - ((ulong)phase * unit);
                    found.Add(state);
                    if (states[state] is not null && places.Add(((ulong)state << 40) | after))
                    {
                        queue.Enqueue((state, after));
                        if (places.Count > MaxPlaces || states.Count > MaxStates)
                        {
                            return null;
                        }
                    }
                }

                unit *= (ulong)process.Count;
            }
        }

        return [.. found];
    }

    private bool AnyStartsToMatter()
    {
        var any = false;
        for (var letter = 1; letter < letters.Count; letter++)
        {
            if (!matters[letter] && reachable.Exists(state => Step(state, letter) != state))
            {
                matters[letter] = any = true;
            }
        }

        return any;
    }

    private int Step(int state, int letter)
    {
        var row = next[letter];
        while (row.Count <= state)
        {
            row.Add(Unknown);
        }

        if (row[state] == Unknown)
        {
            row[state] = Compute(state, letters[letter]);
        }

        return row[state];
    }

    private int Compute(int state, IReadOnlyList<object> events)
    {
        if (states[state] is not { } at)
        {
            return state;
        }

        foreach (var occurrence in events)
        {
            try
            {
                at = monitor.On(at, occurrence);
            }
#pragma warning disable CA1031 // a monitor may refuse what no execution does; where one does, the search itself meets it
            catch (Exception)
#pragma warning restore CA1031
            {
                return Failed;
            }

            if (at is Violation)
            {
                return Broken;
            }
        }

        if (!numbers.TryGetValue(at, out var number))
        {
            number = states.Count;
            states.Add(at);
            numbers.Add(at, number);
        }

        return number;
    }
}
