namespace UnwindCheck.Claims;

/// <summary>What a search says of one invariant.</summary>
internal enum InvariantVerdict
{
    /// <summary>No interleaving violates it; only a complete search says so.</summary>
    Holds,

    /// <summary>Some interleaving violates it.</summary>
    Violated,

    /// <summary>The search was cut short and has found no violation.</summary>
    Unknown,
}

/// <summary>Answers claims from verdicts.</summary>
internal static class ClaimJudge
{
    /// <summary>The answer to a claim.</summary>
    public static ClaimAnswer Answer(Claim claim, Func<ClaimCheck, InvariantVerdict> verdictOf)
    {
        var alone = All(claim.Checks, verdictOf);
        if (alone == Outcome.AsClaimed)
        {
            return ClaimAnswer.Confirmed;
        }

        if (alone == Outcome.Unknown)
        {
            return ClaimAnswer.Undecided;
        }

        return claim.Assumption is null ? ClaimAnswer.Refuted : All(claim.Assumption.Checks, verdictOf) switch
        {
            Outcome.AsClaimed => ClaimAnswer.NeedsAssumption,
            Outcome.Unknown => ClaimAnswer.Undecided,
            _ => ClaimAnswer.Refuted,
        };
    }

    /// <summary>How one check comes out.</summary>
    public static Outcome Of(ClaimCheck check, InvariantVerdict verdict) => verdict switch
    {
        InvariantVerdict.Unknown => Outcome.Unknown,
        InvariantVerdict.Holds => check.Holds ? Outcome.AsClaimed : Outcome.Otherwise,
        _ => check.Holds ? Outcome.Otherwise : Outcome.AsClaimed,
    };

    /// <summary>How an answer is written.</summary>
    public static string Words(ClaimAnswer answer) => answer switch
    {
        ClaimAnswer.Confirmed => "confirmed",
        ClaimAnswer.Refuted => "refuted",
        ClaimAnswer.NeedsAssumption => "needs an assumption",
        _ => "undecided",
    };

    /// <summary>One check that comes out otherwise decides, whatever is unknown of the others.</summary>
    private static Outcome All(IReadOnlyList<ClaimCheck> checks, Func<ClaimCheck, InvariantVerdict> verdictOf)
    {
        var outcomes = checks.Select(check => Of(check, verdictOf(check))).ToList();
        return outcomes.Contains(Outcome.Otherwise) ? Outcome.Otherwise
            : outcomes.Contains(Outcome.Unknown) ? Outcome.Unknown
            : Outcome.AsClaimed;
    }
}

/// <summary>How a check comes out.</summary>
internal enum Outcome
{
    /// <summary>As the claim says.</summary>
    AsClaimed,

    /// <summary>Not as the claim says.</summary>
    Otherwise,

    /// <summary>Its search was cut short.</summary>
    Unknown,
}
