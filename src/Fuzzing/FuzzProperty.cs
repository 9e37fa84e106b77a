namespace UnwindCheck.Fuzzing;

/// <summary>Something that must hold of every design in every scenario.</summary>
public abstract class FuzzProperty
{
    /// <summary>Its name on the command line and in files.</summary>
    public abstract string Name { get; }

    /// <summary>What it says, in a sentence.</summary>
    public abstract string About { get; }

    /// <summary>Whether it says something about designs, and not about this program: then a failure is a finding.</summary>
    public virtual bool JudgesDesigns => false;

    /// <summary>All properties.</summary>
    /// <param name="known">What designs are known to violate.</param>
    public static IReadOnlyList<FuzzProperty> All(KnownViolations known) =>
    [
        new ExpectedVerdicts(known, new Explanations()), new SearchesAgree(), new TracesAgree(), new ReplayIsExact(), new CounterexamplesAreMinimal(),
        new SamplingAgrees(), new TextRoundTrips(), new StitchingIsRight(),
    ];

    /// <summary>Judges a case.</summary>
    public FuzzOutcome Check(FuzzCase fuzzCase)
    {
        ArgumentNullException.ThrowIfNull(fuzzCase);
        try
        {
            return Judge(fuzzCase);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A scenario is valid by construction, so whatever cannot cope with it is wrong.
            return FuzzOutcome.Failed($"{exception.GetType().Name}: {exception.Message}", exception.GetType().Name);
        }
    }

    /// <summary>Judges a case; what it throws counts as a failure.</summary>
    protected abstract FuzzOutcome Judge(FuzzCase fuzzCase);
}

/// <summary>What a property says of a case.</summary>
/// <param name="Verdict">Whether it holds.</param>
/// <param name="Reason">Why it does not, or why nobody knows; null where it holds.</param>
/// <param name="Keys">What the failure is about: shrinking keeps to it.</param>
public sealed record FuzzOutcome(FuzzVerdict Verdict, string? Reason, IReadOnlyList<string> Keys)
{
    /// <summary>The property holds of the case.</summary>
    public static FuzzOutcome Held { get; } = new(FuzzVerdict.Held, null, []);

    /// <summary>The property says nothing of the case: there is nothing in it that it is about.</summary>
    public static FuzzOutcome Void { get; } = new(FuzzVerdict.Void, null, []);

    /// <summary>The case is too large.</summary>
    public static FuzzOutcome Skipped(string reason) => new(FuzzVerdict.Skipped, reason, []);

    /// <summary>The property does not hold of the case.</summary>
    public static FuzzOutcome Failed(string reason, params IReadOnlyList<string> keys) => new(FuzzVerdict.Failed, reason, keys);

    /// <summary>Whether it is a failure for a reason that another one has as well.</summary>
    public bool FailsLike(FuzzOutcome other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Verdict == FuzzVerdict.Failed && (Keys.SequenceEqual(other.Keys) || Keys.Intersect(other.Keys, StringComparer.Ordinal).Any());
    }
}

/// <summary>Whether a property holds of a case.</summary>
public enum FuzzVerdict
{
    /// <summary>It holds.</summary>
    Held,

    /// <summary>There is nothing in the case that it is about.</summary>
    Void,

    /// <summary>The case is too large to say.</summary>
    Skipped,

    /// <summary>It does not hold.</summary>
    Failed,
}
