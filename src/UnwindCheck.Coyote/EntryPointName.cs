namespace UnwindCheck.Coyote;

/// <summary>How the entry points of <c>coyote test</c> are called.</summary>
internal static class EntryPointName
{
    /// <summary>The method that tests a design in a scenario: the names, joined by two underscores, with an underscore for
    /// each character that a method's name cannot have, and a <c>v</c> before a number.</summary>
    /// <param name="design">The name of the design.</param>
    /// <param name="scenario">The name of the scenario.</param>
    /// <param name="invariant">The only invariant to watch; null: all.</param>
    public static string Of(string design, string scenario, string? invariant) =>
        (char.IsDigit(design[0]) ? "v" : "") + Plain(design) + "__" + Plain(scenario) + (invariant is null ? "" : "__" + Plain(invariant));

    private static string Plain(string name) => string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? c : '_'));
}
