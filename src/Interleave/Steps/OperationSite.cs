namespace Interleave;

/// <summary>Where in the source an operation stands, and its expression there. Looked up only to print a trace.</summary>
/// <param name="Target">The expression of the cell as written in the source.</param>
/// <param name="Operand">The expressions of the operands as written in the source, or empty.</param>
/// <param name="Name">The name of the cell.</param>
/// <param name="Member">The method.</param>
/// <param name="File">The source file.</param>
/// <param name="Line">The line in it, from 1.</param>
public sealed record OperationSite(string Target, string Operand, string Name, string Member, string File, int Line);
