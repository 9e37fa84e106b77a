using Interleave;
using Interleave.Exploration;
using Interleave.Replay;
using Interleave.Walking;

namespace UnwindCheck.Explorer;

/// <summary>The places that walks have come to, found again by their schedules: a step further costs a step only.</summary>
/// <param name="walker">The model's walker.</param>
internal sealed class PlaceTree(Walker walker)
{
    /// <summary>Steps of the longest path.</summary>
    public const int LongestPath = 20_000;

    /// <summary>A place takes a few kilobytes.</summary>
    private const int MostPlaces = 50_000;

    private readonly Place start = Place.Start(walker);
    private int places = 1;

    /// <summary>The place that a schedule leads to.</summary>
    /// <exception cref="ReplayException">The model cannot follow it.</exception>
    public Place At(Schedule schedule)
    {
        if (places > MostPlaces)
        {
            start.ForgetNext();
            places = 1;
        }

        var here = start;
        foreach (var entry in schedule.Entries)
        {
            here = Follow(here, entry);
        }

        return here;
    }

    /// <summary>The place that moves lead to from another one.</summary>
    public Place After(Place here, IEnumerable<Move> moves) => moves.Aggregate(here, (place, move) => Go(place, place.Ways.All.First(way => way.Move == move)));

    private Place Follow(Place here, ScheduleEntry entry)
    {
        var process = walker.Model.Processes.FirstOrDefault(process => process.Name == entry.Process)
            ?? throw new ReplayException(here.Depth + 1, $"there is no process '{entry.Process}'; there are {string.Join(", ", walker.Model.Processes)}");
        if (entry.Processor is not null)
        {
            return Go(here, Only(here, process, way => way.Move.Kind == MoveKind.Place && walker.Model.Processors[way.Move.Value].Name == entry.Processor));
        }

        if (here.Depth + (long)entry.Count > LongestPath)
        {
            throw new ReplayException(here.Depth + 1, $"the path has more than {LongestPath} steps");
        }

        var choices = new Queue<int>(entry.Choices);
        for (var i = 0; i < entry.Count; i++)
        {
            var choosing = here.Ways.All.Any(way => way.Move.Process == process.Index && way.Move.Kind != MoveKind.Place && way.Move.Value >= 0);
            var choice = !choosing ? -1 : choices.TryDequeue(out var chosen) ? chosen
                : throw new ReplayException(here.Depth + 1, $"{process} has to choose, but the schedule gives no more choices for this run");
            here = Go(here, Only(here, process, way => way.Move.Kind != MoveKind.Place && way.Move.Value == choice));
        }

        return choices.Count == 0 ? here : throw new ReplayException(here.Depth, $"{process} made fewer choices than the schedule gives for this run");
    }

    private static Way Only(Place here, Process process, Func<Way, bool> wanted) =>
        here.Ways.All.FirstOrDefault(way => way.Move.Process == process.Index && wanted(way))
        ?? throw new ReplayException(here.Depth + 1, $"{process} cannot go on as the schedule says; " + (here.Ways.All.Count == 0 ? "nothing can" : "what can: " + string.Join(", ", here.Ways.All.Select(way => here.Interpreter.NameOf(way.Move.Process)).Distinct())));

    private Place Go(Place here, Way way)
    {
        var place = here.Go(way, out var isNew);
        places += isNew ? 1 : 0;
        return place;
    }
}
