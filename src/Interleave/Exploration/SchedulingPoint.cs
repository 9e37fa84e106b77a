namespace Interleave.Exploration;

/// <summary>A place in the source where a process awaits an operation: what happens elsewhere may come before it.</summary>
public sealed record SchedulingPoint(string File, int Line, string Member, OperationKind Kind, string Target);
