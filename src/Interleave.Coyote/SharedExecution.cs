using Interleave.Exploration;
using Interleave.Replay;

namespace Interleave.Coyote;

/// <summary>
/// One execution of a model that advances move by move as an outside scheduler lets its participants go. Each process
/// is a participant, and so is the scheduler of each processor if there are threads to be placed. A handler that need
/// not strike decides by a choice how often it will.
/// </summary>
/// <remarks>
/// It is the seam between the engine and any scheduler of tasks, and knows none itself. The scheduler lets one
/// participant go at a time; between two of its decisions <see cref="MayGo"/> and <see cref="IsOver"/> only read
/// fields, so that they can stand in the guard of a task.
/// </remarks>
public sealed class SharedExecution
{
    private readonly Model model;
    private readonly Func<int, int> choose;
    private readonly IReadOnlyList<Move>? script;
    private readonly Predicate<string>? watched;
    private readonly Interpreter interpreter;
    private readonly StrikeAllowance?[] allowances;
    private readonly uint[] movesOf;
    private readonly bool[] mayGo;
    private readonly List<Move> moves = [];
    private readonly FairCycleWatch? cycles;
    private IReadOnlyList<Move> possible = [];
    private bool over;

    /// <summary>Starts all processes up to their first operation.</summary>
    /// <param name="model">The model; the execution does not change it.</param>
    /// <param name="choose">Returns any number from 0 to its argument - 1; asked only where there is a choice.</param>
    /// <param name="script">The moves to make, and no others; null: any.</param>
    /// <param name="watched">The invariants whose violation ends the execution, by name; past that of others it goes on,
    /// as the search does. Null: all. A livelock is looked for where <see cref="EngineInvariants.Terminates"/> is named and no
    /// script is given.</param>
    public SharedExecution(Model model, Func<int, int> choose, IReadOnlyList<Move>? script = null, Predicate<string>? watched = null)
    {
        this.model = model;
        this.choose = choose;
        this.script = script;
        this.watched = watched;
        interpreter = new Interpreter(model);
        allowances = [.. model.Processes.Select(process => process is Handler { MustStrike: false, Urgent: false } handler ? new StrikeAllowance(handler.Budget) : null)];
        cycles = script is null && watched?.Invoke(EngineInvariants.Terminates) == true ? new FairCycleWatch(model) : null;
        movesOf = new uint[model.Processes.Count];
        mayGo = new bool[model.Processes.Count + (model.Threads.Count > 0 ? model.Processors.Count : 0)];
        Continue(interpreter.InitialViolations, moved: true);
    }

    /// <summary>The number of participants: processes first, in the model's order, then schedulers of processors.</summary>
    public int Participants => mayGo.Length;

    /// <summary>The moves made so far: what <see cref="Interpreter"/> and <see cref="Schedule"/> take.</summary>
    public IReadOnlyList<Move> Moves => moves;

    /// <summary>Where the execution ended as a livelock: the number of moves before its cycle.</summary>
    public int? CycleStart { get; private set; }

    /// <summary>The violations that ended the execution: those of its last move, or of ending after it.</summary>
    public IReadOnlyList<InvariantViolation> Violations { get; private set; } = [];

    /// <summary>Nobody will go any more: the execution has ended, or violated an invariant, or followed its script.</summary>
    public bool IsOver => over;

    /// <summary>A number that states have in common when they are (nearly) the same: the cells, and how many moves
    /// each process has made. It is the same in every run of the program.</summary>
    public int StateHash { get; private set; }

    /// <summary>What a monitor of the model remembers; null once its invariant is violated.</summary>
    public object? StateOf(Monitor monitor) => interpreter.StateOf(monitor);

    /// <summary>Whether it can be the turn of a participant.</summary>
    public bool MayGo(int participant) => mayGo[participant];

    /// <summary>Lets a participant that may go make one move, or decide that it will not make it.</summary>
    /// <exception cref="ReplayException">The model cannot follow the script.</exception>
    public void Go(int participant)
    {
        IReadOnlyList<InvariantViolation> violated = [];
        var movesBefore = moves.Count;
        if (PickMove(participant) is { } move)
        {
            violated = interpreter.Apply(move).Violations;
            moves.Add(move);
            movesOf[move.Process]++;
            if (IsStrike(move))
            {
                allowances[move.Process]?.Strike();
            }
        }

        Continue(violated, moved: movesBefore < moves.Count);
    }

    private Move? PickMove(int participant)
    {
        if (script is not null)
        {
            var next = script[moves.Count];
            return possible.Contains(next)
                ? next
                : throw new ReplayException(moves.Count + 1, $"{model.Processes[next.Process]} cannot go on as the moves say");
        }

        var own = possible.Where(move => ParticipantOf(move) == participant).ToList();
        if (IsStrike(own[0]) && allowances[participant] is { } allowance && !allowance.Decide(choose))
        {
            return null;
        }

        return own[own.Count == 1 ? 0 : choose(own.Count)];
    }

    /// <summary>Finds out who may go next, and judges the execution if nobody may.</summary>
    private void Continue(IReadOnlyList<InvariantViolation> violated, bool moved)
    {
        StateHash = Hash();
        Array.Clear(mayGo);
        possible = interpreter.Moves();
        violated = [.. Watched(violated), .. moved ? Livelock() : []];
        foreach (var allowance in allowances)
        {
            allowance?.Note(interpreter);
        }

        if (script is null ? violated.Count == 0 : moves.Count < script.Count)
        {
            // What a witness violates on its way belongs to other witnesses.
            violated = [];
            foreach (var move in script is null ? possible.Where(WillGo) : [script[moves.Count]])
            {
                mayGo[ParticipantOf(move)] = true;
            }
        }

        over = !mayGo.Contains(value: true);
        if (over)
        {
            // With handlers that may still strike: the search too lets an execution end before they do.
            Violations = interpreter.IsQuiescent ? [.. violated, .. Watched(interpreter.AtEnd())] : violated;
        }
    }

    private IReadOnlyList<InvariantViolation> Livelock()
    {
        CycleStart = cycles?.Add(interpreter, possible, moves.Count == 0 ? null : moves[^1]);
        return CycleStart is { } start
            ? [new InvariantViolation(EngineInvariants.Terminates, $"after step {moves.Count} everything is as it was after step {start}: steps {start + 1} to {moves.Count} repeat for ever")]
            : [];
    }

    private IReadOnlyList<InvariantViolation> Watched(IReadOnlyList<InvariantViolation> violated) =>
        watched is null ? violated : [.. violated.Where(violation => watched(violation.Invariant))];

    private bool WillGo(Move move) => !IsStrike(move) || allowances[move.Process]?.MayStrike != false;

    private int ParticipantOf(Move move) => move.Kind == MoveKind.Place ? model.Processes.Count + move.Value : move.Process;

    private static bool IsStrike(Move move) => move.Kind is MoveKind.Strike or MoveKind.StrikeWaiting;

    private int Hash()
    {
        // FNV-1a; HashCode would differ from run to run, and Coyote's traces record what depends on this.
        var hash = 2166136261u;
        foreach (var cell in model.Cells)
        {
            hash = (hash ^ interpreter.ValueOf(cell)) * 16777619;
        }

        foreach (var count in movesOf)
        {
            hash = (hash ^ count) * 16777619;
        }

        return (int)hash;
    }
}
