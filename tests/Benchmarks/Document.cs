using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Benchmarks;

/// <summary><c>all</c>: runs the benchmarks and writes what they print into BENCHMARKS.md, each between two markers of its own.
/// Sections that are not run stay as they are.</summary>
internal static class Document
{
    private static readonly Section[] Sections =
    [
        new("spin", "Against SPIN, small models", "spin --small", json => Spin.SpinComparison.Run(new Spin.SpinOptions { Large = false, Json = json })),
        new("spin-large", "Against SPIN, ten million states and more", "spin --large", json => Spin.SpinComparison.Run(new Spin.SpinOptions { Large = true, Json = json }), IsLong: true),
        new("memory", "Memory, threads, growth", "memory", json => Memory.Run(large: false, json)),
        new("billion", "A billion states", "memory --large", json => Memory.Run(large: true, json), IsLong: true),
        new("reduction", "Reduced search", "reduction", _ => Reductions.Run(all: false)),
        new("search", "Exhaustive search", "search", _ => Searches.Run()),
        new("counts", "Published counts", "counts", json => Counts.Run(new FileInfo(json))),
    ];

    public static Command Command()
    {
        var file = new Option<FileInfo>("--document") { Description = "Where the sections are.", HelpName = "FILE", DefaultValueFactory = _ => new FileInfo("BENCHMARKS.md") };
        var only = new Option<string[]>("--only") { Description = "These sections only.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. Sections.Select(section => section.Name)]);
        var json = new Option<string?>("--json") { Description = "Write the rows of those that have rows to this file, under the names of their sections.", HelpName = "FILE" };
        var command = new Command("all", "Run the benchmarks that take minutes, or those named, and write BENCHMARKS.md.") { file, only, json };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, parsed.GetValue(only) ?? [], parsed.GetValue(json)));
        return command;
    }

    private static int Run(FileInfo file, string[] only, string? json)
    {
        var worst = 0;
        var rows = new JsonObject();
        var rowsOfSection = Path.GetTempFileName();
        foreach (var section in Sections.Where(section => only.Length == 0 ? !section.IsLong : only.Contains(section.Name)))
        {
            var printed = new StringWriter(CultureInfo.InvariantCulture);
            var console = Console.Out;
            Console.SetOut(new Tee(console, printed));
            try
            {
                File.Delete(rowsOfSection);
                worst = Math.Max(worst, section.Run(rowsOfSection));
            }
            finally
            {
                Console.SetOut(console);
            }

            WriteSection(file, section.Name, $"## {section.Title}\n\n`dotnet run -c Release --project tests/Benchmarks -- {section.Arguments}`, {DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} processors:\n\n```\n{printed.ToString().ReplaceLineEndings("\n").TrimEnd()}\n```");
            if (File.Exists(rowsOfSection))
            {
                rows[section.Name] = JsonNode.Parse(File.ReadAllText(rowsOfSection));
                File.Delete(rowsOfSection);
            }
        }

        if (json is not null)
        {
            File.WriteAllText(json, rows.ToJsonString(JsonOutput.Options) + "\n");
        }

        return worst;
    }

    private const string Head = "# Benchmarks\n\nMade by `dotnet run -c Release --project tests/Benchmarks -- all`. Only ratios of what was run side by side say something about another machine.\n";

    /// <summary>Writes one section and leaves the others as they are.</summary>
    public static void WriteSection(FileInfo file, string name, string text)
    {
        file.Refresh();
        File.WriteAllText(file.FullName, Replace(file.Exists ? File.ReadAllText(file.FullName) : Head, name, text));
    }

    /// <summary>The text with what is between the markers of a section replaced, or with the section appended.</summary>
    private static string Replace(string document, string name, string text)
    {
        var (begin, end) = ($"<!-- {name} -->", $"<!-- /{name} -->");
        var from = document.IndexOf(begin, StringComparison.Ordinal);
        var to = document.IndexOf(end, StringComparison.Ordinal);
        return from >= 0 && to > from
            ? $"{document[..from]}{begin}\n{text}\n{document[to..]}"
            : $"{document.TrimEnd()}\n\n{begin}\n{text}\n{end}\n";
    }

    /// <param name="Name">Its name, and that of its markers.</param>
    /// <param name="Title">Its heading.</param>
    /// <param name="Arguments">What to type to run it alone.</param>
    /// <param name="Run">Prints it and writes its rows, if it has any, to a file as JSON; an exit code.</param>
    /// <param name="IsLong">It takes an hour, or most of the memory, and is run only when named.</param>
    private sealed record Section(string Name, string Title, string Arguments, Func<string, int> Run, bool IsLong = false);

    /// <summary>Writes to two places.</summary>
    private sealed class Tee(TextWriter one, TextWriter other) : TextWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => one.Encoding;

        public override void Write(char value)
        {
            one.Write(value);
            other.Write(value);
        }

        public override void Flush() => one.Flush();
    }
}
