using System.Text.Json;
using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Traces;

/// <summary><c>show</c> in other forms. What is in them is tested in Viewer.Tests.</summary>
public sealed class ExportTests(SharedRuns runs) : ProgramTest
{
    [Theory]
    [InlineData("--html", "<!doctype html>\n")]
    [InlineData("--mail", "v4 breaks contract-pending in scenario irq-and-syscall\n")]
    [InlineData("--mermaid", "sequenceDiagram\n")]
    [InlineData("--perfetto", "{\"displayTimeUnit\":")]
    public async Task A_trace_goes_to_a_file_or_to_the_output(string option, string beginning)
    {
        var written = (await Run("show", await Trace(), option, "out")).Ended(0);
        Assert.Equal("", written.Output);
        Assert.Equal(["out"], Here.Entries);
        Assert.StartsWith(beginning, Here.Read("out"), StringComparison.Ordinal);
        Assert.Equal(Here.Read("out"), (await Run("show", await Trace(), option, "-")).Ended(0).Output);
    }

    [Fact]
    public async Task Several_forms_may_be_asked_for_at_once()
    {
        (await Run("show", await Trace(), "--html", "a.html", "--perfetto", "b.json", "--mermaid", "c.mmd", "--mail", "d.txt")).Ended(0);
        Assert.Equal(["a.html", "b.json", "c.mmd", "d.txt"], Here.Entries);
        using var document = JsonDocument.Parse(Here.Read("b.json"));
        Assert.True(document.RootElement.TryGetProperty("traceEvents", out _));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_refused_and_nothing_is_left_of_it()
    {
        (await Run("show", await Trace(), "--html", "nowhere/page.html")).Refused("nowhere/page.html:1:1: cannot be written: ");
        Assert.Empty(Here.Entries);
    }

    [Fact]
    public async Task A_trace_that_is_none_leaves_an_older_page_as_it_is()
    {
        Here.Write("page.html", "precious");
        Here.Write("trace.json", "{}");
        (await Run("show trace.json --html page.html")).Refused("trace.json:1:1: ");
        Assert.Equal("precious", Here.Read("page.html"));
    }

    [Fact]
    public async Task A_livelock_that_was_looked_for_alone_can_be_shown()
    {
        (await Run("check --design v4 --scenario tracer-in-exit-loop --invariant terminates")).Ended(1);
        (await Run("show traces/v4.tracer-in-exit-loop.terminates.trace.json --html page.html")).Ended(0);
    }

    private async Task<string> Trace() => (await runs.V4).PathOf("traces/v4.irq-and-syscall.contract-pending.trace.json");
}
