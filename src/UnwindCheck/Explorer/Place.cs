using Interleave.Exploration;
using Interleave.Replay;
using Interleave.Walking;

namespace UnwindCheck.Explorer;

/// <summary>A place that a walk has come to: a state together with the execution that led there.</summary>
internal sealed class Place
{
    private readonly Walker walker;
    private readonly Dictionary<Move, Place> next = [];
    private Ways? ways;

    private Place(Walker walker, Place? before, Position position, Interpreter interpreter, TraceStep? step)
    {
        this.walker = walker;
        Before = before;
        Position = position;
        Interpreter = interpreter;
        Step = step;
        Depth = before is null ? 0 : before.Depth + 1;
    }

    /// <summary>The place before the last step; null at the start.</summary>
    public Place? Before { get; }

    /// <summary>The state.</summary>
    public Position Position { get; }

    /// <summary>What all variables hold here. Not to be moved on.</summary>
    public Interpreter Interpreter { get; }

    /// <summary>The step that led here; null at the start.</summary>
    public TraceStep? Step { get; }

    /// <summary>Number of steps from the start.</summary>
    public int Depth { get; }

    /// <summary>What can happen here.</summary>
    public Ways Ways => ways ??= walker.From(Position);

    /// <summary>The steps that led here.</summary>
    public IReadOnlyList<TraceStep> Steps
    {
        get
        {
            var steps = new TraceStep[Depth];
            for (var here = this; here.Step is { } step; here = here.Before!)
            {
                steps[here.Depth - 1] = step;
            }

            return steps;
        }
    }

    /// <summary>Where a walk begins.</summary>
    public static Place Start(Walker walker) => new(walker, null, walker.Start, new Interpreter(walker.Model), null);

    /// <summary>The place that a way leads to.</summary>
    /// <param name="way">One of <see cref="Ways"/>.</param>
    /// <param name="isNew">Whether nobody has gone there before.</param>
    public Place Go(Way way, out bool isNew)
    {
        isNew = !next.TryGetValue(way.Move, out var place);
        if (place is null)
        {
            var interpreter = Interpreter.Clone();
            var step = interpreter.Apply(way.Move);
            next.Add(way.Move, place = new Place(walker, this, way.Next, interpreter, step));
        }

        return place;
    }

    /// <summary>Forgets where walks have gone from here.</summary>
    public void ForgetNext() => next.Clear();
}
