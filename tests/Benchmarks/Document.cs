using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Benchmarks;

/// <summary><c>all</c>: runs the benchmarks and writes what they print into BENCHMARKS.md, each between two markers of its own.
/// Sections that are not run stay as they are.</summary>
internal static class Document
{
    private static readonly Section[] Sections =
    [
        new("spin", "Against SPIN", () => Spin.SpinComparison.Run(new Spin.SpinOptions())),
        new("memory", "Memory, threads, growth", () => Memory.Run(large: false, json: null)),
        new("reduction", "Reduced search", () => Reductions.Run(all: false)),
        new("search", "Exhaustive search", Searches.Run),
        new("counts", "Published counts", () => Counts.Run(json: null)),
    ];

    public static Command Command()
    {
        var file = new Option<FileInfo>("--document") { Description = "Where the sections are.", HelpName = "FILE", DefaultValueFactory = _ => new FileInfo("BENCHMARKS.md") };
        var only = new Option<string[]>("--only") { Description = "These sections only.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. Sections.Select(section => section.Name)]);
        var command = new Command("all", "Run all benchmarks and write BENCHMARKS.md.") { file, only };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, parsed.GetValue(only) ?? []));
        return command;
    }

    private static int Run(FileInfo file, string[] only)
    {
        var worst = 0;
        foreach (var section in Sections.Where(section => only.Length == 0 || only.Contains(section.Name)))
        {
            var printed = new StringWriter(CultureInfo.InvariantCulture);
            var console = Console.Out;
            Console.SetOut(new Tee(console, printed));
            try
            {
                worst = Math.Max(worst, section.Run());
            }
            finally
            {
                Console.SetOut(console);
            }

            WriteSection(file, section.Name, $"## {section.Title}\n\n`dotnet run -c Release --project tests/Benchmarks -- {section.Name}`, {DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} processors:\n\n```\n{printed.ToString().ReplaceLineEndings("\n").TrimEnd()}\n```");
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

    private sealed record Section(string Name, string Title, Func<int> Run);

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
