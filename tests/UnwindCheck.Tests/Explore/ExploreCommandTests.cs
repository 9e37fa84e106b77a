using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Explore;

/// <summary><c>unwindcheck explore</c> as a program: how it begins, ends and refuses.</summary>
public sealed class ExploreCommandTests : ProgramTest
{
    /// <summary>Hundreds of millions of states.</summary>
    private const string Large = """
        cpus 3
        tracer w per-task
        task A on 0 { syscall { request w } syscall { request w } }
        task B on 1 { syscall { request w } syscall { request w } }
        task C on 2 { syscall { request w } syscall { request w } }
        irq tick max 2 { request w }
        """;

    [Fact]
    public async Task It_prints_an_address_with_a_token_and_Ctrl_C_ends_it_while_it_computes()
    {
        Here.Write("large.scenario", Large);
        var lines = await Interrupted("-d v4 -s large.scenario");
        Assert.Matches(@"^v4 × large: http://127\.0\.0\.1:[0-9]+/[0-9a-f]{32}/$", lines[0]);
        Assert.Equal("Open this address in a browser on this machine; Ctrl-C ends it.", lines[1]);
        Assert.Equal(2, lines.Length);
        Assert.Equal(["large.scenario", "out.txt"], Here.Entries);
    }

    [Fact]
    public async Task It_begins_where_a_schedule_ends()
    {
        var lines = await Interrupted("-d v4 -s irq-and-syscall --schedule 'A×44 tick@0×5'");
        Assert.EndsWith("/#A*44+tick@0*5", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_input_is_refused_before_anything_is_served()
    {
        (await Run("explore -d v4 -s irq-and-syscall --schedule A×3,Z")).Refused("--schedule: ", "is not part of a schedule");
        (await Run("explore -d v4 -s irq-and-syscall --schedule Z×3")).Refused("--schedule: step 1: there is no process 'Z'");
        (await Run("explore -d v4 -s irq-and-syscall --port 65536")).Refused("--port 65536: expected a number from 1 to 65535");
        (await Run("explore -d v44 -s irq-and-syscall")).Refused("there is no design 'v44'");
        (await Run("explore -s irq-and-syscall")).Refused("--design");
    }

    /// <summary>What it has said when it was interrupted after it has said that one may.</summary>
    private async Task<string[]> Interrupted(string arguments)
    {
        using var program = RunningProgram.StartOther(Here.FullName, "/bin/sh", "-c", $"exec {RunningProgram.ShellCommand} explore {arguments} > out.txt");
        while (program.IsRunning && !(File.Exists(Here.PathOf("out.txt")) && Here.Read("out.txt").Contains("Ctrl-C", StringComparison.Ordinal)))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await program.Interrupt();
        (await program.End()).Ended(0);
        return Here.Read("out.txt").TrimEnd().Split('\n');
    }
}
