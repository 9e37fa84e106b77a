using System.Text.RegularExpressions;
using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Terminal;

/// <summary>What differs between a terminal and a pipe, and outputs that fail.</summary>
public sealed partial class TerminalTests : ProgramTest
{
    private const string Script = "/usr/bin/script";

    private const string Check = "check --design v4 --scenario first-request";

    [Fact]
    public async Task A_terminal_gets_progress_and_colours_and_the_same_last_line()
    {
        Assert.SkipUnless(File.Exists(Script), "there is no script(1), which makes a terminal");
        var outcome = await RunningProgram.RunOther(Here.FullName, Script, "-qec", $"TERM=xterm-256color {RunningProgram.ShellCommand} {Check}", "/dev/null");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("\e[", outcome.Output, StringComparison.Ordinal);
        Assert.Matches("checking|0 of 1 searches done", outcome.Output);
        Assert.Equal((await Run(Check)).Ended(1).LastLine, outcome.LastLine.TrimEnd('\r'));
    }

    /// <summary>All but the two lines that are there to be copied, which no line break may cut.</summary>
    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public async Task Tables_and_traces_fit_a_terminal(int columns)
    {
        var checks = await InTerminal(columns, $"{RunningProgram.ShellCommand} check -d v4 -d v4-posted -d v4-lowbit -d v4-skip0 -d v4-ilog -d v4-nmi -d v4-repaired -s shared-descriptor -s nmi-splits-increment");
        Assert.All(checks.Where(line => !line.StartsWith("traces: ", StringComparison.Ordinal) && !line.StartsWith("exhaustive: ", StringComparison.Ordinal) && !line.StartsWith("baseline: ", StringComparison.Ordinal)), line => Assert.True(line.Length <= columns, line));
        Assert.Equal(7, checks.Where(line => line.StartsWith("  scenario ", StringComparison.Ordinal)).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Count(word => word.StartsWith("v4", StringComparison.Ordinal)));
        var shown = await InTerminal(columns, $"{RunningProgram.ShellCommand} show traces/v4.shared-descriptor.list-once.trace.json");
        Assert.All(shown, line => Assert.True(line.Length <= columns, line));
        Assert.Contains(shown, line => line.StartsWith("  30 │ ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_wants_no_colour_gets_plain_text()
    {
        var lines = await InTerminal(80, $"NO_COLOR=1 {RunningProgram.ShellCommand} {Check}");
        Assert.Contains(lines, line => line.StartsWith("  first-request   ✗ QX ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("searches done", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotContain("\e[", line.Replace("\e[?1h", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reader_that_has_seen_enough_is_no_error()
    {
        var outcome = await RunningProgram.RunOther(Here.FullName, "/bin/sh", "-c", $"{{ {RunningProgram.ShellCommand} list; echo $? >&2; }} | head -n 1");
        Assert.Equal(("designs\n", "0\n"), (outcome.Output, outcome.Errors));
    }

    [Fact]
    public async Task A_disk_that_is_full_is_said_in_a_line()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        var outcome = await RunningProgram.RunOther(Here.FullName, "/bin/sh", "-c", $"{RunningProgram.ShellCommand} list > /dev/full");
        outcome.Refused("the output cannot be written: ");
    }

    /// <summary>The lines on a terminal of a width, without the escapes that colour them and draw progress.</summary>
    private async Task<IReadOnlyList<string>> InTerminal(int columns, string command)
    {
        Assert.SkipUnless(File.Exists(Script), "there is no script(1), which makes a terminal");
        var outcome = await RunningProgram.RunOther(Here.FullName, Script, "-qc", $"stty cols {columns} rows 50; TERM=xterm-256color; export TERM; {command}", "/dev/null");
        var plain = command.StartsWith("NO_COLOR", StringComparison.Ordinal);
        return [.. outcome.Output.ReplaceLineEndings("\n").Split('\n').Select(line => plain ? line : Escapes().Replace(line[(line.LastIndexOf('\r') + 1)..], "")).Where(line => plain || !line.Contains("searches done", StringComparison.Ordinal))];
    }

    [GeneratedRegex(@"\e(\[[0-9;?]*[A-Za-z]|[=>])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Escapes();
}
