using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Claims;

/// <summary>A sentence that states something checkable, and the checks that decide it.</summary>
internal sealed record Claim
{
    /// <summary>Its name on the command line.</summary>
    public required string Id { get; init; }

    /// <summary>The heading that it stands under.</summary>
    public required string Part { get; init; }

    /// <summary>The sentence, word for word.</summary>
    public required string Quote { get; init; }

    /// <summary>Who wrote it.</summary>
    public required string Author { get; init; }

    /// <summary>Where it stands: a message of the seed thread, a mail by its subject, or a file of a kernel.</summary>
    public required string Source { get; init; }

    /// <summary>When it was written.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>What it says, in words that can be checked.</summary>
    public required string Says { get; init; }

    /// <summary>What a reader of the answer should know besides.</summary>
    public string? Remark { get; init; }

    /// <summary>It is confirmed when all of these come out as it says.</summary>
    public required IReadOnlyList<ClaimCheck> Checks { get; init; }

    /// <summary>What it silently takes for granted, when it does not hold by itself.</summary>
    public Assumption? Assumption { get; init; }

    /// <summary>The answer that tests compare with; the answer itself is always computed.</summary>
    public required ClaimAnswer Expected { get; init; }
}

/// <summary>One verdict that a claim foretells.</summary>
/// <param name="Design">The design.</param>
/// <param name="Scenario">The scenario.</param>
/// <param name="Invariant">The invariant.</param>
/// <param name="Holds">Whether it holds; else some interleaving violates it.</param>
/// <param name="Place">Where this stands, as file, line and column.</param>
internal sealed record ClaimCheck(DesignEntry Design, Scenario Scenario, string Invariant, bool Holds, string Place);

/// <summary>What has to be assumed for a claim to come out.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Words">What it means.</param>
/// <param name="Checks">What comes out then.</param>
internal sealed record Assumption(string Name, string Words, IReadOnlyList<ClaimCheck> Checks);

/// <summary>What the searches say of a claim.</summary>
internal enum ClaimAnswer
{
    /// <summary>All checks come out as the claim says.</summary>
    Confirmed,

    /// <summary>Some check comes out otherwise, and no assumption helps.</summary>
    Refuted,

    /// <summary>Some check comes out otherwise, but all do under the claim's assumption.</summary>
    NeedsAssumption,

    /// <summary>A search that it depends on was cut short.</summary>
    Undecided,
}
