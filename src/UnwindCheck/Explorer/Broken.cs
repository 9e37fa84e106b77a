namespace UnwindCheck.Explorer;

/// <summary>A promise that a path has broken.</summary>
/// <param name="Invariant">The invariant.</param>
/// <param name="Step">The step that broke it, from 1; null: the end of the execution does.</param>
/// <param name="Reason">How.</param>
internal sealed record Broken(string Invariant, int? Step, string Reason)
{
    /// <summary>Everything that is broken on the way to a place or by ending there, each invariant once.</summary>
    public static IReadOnlyList<Broken> On(Place place)
    {
        var steps = place.Steps;
        var onTheWay = steps.SelectMany((step, index) => step.Violations.Select(violation => new Broken(violation.Invariant, index + 1, violation.Reason)));
        var atEnd = place.Ways.MayEnd ? place.Interpreter.AtEnd().Select(violation => new Broken(violation.Invariant, null, violation.Reason)) : [];
        return [.. onTheWay.Concat(atEnd).DistinctBy(broken => broken.Invariant)];
    }
}
