using Interleave;
using Interleave.Exploration;
using Interleave.Replay;
using Interleave.Walking;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Traces;

namespace UnwindCheck.Explorer;

/// <summary>One design in one scenario that somebody walks through, while a search beside it finds out how far it is to each
/// violation.</summary>
internal sealed class Session : IDisposable
{
    private readonly Lock walking = new();
    private readonly PlaceTree places;
    private readonly ViewBuilder views;
    private readonly CancellationTokenSource ending;
    private readonly SearchOptions options;
    private SearchProgress progress;
    private string? failure;

    /// <summary>Builds the model. The search begins with <see cref="Search"/>.</summary>
    /// <exception cref="InputException">The design and the scenario do not make a model.</exception>
    public Session(DesignEntry design, Scenario scenario, SearchOptions options)
    {
        Design = design;
        Scenario = scenario;
        ending = CancellationTokenSource.CreateLinkedTokenSource(options.Cancellation);
        this.options = options with { Progress = now => progress = now, Cancellation = ending.Token };
        try
        {
            Walker = new Walker(ScenarioModel.Build(design, scenario));
        }
        catch (ModelException exception)
        {
            throw new InputException($"{design.Name} in scenario {scenario.Name}: {exception.Message}", exception);
        }

        places = new PlaceTree(Walker);
        views = new ViewBuilder(Walker);
    }

    public DesignEntry Design { get; }

    public Scenario Scenario { get; }

    public Walker Walker { get; }

    /// <summary>How far it is to violations; null while that is computed.</summary>
    public StateMap? Map { get; private set; }

    /// <summary>Computes the map. What goes wrong is said on the page; one can walk all the same.</summary>
    public void Search()
    {
        try
        {
            Map = StateMap.Of(Walker, options);
        }
        catch (Exception exception) when (exception is ModelException or OutOfMemoryException or OverflowException)
        {
            failure = exception is ModelException ? exception.Message : "the state space is too large for this machine; --max-states cuts it";
        }
    }

    /// <summary>Ends the search, if it goes on still.</summary>
    public void Cancel() => ending.Cancel();

    public void Dispose() => ending.Dispose();

    /// <summary>What is known of the state space by now.</summary>
    public SearchView SearchView() => failure is null ? SearchViews.Of(Map, progress) : new SearchView(false, false, $"no distances: {failure}");

    /// <summary>What there is to see at the end of a path.</summary>
    /// <exception cref="PathException">There is no such path.</exception>
    public PlaceView View(string path)
    {
        lock (walking)
        {
            return views.Of(At(path), Map, SearchView());
        }
    }

    /// <summary>The path that goes on from another one, the shortest way to a violation.</summary>
    /// <exception cref="PathException">There is no such path, or no such way.</exception>
    public string Jump(string path, string invariant)
    {
        lock (walking)
        {
            var here = At(path);
            var map = Map ?? throw new PathException("the state space is not searched yet; wait until the page has distances");
            var moves = map.ShortestTo(invariant, here.Position) ?? throw new PathException($"no violation of {invariant} was found beyond this path");
            return PathText.Of(Walker.Model, places.After(here, moves));
        }
    }

    /// <summary>The path that goes on until something happens: who moved last goes on, or who alone can, up to the next step with
    /// an event, a choice, or no such step.</summary>
    /// <exception cref="PathException">There is no such path.</exception>
    public string Run(string path)
    {
        lock (walking)
        {
            var here = At(path);
            while (here.Depth < PlaceTree.LongestPath && GoesOn(here) is { } way)
            {
                here = places.After(here, [way.Move]);
                if (here.Step!.Events.Count > 0 || here.Step.Violations.Count > 0)
                {
                    break;
                }
            }

            return PathText.Of(Walker.Model, here);
        }
    }

    /// <summary>The first steps of a path.</summary>
    /// <exception cref="PathException">There is no such path, or it is shorter.</exception>
    public string Prefix(string path, int steps)
    {
        lock (walking)
        {
            var here = At(path);
            if (steps < 0 || steps > here.Depth)
            {
                throw new PathException($"the path has {here.Depth} steps, not {steps}");
            }

            while (here.Depth > steps)
            {
                here = here.Before!;
            }

            return PathText.Of(Walker.Model, here);
        }
    }

    /// <summary>A path as the trace of an invariant that it violates, as <c>check</c> writes it.</summary>
    /// <exception cref="PathException">There is no such path, or it does not violate that.</exception>
    public TraceFile Trace(string path, string invariant)
    {
        lock (walking)
        {
            var here = At(path);
            var moves = here.Steps.Select(step => step.Move).ToList();
            if (Map?.LassoFrom(invariant, moves, here.Position) is { } lasso)
            {
                return TraceFile.Of(Design, Scenario, Walker.Model, invariant, lasso);
            }

            return Broken.On(here).Any(broken => broken.Invariant == invariant)
                ? TraceFile.Of(Design, Scenario, Walker.Model, invariant, Walker.WitnessOf(moves))
                : throw new PathException($"this path does not violate {invariant}; go on until it does");
        }
    }

    /// <summary>The step of whoever moved last, or of whoever alone can step; null: there is none, or more than one.</summary>
    private static Way? GoesOn(Place here)
    {
        var steps = here.Ways.All.Where(way => way.Move.Kind == MoveKind.Step).ToList();
        var own = steps.FindAll(way => way.Move.Process == here.Step?.Move.Process);
        return own.Count == 1 ? own[0] : own.Count == 0 && steps.Count == 1 ? steps[0] : null;
    }

    private Place At(string path)
    {
        try
        {
            return places.At(PathText.Parse(path));
        }
        catch (Exception exception) when (exception is FormatException or ReplayException)
        {
            throw new PathException(exception.Message, exception);
        }
    }
}

/// <summary>A path that cannot be gone; the message says where it ends and why.</summary>
internal sealed class PathException : Exception
{
    public PathException()
    {
    }

    public PathException(string message)
        : base(message)
    {
    }

    public PathException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
