using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Benchmarks.Spin;

/// <summary>SPIN on a twin: compiled once with gcc -O3, without partial-order reduction, then run any number of times.</summary>
internal sealed partial class SpinRun
{
    /// <summary>Longer than any path without a repeated state in the twins: a depth-first search that is cut short counts
    /// fewer states.</summary>
    private const int MaxDepth = 20_000_000;

    private const int MegabytesAtMost = 12_000;

    private readonly string directory;

    /// <summary>How it is built and run, for a heading.</summary>
    public static string Options { get; } = $"spin -a -o2; gcc -O3 -DNOREDUCE -DSAFETY; pan -E -m{MaxDepth}";

    private SpinRun(string directory) => this.directory = directory;

    /// <summary>Whether <c>spin</c> and <c>gcc</c> are there.</summary>
    public static bool IsInstalled => Exists("spin") && Exists("gcc");

    /// <summary>Compiles a twin.</summary>
    /// <param name="twin">The name of its file, without the extension.</param>
    /// <param name="definitions">Its parameters, such as <c>N=3</c>.</param>
    /// <param name="reduced">With its partial-order reduction.</param>
    /// <exception cref="InvalidOperationException">SPIN or gcc refuses it.</exception>
    public static SpinRun Compile(string twin, IEnumerable<string> definitions, bool reduced)
    {
        var compiled = Directory.CreateTempSubdirectory("spin-").FullName;
        var source = Path.Combine(AppContext.BaseDirectory, "Spin", "twins", twin + ".pml");

        // -o2: no dead variable elimination, which would drop variables that are only written.
        Execute(compiled, "spin", [.. definitions.Select(definition => "-D" + definition), "-a", "-o2", source]);
        Execute(compiled, "gcc", ["-O3", .. reduced ? Array.Empty<string>() : ["-DNOREDUCE"], "-DSAFETY", $"-DMEMLIM={MegabytesAtMost}", "-w", "-o", "pan", "pan.c"]);
        return new SpinRun(compiled);
    }

    /// <summary>Searches the whole state space.</summary>
    public (long States, double Seconds) Search(int hashBits)
    {
        // -E: deadlocks are counted states like others. The time is SPIN's own, without its start.
        var text = Execute(directory, Path.Combine(directory, "pan"), ["-E", $"-m{MaxDepth}", $"-w{hashBits}"]);
        if (text.Contains("search depth too small", StringComparison.Ordinal) || text.Contains("reached -DMEMLIM", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("SPIN did not search everything: " + text);
        }

        var states = double.Parse(StoredPattern().Match(text).Groups["states"].Value, CultureInfo.InvariantCulture);
        var seconds = double.Parse(ElapsedPattern().Match(text).Groups["seconds"].Value, CultureInfo.InvariantCulture);
        return ((long)states, seconds);
    }

    /// <summary>Removes what was compiled.</summary>
    public void Delete() => Directory.Delete(directory, recursive: true);

    private static bool Exists(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(path => File.Exists(Path.Combine(path, command)));

    private static string Execute(string directory, string command, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{command} failed: {output} {errors.Result}");
    }

    [GeneratedRegex(@"(?<states>[0-9.e+]+) states, stored", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StoredPattern();

    [GeneratedRegex(@"elapsed time (?<seconds>[0-9.e+-]+) seconds", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ElapsedPattern();
}
