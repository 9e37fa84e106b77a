namespace UnwindCheck.Fuzzing;

/// <summary>Why designs are known to violate invariants.</summary>
/// <param name="Name">Its name in the comments of scenarios.</param>
/// <param name="Finding">What is known: a row or a heading of FINDINGS.md, or what the scenario asks for itself.</param>
/// <param name="Remedy">Takes it away and as little else as can be; returns what it was given where there is nothing to take
/// away.</param>
public sealed record KnownCause(string Name, string Finding, Func<Experiment, Experiment> Remedy);
