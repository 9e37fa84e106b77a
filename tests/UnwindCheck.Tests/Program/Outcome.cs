namespace UnwindCheck.Tests.Program;

/// <summary>What a run of the program left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to the standard output.</param>
/// <param name="Errors">What it wrote to the standard error.</param>
public sealed record Outcome(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines of the output, without blanks at their ends.</summary>
    public IReadOnlyList<string> Lines => [.. Output.TrimEnd().Split('\n').Select(line => line.TrimEnd())];

    /// <summary>The last line: what the verdict rests on.</summary>
    public string LastLine => Lines[^1];

    /// <summary>The run ended with an exit code and said nothing on the standard error.</summary>
    public Outcome Ended(int exitCode)
    {
        Assert.Equal("", Errors);
        Assert.Equal(exitCode, ExitCode);
        return this;
    }

    /// <summary>The run was refused: exit code 2, nothing on the standard output, one line that says all of this.</summary>
    public void Refused(params string[] fragments)
    {
        Assert.Equal("", Output);
        RefusedAtTheEnd(fragments);
    }

    /// <summary>The same after results were shown.</summary>
    public void RefusedAtTheEnd(params string[] fragments)
    {
        Assert.StartsWith("unwindcheck: ", Errors, StringComparison.Ordinal);
        Assert.Equal('\n', Errors[^1]);
        Assert.DoesNotContain('\n', Errors[..^1]);
        Assert.All(fragments, fragment => Assert.Contains(fragment, Errors, StringComparison.Ordinal));
        Assert.Equal(2, ExitCode);
    }
}
