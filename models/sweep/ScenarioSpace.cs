namespace UnwindCheck.Models.Sweep;

/// <summary>All scenarios up to a size, each once but for the names of tracers.</summary>
public static class ScenarioSpace
{
    private static readonly string[][] Handlers = [[], ["irq"], ["nmi"], ["irq", "nmi"], ["nmi", "nmi depth 2"]];

    private static readonly string[] Hooks = ["user_exit", "irq_enable", "irq_disable", "user_enter", "sched_switch", "sched_process_exit", "signal_deliver"];

    /// <summary>Enumerates them, smaller ones first.</summary>
    public static IReadOnlyList<SweepScenario> Enumerate(SweepBounds bounds)
    {
        var shapes = Plain(bounds).Select(shape => (shape, bounds.Requests));
        if (bounds.Hooks)
        {
            shapes = shapes.Concat(WithHooks(bounds).Select(shape => (shape, Math.Min(bounds.Requests, 2))));
        }

        return [.. shapes
            .SelectMany(pair => Placements(bounds, pair.shape, pair.Item2).Select(requests => SweepText.Build(pair.shape, requests)))
            .OrderBy(scenario => scenario.Size)
            .ThenBy(scenario => scenario.Scenario.Name, StringComparer.Ordinal)];
    }

    /// <summary>The scenario with a name, of those with up to four requests; null: there is none.</summary>
    public static SweepScenario? Find(string name) =>
        Enumerable.Range(1, 4).Select(requests => Enumerate(new SweepBounds(requests)).FirstOrDefault(scenario => scenario.Scenario.Name == name)).FirstOrDefault(found => found is not null);

    private static IEnumerable<SweepShape> Plain(SweepBounds bounds) =>
        from handlers in Handlers
        where handlers.Length <= bounds.Interrupts
        from remote in Enum.GetValues<RemotePlan>()
        where bounds.Cancels || remote == RemotePlan.None
        from exits in Choices(bounds.Exits)
        from moves in Choices(bounds.Moves)
        where !moves || handlers.Length < 2
        select new SweepShape(handlers, remote, exits, moves);

    private static IEnumerable<SweepShape> WithHooks(SweepBounds bounds)
    {
        var handlers = Handlers.Where(handlers => handlers.Length <= Math.Min(1, bounds.Interrupts)).ToList();
        foreach (var hook in Hooks)
        {
            var exits = hook == "sched_process_exit";
            if (exits && !bounds.Exits)
            {
                continue;
            }

            foreach (var handler in handlers)
            {
                yield return new SweepShape(handler, RemotePlan.None, exits, hook == "sched_switch" && bounds.Moves, hook, hook == "signal_deliver" ? SweepExtra.Signal : SweepExtra.None);
            }
        }

        foreach (var extra in Enum.GetValues<SweepExtra>().Where(extra => extra != SweepExtra.None))
        {
            foreach (var handler in handlers)
            {
                yield return new SweepShape(handler, RemotePlan.None, Exits: false, Moves: false, Extra: extra);
            }
        }
    }

    /// <summary>All ways to place requests: every handler and tracepoint asks, and of two ways that differ by the names of
    /// the tracers only one is taken.</summary>
    private static IEnumerable<IReadOnlyList<PlacedRequest>> Placements(SweepBounds bounds, SweepShape shape, int most)
    {
        var places = new List<int> { 0 };
        if (bounds.Contexts > 1)
        {
            places.Add(1);
        }

        places.AddRange(Enumerable.Range(2, shape.Interrupts.Count));
        if (shape.Hook is not null)
        {
            places.Add(4);
        }

        var choices = places.SelectMany(place => Enumerable.Range(0, bounds.Tracers).Select(tracer => new PlacedRequest(place, tracer))).ToList();
        foreach (var requests in Sequences(choices, most))
        {
            if (places.TrueForAll(place => place < 2 || requests.Any(request => request.Place == place)) && IsWanted(shape, requests))
            {
                yield return requests;
            }
        }
    }

    private static bool IsWanted(SweepShape shape, IReadOnlyList<PlacedRequest> requests)
    {
        var (first, second) = (requests.Any(request => request.Tracer == 0), requests.Any(request => request.Tracer == 1));
        return shape.Remote switch
        {
            // w comes first.
            RemotePlan.None => requests[0].Tracer == 0,
            RemotePlan.CarefulReplace => first && second,
            _ => first,
        };
    }

    /// <summary>All sequences of 1 to <paramref name="most"/> choices whose places do not descend: the order of requests in
    /// different places is up to the search, that in one place counts.</summary>
    private static IEnumerable<IReadOnlyList<PlacedRequest>> Sequences(IReadOnlyList<PlacedRequest> choices, int most)
    {
        if (most == 0)
        {
            yield break;
        }

        foreach (var choice in choices)
        {
            yield return [choice];
            foreach (var rest in Sequences(choices, most - 1))
            {
                if (rest[0].Place >= choice.Place)
                {
                    yield return [choice, .. rest];
                }
            }
        }
    }

    private static bool[] Choices(bool both) => both ? [false, true] : [false];
}
