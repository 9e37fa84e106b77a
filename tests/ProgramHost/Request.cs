namespace ProgramHost;

/// <summary>A run that is asked for.</summary>
/// <param name="Directory">Where it happens.</param>
/// <param name="Arguments">The command line.</param>
/// <param name="Output">The file that its standard output goes to.</param>
/// <param name="Errors">The file that its standard error goes to.</param>
public sealed record Request(string Directory, string[] Arguments, string Output, string Errors);
