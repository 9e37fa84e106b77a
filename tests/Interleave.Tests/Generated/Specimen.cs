using Interleave.Exploration;

namespace Interleave.Tests.Generated;

/// <summary>A generated program with what the brute force says about it, and what the engine says.</summary>
internal sealed class Specimen
{
    private const int MaxSchedules = 3_000;

    /// <summary>Some programs are tiny; most must have some schedules more.</summary>
    private const int MostMinSchedules = 100;

    private static readonly Lazy<IReadOnlyList<Specimen>> Interrupts = new(() => Generate(ProgramGenerator.WithInterrupts, 2_500));
    private static readonly Lazy<IReadOnlyList<Specimen>> Threads = new(() => Generate(ProgramGenerator.WithThreads, 1_500));
    private static readonly Lazy<IReadOnlyList<Specimen>> Pending = new(() => Generate(ProgramGenerator.WithPendingInterrupts, 1_000));
    private static readonly Lazy<IReadOnlyList<Specimen>> Corners = new(() => Generate(ProgramGenerator.WithCorners, 600, 300));

    private readonly SearchFault fault;
    private readonly Lazy<ExplorationResult> result;

    private Specimen(ProgramSpec spec, Outcome expected, SearchFault fault = SearchFault.None)
    {
        Spec = spec;
        Expected = expected;
        this.fault = fault;
        Translation = Translation.Of(spec);
        result = new Lazy<ExplorationResult>(() => Explored(new SearchOptions()));
    }

    /// <summary>Programs with free processes, pinned tasks and handlers.</summary>
    public static IReadOnlyList<Specimen> WithInterrupts => Interrupts.Value;

    /// <summary>Programs with threads.</summary>
    public static IReadOnlyList<Specimen> WithThreads => Threads.Value;

    /// <summary>Programs with urgent handlers, masks with levels, and threads that act while they sleep.</summary>
    public static IReadOnlyList<Specimen> WithPendingInterrupts => Pending.Value;

    /// <summary>Programs with what the others never have.</summary>
    public static IReadOnlyList<Specimen> WithCorners => Corners.Value;

    /// <summary>All of them: 5,600.</summary>
    public static IEnumerable<Specimen> Everything => WithInterrupts.Concat(WithThreads).Concat(WithPendingInterrupts).Concat(WithCorners);

    public ProgramSpec Spec { get; }

    public Outcome Expected { get; }

    public Translation Translation { get; }

    public Model Model => Translation.Model;

    public ExplorationResult Result => result.Value;

    public SearchResult Search => Result.Search;

    /// <summary>The same program for an engine that makes a mistake.</summary>
    public Specimen On(SearchFault brokenEngine) => new(Spec, Expected, brokenEngine);

    /// <summary>What the engine says with other options.</summary>
    public ExplorationResult Explored(SearchOptions options) => Explore.All(Model, options with { Fault = fault });

    /// <summary>Runs a check on every specimen; a failure names the program.</summary>
    public static void ForEach(IEnumerable<Specimen> specimens, Action<Specimen> check)
    {
        foreach (var specimen in specimens)
        {
            try
            {
                check(specimen);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"{exception.Message}\n{specimen.Spec}", exception);
            }
        }
    }

    /// <summary>One program for each seed from 0; programs with too many or too few schedules are made again. Other tests wait
    /// for it, so all processors work on it.</summary>
    private static IReadOnlyList<Specimen> Generate(Func<ulong, ProgramSpec> generator, int count, int maxSchedules = MaxSchedules) =>
        [.. Enumerable.Range(0, count).AsParallel().AsOrdered().Select(seed => Generate(generator, (ulong)seed, maxSchedules))];

    private static Specimen Generate(Func<ulong, ProgramSpec> generator, ulong seed, int maxSchedules)
    {
        for (var attempt = 0UL; ; attempt++)
        {
            var spec = generator((seed * 1000) + attempt);
            if (BruteForce.Run(spec, maxSchedules) is { } outcome && outcome.Schedules >= (long)(seed % MostMinSchedules))
            {
                return new Specimen(spec, outcome);
            }
        }
    }
}
