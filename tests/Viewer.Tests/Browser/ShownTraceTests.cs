using System.Text.Json;
using Interleave;
using Interleave.Replay;
using UnwindCheck.Models.Tracers;
using UnwindCheck.Reports;
using UnwindCheck.Timelines;
using Viewer.Tests.Support;

namespace Viewer.Tests.Browser;

/// <summary>What the page shows at each step is what the trace has there.</summary>
public sealed class ShownTraceTests(Chromium chromium) : PageTest(chromium)
{
    /// <summary>Goes through a whole trace with the arrow key and writes down what is there.</summary>
    private const string WalkThrough = """
        () => {
          const steps = document.querySelector("#slider").max;
          const seen = [];
          document.dispatchEvent(new KeyboardEvent("keydown", { key: "Home" }));
          for (let step = 1; step <= steps; step++) {
            const line = document.querySelector(".file.shown .code [aria-current]");
            seen.push({
              position: document.querySelector("#position").textContent,
              values: [...document.querySelectorAll("#state [data-variable]")].sort((a, b) => a.dataset.variable - b.dataset.variable).map(row => row.querySelector(".value").textContent),
              changed: [...document.querySelectorAll("#state .changed")].map(row => Number(row.dataset.variable)).sort((a, b) => a - b),
              title: document.querySelector("#source-title").textContent,
              line: line === null ? "" : line.textContent,
              events: [...document.querySelectorAll("#now .events li")].map(item => item.textContent),
              current: document.querySelector(".step[aria-current] .number").textContent,
              breaks: document.querySelectorAll("#now .breaks").length,
            });
            document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
          }
          return seen;
        }
        """;

    public static TheoryData<string, string, string> Shown => new()
    {
        { "v4", "irq-and-syscall", "contract-pending" },
        { "v4", "shared-descriptor", "list-once" },
        { "v4", "tracer-in-exit-loop", "terminates" },
        { "v4", "irq-in-user-mode", "contract-pending" },
        { "v4", "nested-nmis", "no-warning" },
        { "v4", "cancel-remote", "pending-stuck" },
        { "v4", "cancel-and-exit", "cancel-promise" },
        { "v4", "migration", "callback-spurious" },
        { "v4-repaired", "cancel-in-irq", "no-deadlock" },
    };

    [Theory]
    [MemberData(nameof(Shown))]
    public async Task State_source_and_events_are_those_of_the_trace(string design, string scenario, string invariant)
    {
        var trace = Traces.Of(design, scenario, invariant);
        await using var page = await Open(trace);
        var seen = (await page.Evaluate(WalkThrough)).EnumerateArray().ToList();
        Assert.Equal(trace.Steps.Count, seen.Count);

        var variables = new StateGroups(trace.Model).Groups.SelectMany(group => group.Variables).ToList();
        var execution = new Interpreter(trace.Model);
        var before = Values(execution, variables);
        for (var i = 0; i < seen.Count; i++)
        {
            execution.Apply(trace.Steps[i].Move);
            var after = Values(execution, variables);
            Assert.StartsWith($"Step {i + 1} of {seen.Count}", Of(seen[i], "position"), StringComparison.Ordinal);
            Assert.Equal($"{i + 1}", Of(seen[i], "current"));
            Assert.Equal(after, Strings(seen[i], "values"));
            Assert.Equal(Enumerable.Range(0, after.Count).Where(index => before[index] != after[index]), seen[i].GetProperty("changed").EnumerateArray().Select(index => index.GetInt32()));
            Assert.Equal(trace.Steps[i].Events.Select(EventText.Of), Strings(seen[i], "events"));
            Assert.Equal(i + 1 == (trace.ViolatedAtStep ?? seen.Count) ? 1 : 0, seen[i].GetProperty("breaks").GetInt32());
            CheckSource(trace.Steps[i].Site, seen[i]);
            before = after;
        }
    }

