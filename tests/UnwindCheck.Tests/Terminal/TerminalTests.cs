using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Terminal;

/// <summary>What differs between a terminal and a pipe, and outputs that fail.</summary>
public sealed class TerminalTests : ProgramTest
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
}
