using System.CommandLine;
using UnwindCheck.Checking;
using UnwindCheck.Page;
using UnwindCheck.Traces;

namespace UnwindCheck.Exports;

/// <summary>A form in which <c>show</c> hands a trace out.</summary>
internal sealed record TraceExport(Option<string?> Option, Func<TraceReplay, string> Write)
{
    /// <summary>In place of a file: the standard output.</summary>
    private const string Here = "-";

    /// <summary>All forms, with new options.</summary>
    public static IReadOnlyList<TraceExport> All() =>
    [
        Of("--html", "Write a page to step through the trace in a browser: one file, no network.", replay => TracePage.Of(replay)),
        Of("--mail", "Write plain text of at most 80 columns, for a mailing list.", MailText.Of),
        Of("--mermaid", "Write a Mermaid sequence diagram, for an issue.", MermaidText.Of),
        Of("--perfetto", "Write trace events as JSON, for ui.perfetto.dev or chrome://tracing.", PerfettoJson.Of),
    ];

    /// <summary>Writes a trace to where the option says.</summary>
    public void To(string path, TraceReplay replay)
    {
        var contents = Write(replay);
        if (path == Here)
        {
            Console.Out.Write(contents);
        }
        else
        {
            Files.Write(path, contents);
        }
    }

    private static TraceExport Of(string name, string description, Func<TraceReplay, string> write) =>
        new(new Option<string?>(name) { Description = $"{description} '-' is the standard output.", HelpName = "FILE" }, write);
}