    [Fact]
    public async Task The_lanes_show_an_interrupt_in_a_task_work_in_the_kernel_in_a_task()
    {
        await using var page = await Open(Traces.Interrupted);
        var titles = await page.Page.Locator(".block").EvaluateAllAsync<string[]>("blocks => blocks.map(block => `${block.style.getPropertyValue('--row')} ${block.classList[1]} ${block.title}`)");
        Assert.Contains("0 task A: steps 1 to 55", titles);
        Assert.Contains("1 kernel in the kernel: steps 2 to 55", titles);
        Assert.Contains("2 work task work w[A].work: steps 30 to 50", titles);
        Assert.Contains("3 irq tick@0: steps 45 to 49", titles);
        Assert.Contains("4 call request(w[A]): steps 46 to 49", titles);
        Assert.Contains("interrupt tick@0, steps 45 to 49", await page.Page.Locator("#lanes-summary").TextContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_without_records_has_no_panel_for_them()
    {
        await using var page = await Open(Traces.Interrupted);
        Assert.False(await page.Page.Locator("#records").IsVisibleAsync());
    }

    [Fact]
    public async Task A_scenario_that_keeps_records_shows_them_and_why_a_sample_gets_no_stack()
    {
        var trace = Traces.Of("v4", "records-interrupted", "stitched-forward");
        await using var page = await Open(trace);
        var written = trace.Steps.SelectMany((step, index) => step.Events.Where(occurrence => occurrence is SampleRecorded or StackRecorded or RecordLost).Select(_ => index + 1)).ToList();
        var shown = await page.Page.Locator("#records button").AllInnerTextsAsync();
        Assert.Equal(written.Count, shown.Count);
        Assert.All(written.Zip(shown), pair => Assert.StartsWith($"step {pair.First}: ", pair.Second, StringComparison.Ordinal));
        Assert.Contains("gets no user stack", await page.Text("#records"), StringComparison.Ordinal);
        await page.Page.Locator("#records button").First.ClickAsync();
        Assert.Equal(written[0], await page.Step());
        Assert.Contains("to its ring buffer", await page.Text("#now"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_and_what_becomes_of_them_have_a_panel()
    {
        var data = UnwindCheck.Page.PageDataBuilder.Of(Traces.Interrupted) with
        {
            Records = [new(4, "sample, cookie 1"), new(43, "user stack [10], cookie 1")],
            PostProcessing = ["the sample of step 5 gets the user stack of step 44"],
        };
        await using var page = await Browser.Open(UnwindCheck.Page.TracePage.Of(Traces.Interrupted, data), fragment: "#step-10");
        Assert.Contains("What post-processing makes of them", await page.Text("#records"), StringComparison.Ordinal);
        Assert.Equal(["step 44: user stack [10], cookie 1"], await page.Page.Locator("#records .later").AllInnerTextsAsync());
        await page.Page.Locator("#records button").Nth(1).ClickAsync();
        Assert.Equal(44, await page.Step());
        Assert.Empty(await page.Page.Locator("#records .later").AllInnerTextsAsync());
    }

    private static void CheckSource(OperationSite? site, JsonElement seen)
    {
        if (site is null)
        {
            Assert.Equal(("Source", ""), (Of(seen, "title"), Of(seen, "line")));
            return;
        }

        Assert.Equal($"{Path.GetFileName(site.File)}, line {site.Line}", Of(seen, "title"));
        Assert.Equal(SourceText.Line(site.File, site.Line), Of(seen, "line").Trim());
        Assert.NotEmpty(Of(seen, "line"));
    }

    private static List<string> Values(Interpreter execution, List<Variable> variables) => variables.ConvertAll(variable =>
    {
        var value = execution.ValueOf(variable.Low) + (variable.High is null ? 0 : (ulong)execution.ValueOf(variable.High) << 32);
        return value == Model.Uninitialised ? "?" : value < 10 ? $"{value}" : $"0x{value:x}";
    });

    private static string Of(JsonElement seen, string name) => seen.GetProperty(name).GetString()!;

    private static IEnumerable<string> Strings(JsonElement seen, string name) => seen.GetProperty(name).EnumerateArray().Select(item => item.GetString()!);
}
