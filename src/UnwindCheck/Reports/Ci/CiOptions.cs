using System.CommandLine;

namespace UnwindCheck.Reports.Ci;

/// <summary>The options of a command that write reports for build servers.</summary>
internal sealed class CiOptions
{
    private readonly Option<string?> sarif = new("--sarif") { Description = "Write what is broken to this file as SARIF 2.1.0, for code scanning.", HelpName = "FILE" };
    private readonly Option<string?> junit = new("--junit") { Description = "Write the results to this file as JUnit's XML.", HelpName = "FILE" };
    private readonly Option<string?> summary = new("--summary") { Description = "Append a summary in Markdown to this file: $GITHUB_STEP_SUMMARY.", HelpName = "FILE" };

    /// <summary>Gives a command the options.</summary>
    public static CiOptions AddTo(Command command)
    {
        var options = new CiOptions();
        command.Options.Add(options.sarif);
        command.Options.Add(options.junit);
        command.Options.Add(options.summary);
        return options;
    }

    /// <summary>The files that were asked for; finds out before a long run whether they can be written.</summary>
    public CiFiles Files(ParseResult parsed) => new(parsed.GetValue(sarif), parsed.GetValue(junit), parsed.GetValue(summary));
}

/// <summary>The files that reports for build servers go to.</summary>
/// <param name="Sarif">SARIF, or null.</param>
/// <param name="JUnit">JUnit's XML, or null.</param>
/// <param name="Summary">Markdown, or null.</param>
internal sealed record CiFiles(string? Sarif, string? JUnit, string? Summary)
{
    /// <summary>Nothing is asked for.</summary>
    public static CiFiles None { get; } = new(null, null, null);

    /// <summary>Finds out before a long run whether they can be written.</summary>
    public void RequireWritable()
    {
        foreach (var path in new[] { Sarif, JUnit, Summary }.OfType<string>())
        {
            Checking.Files.RequireWritable(path);
        }
    }

    /// <summary>Writes those that were asked for; each one whole or not at all.</summary>
    /// <param name="run">Makes the report, if there is a file for it.</param>
    public void Write(Func<JudgedRun> run)
    {
        if (this == None)
        {
            return;
        }

        var judged = run();
        if (Sarif is not null)
        {
            Checking.Files.Write(Sarif, stream => Ci.Sarif.Write(stream, judged));
        }

        if (JUnit is not null)
        {
            Checking.Files.Write(JUnit, stream => Ci.JUnit.Write(stream, judged));
        }

        if (Summary is not null)
        {
            Checking.Files.Append(Summary, StepSummary.Of(judged));
        }
    }
}
