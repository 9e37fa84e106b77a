using System.Diagnostics;
using System.Text.RegularExpressions;
using Interleave;
using Interleave.Walking;
using UnwindCheck;
using UnwindCheck.Exports;
using UnwindCheck.Models;

namespace Viewer.Tests.Formats;

/// <summary>State spaces in the language of Graphviz.</summary>
public sealed partial class DotTests
{
    [Theory]
    [InlineData("v4", "first-request")]
    [InlineData("v4", "tracer-in-exit-loop")]
    [InlineData("6.19", "irq-and-syscall")]
    public void Every_state_and_every_transition_is_there_and_what_breaks_is_red(string design, string name)
    {
        var model = ScenarioModel.Build(DesignCatalogue.Find(design)!, ScenarioCatalogue.All.Single(entry => entry.Name == name));
        var search = Explore.Search(model);
        var lines = DotText.Of(new Walker(model), "x", 5_000).TrimEnd('\n').Split('\n');
        Assert.Equal("digraph \"x\" {", lines[0]);
        Assert.Equal("}", lines[^1]);
        var statements = lines[4..^1];
        Assert.All(statements, line => Assert.Matches(Statement(), line));
        var edges = statements.Select(line => Edge().Match(line)).Where(edge => edge.Success).ToList();
        Assert.Equal(search.Transitions, edges.Count);
        Assert.Equal(search.States, edges.SelectMany(edge => new[] { edge.Groups["from"].Value, edge.Groups["to"].Value }).Distinct().Count());
        var red = string.Join('\n', statements.Where(line => line.Contains("color=red", StringComparison.Ordinal)));
        Assert.All(search.Violated.Where(invariant => invariant != EngineInvariants.Terminates), invariant => Assert.Contains(invariant, red, StringComparison.Ordinal));
    }

    [Fact]
    public void Too_many_states_are_refused_with_a_remedy()
    {
        var model = ScenarioModel.Build(DesignCatalogue.Find("v4")!, ScenarioCatalogue.All.Single(entry => entry.Name == "shared-descriptor"));
        var refused = Assert.Throws<InputException>(() => DotText.Of(new Walker(model), "v4 × shared-descriptor", 1_000));
        Assert.Contains("v4 × shared-descriptor has more than 1,000 states", refused.Message, StringComparison.Ordinal);
        Assert.Contains("unwindcheck explore", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graphviz_draws_it()
    {
        var dot = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(directory => Path.Combine(directory, "dot")).FirstOrDefault(File.Exists);
        Assert.SkipUnless(dot is not null, "there is no dot: it comes with the package graphviz");
        var model = ScenarioModel.Build(DesignCatalogue.Find("v4")!, ScenarioCatalogue.All.Single(entry => entry.Name == "first-request"));
        using var process = System.Diagnostics.Process.Start(new ProcessStartInfo(dot!, "-Tsvg") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.StandardInput.WriteAsync(DotText.Of(new Walker(model), "a \"name\" \\ of it", 1_000));
        process.StandardInput.Close();
        var svg = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(Explore.Search(model).States, svg.Split("class=\"node\"").Length - 1);
    }

    [GeneratedRegex("""^  s[0-9]+( -> s[0-9]+)? \[[a-z]+=("([^"\\]|\\.)*"|[a-z]+)(, [a-z]+=("([^"\\]|\\.)*"|[a-z]+))*\];$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Statement();

    [GeneratedRegex(@"^  s(?<from>[0-9]+) -> s(?<to>[0-9]+) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Edge();
}
