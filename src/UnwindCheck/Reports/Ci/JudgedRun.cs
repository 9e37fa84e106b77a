namespace UnwindCheck.Reports.Ci;

/// <summary>What a run of the program has judged, as the reports for build servers need it.</summary>
/// <param name="Command">The command: check, claims or fuzz.</param>
/// <param name="Rules">What is judged by.</param>
/// <param name="Cases">What was judged.</param>
/// <param name="Summary">The last line of the output.</param>
/// <param name="ExitCode">What the program exits with.</param>
internal sealed record JudgedRun(string Command, IReadOnlyList<JudgedRule> Rules, IReadOnlyList<JudgedCase> Cases, string Summary, int ExitCode);

/// <summary>What is judged by: an invariant, a claim, a property.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Says">What it says, in a sentence.</param>
/// <param name="Source">Where that comes from, or null.</param>
internal sealed record JudgedRule(string Id, string Says, string? Source);

/// <summary>Something that was judged.</summary>
/// <param name="Suite">What it belongs to.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Undecided">Why nobody knows, when no problem was found but not everything was looked at; else null.</param>
/// <param name="Elapsed">How long that took; null: not measured by itself.</param>
/// <param name="Problems">What is wrong with it.</param>
internal sealed record JudgedCase(string Suite, string Name, string? Undecided, TimeSpan? Elapsed, IReadOnlyList<Problem> Problems);

/// <summary>Something that is wrong.</summary>
/// <param name="Rule">The name of the rule that is broken.</param>
/// <param name="Message">How, in a sentence.</param>
/// <param name="Place">Where in the source, if that is known.</param>
/// <param name="Flow">The steps that lead to it; may be empty.</param>
/// <param name="File">The file with the whole trace or case, or null.</param>
/// <param name="Cost">Steps, switches, interrupts; empty when there is no trace.</param>
internal sealed record Problem(string Rule, string Message, SourcePlace? Place, IReadOnlyList<FlowStep> Flow, string? File, string Cost)
{
    /// <summary>The message with what it takes.</summary>
    public string Text => Cost.Length == 0 ? Message : $"{Message} ({Cost})";
}

/// <summary>A line of a source file.</summary>
/// <param name="File">The path as it was compiled.</param>
/// <param name="Line">From 1.</param>
/// <param name="Member">The method, or null.</param>
internal sealed record SourcePlace(string File, int Line, string? Member);

/// <summary>A step of an execution.</summary>
/// <param name="Number">Its number in the execution, from 1.</param>
/// <param name="Process">Who makes it.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Text">What it does.</param>
/// <param name="Matters">Whether somebody comes in between with it, or it violates something.</param>
internal sealed record FlowStep(int Number, string Process, SourcePlace Place, string Text, bool Matters);
