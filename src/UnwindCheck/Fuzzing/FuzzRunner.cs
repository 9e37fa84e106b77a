using System.Diagnostics;

namespace UnwindCheck.Fuzzing;

/// <summary>How long to go on, and from where.</summary>
/// <param name="Seed">Where the cases come from.</param>
/// <param name="First">The number of the first case.</param>
/// <param name="Cases">How many cases; null: as many as there is time for.</param>
/// <param name="Time">How long; null: until all cases are done.</param>
internal sealed record FuzzPlan(ulong Seed, ulong First, ulong? Cases, TimeSpan? Time);

/// <summary>A failure, shrunk.</summary>
/// <param name="Number">The number of the case that it was found with; null: it comes from the corpus.</param>
/// <param name="Property">What does not hold.</param>
/// <param name="Case">The smallest case.</param>
/// <param name="Outcome">What is wrong with that.</param>
internal sealed record FuzzFinding(ulong? Number, FuzzProperty Property, FuzzCase Case, FuzzOutcome Outcome)
{
    /// <summary>The file that it was written to or read from, or null.</summary>
    public string? Path { get; set; }
}

/// <summary>How often a property had which outcome.</summary>
internal sealed class FuzzTally
{
    private readonly long[] counts = new long[Enum.GetValues<FuzzVerdict>().Length];

    public long Of(FuzzVerdict verdict) => Volatile.Read(ref counts[(int)verdict]);

    public void Count(FuzzVerdict verdict) => Interlocked.Increment(ref counts[(int)verdict]);
}

/// <summary>Fuzzes on all processors until time is up.</summary>
/// <param name="fuzzer">Makes and checks cases.</param>
/// <param name="properties">What it checks.</param>
/// <param name="plan">How long.</param>
/// <param name="found">Called with each new finding at once: an hour's findings are not lost with the program.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class FuzzRunner(Fuzzer fuzzer, IReadOnlyList<FuzzProperty> properties, FuzzPlan plan, Action<FuzzFinding> found, CancellationToken cancellation)
{
    /// <summary>How much longer than planned a failure is shrunk.</summary>
    private const double Grace = 0.25;

    /// <summary>Of a property that fails all the time, a few failures say as much as thousands.</summary>
    private const int MostFindingsOfAProperty = 5;

    /// <summary>What a timer can wait for.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly Stopwatch clock = new();
    private readonly List<FuzzFinding> findings = [];
    private readonly Lock gate = new();
    private ulong drawn;
    private long done;
    private long tooLarge;

    /// <summary>The cases that all properties were checked of.</summary>
    public long Done => Volatile.Read(ref done);

    /// <summary>Of these, the ones whose states were too many to search.</summary>
    public long TooLarge => Volatile.Read(ref tooLarge);

    /// <summary>How long it has been running.</summary>
    public TimeSpan Elapsed => clock.Elapsed;

    /// <summary>What was found, each once.</summary>
    public IReadOnlyList<FuzzFinding> Findings
    {
        get
        {
            lock (gate)
            {
                return [.. findings];
            }
        }
    }

    /// <summary>How often each property had which outcome.</summary>
    public IReadOnlyDictionary<FuzzProperty, FuzzTally> Tallies { get; } = properties.ToDictionary(property => property, _ => new FuzzTally());

    /// <summary>Checks cases that were kept.</summary>
    public void Replay(string path, IEnumerable<FuzzCase> cases)
    {
        foreach (var fuzzCase in cases)
        {
            Judge(null, fuzzCase, path, CancellationToken.None);
        }
    }

    /// <summary>Draws cases and checks them.</summary>
    public void Run()
    {
        clock.Start();
        using var giveUp = plan.Time is { } time ? new CancellationTokenSource(Min(time * (1 + Grace), LongestTimer)) : new CancellationTokenSource();
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            while (!cancellation.IsCancellationRequested && !(clock.Elapsed > plan.Time))
            {
                var index = Interlocked.Increment(ref drawn) - 1;
                if (index >= plan.Cases)
                {
                    return;
                }

                Judge(plan.First + index, fuzzer.Case(plan.First + index, cancellation), null, giveUp.Token);
            }
        });
        clock.Stop();
    }

    private void Judge(ulong? number, FuzzCase fuzzCase, string? path, CancellationToken giveUp)
    {
        foreach (var (property, outcome) in fuzzer.Check(fuzzCase))
        {
            if (cancellation.IsCancellationRequested)
            {
                return;
            }

            Tallies[property].Count(outcome.Verdict);
            if (outcome.Verdict == FuzzVerdict.Failed && IsWanted(property))
            {
                var (smallest, smallestOutcome) = path is null ? Fuzzer.Shrink(property, fuzzCase, outcome, giveUp) : (fuzzCase, outcome);
                Add(new FuzzFinding(number, property, smallest, smallestOutcome) { Path = path });
            }
        }

        Interlocked.Increment(ref done);
        if (!fuzzCase.Search.Complete)
        {
            Interlocked.Increment(ref tooLarge);
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private bool IsWanted(FuzzProperty property)
    {
        lock (gate)
        {
            return property is ExpectedVerdicts || findings.Count(finding => finding.Property == property) < MostFindingsOfAProperty;
        }
    }

    private void Add(FuzzFinding finding)
    {
        lock (gate)
        {
            // Two processors may come to the same end.
            if (!findings.Exists(other => other.Property == finding.Property && other.Case.Design == finding.Case.Design && other.Case.Scenario.Text == finding.Case.Scenario.Text))
            {
                findings.Add(finding);
                found(finding);
            }
        }

        (finding.Property as ExpectedVerdicts)?.Learn(finding.Case, finding.Outcome);
    }
}
