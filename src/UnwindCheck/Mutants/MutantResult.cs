using UnwindCheck.Models;

namespace UnwindCheck.Mutants;

/// <summary>What became of a mutant.</summary>
internal enum MutantStatus
{
    /// <summary>Some verdict differs from that of the design.</summary>
    Killed,

    /// <summary>No verdict differs, by complete searches, and nobody says why.</summary>
    Survived,

    /// <summary>No verdict differs, and it is explained why none can.</summary>
    Equivalent,

    /// <summary>No verdict differs, but not all searches were complete.</summary>
    Incomplete,
}

/// <summary>A mutant that was run.</summary>
/// <param name="Mutation">What is changed.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Scenario">The scenario that killed it, or in which a search was not complete.</param>
/// <param name="Verdict">How the verdict differs there: the invariants, those that are violated only now with +, those that are not
/// violated any more with −.</param>
/// <param name="Reason">Why it is equivalent.</param>
internal sealed record MutantResult(Mutation Mutation, MutantStatus Status, string? Scenario = null, string? Verdict = null, string? Reason = null)
{
    /// <summary>What killed it; null when nothing did.</summary>
    public string? KilledBy => Status == MutantStatus.Killed ? $"{Scenario}: {Verdict}" : null;
}

/// <summary>A mutation that was not run.</summary>
/// <param name="Mutation">What would be changed.</param>
/// <param name="Kind"><c>not-compiled</c>, <c>not-executed</c> or <c>refused</c>.</param>
/// <param name="Reason">Why it was not run.</param>
internal sealed record LeftOut(Mutation Mutation, string Kind, string Reason)
{
    public const string NotCompiled = "not-compiled";
    public const string NotExecuted = "not-executed";
    public const string Refused = "refused";
}

/// <summary>What became of all mutants of a design.</summary>
internal sealed record MutantsOfDesign(DesignEntry Design, IReadOnlyList<MutantResult> Mutants, IReadOnlyList<LeftOut> LeftOut, int Scenarios, TimeSpan Elapsed)
{
    public int Count(MutantStatus status) => Mutants.Count(mutant => mutant.Status == status);

    public int Count(string leftOut) => LeftOut.Count(mutation => mutation.Kind == leftOut);
}
