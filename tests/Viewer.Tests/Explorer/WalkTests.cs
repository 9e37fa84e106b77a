using System.Text.Json;
using Interleave.Replay;
using Microsoft.Playwright;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Reports;
using UnwindCheck.Timelines;
using UnwindCheck.Traces;
using Viewer.Tests.Support;

namespace Viewer.Tests.Explorer;

/// <summary>Walking through a state space in a browser.</summary>
public sealed class WalkTests(Chromium chromium, ITestOutputHelper output)
{
    /// <summary>Before the interrupt that finds the mark still set.</summary>
    private const string BeforeTheInterrupt = "A*44";

    /// <summary>Takes one of the ways and writes down what is there then: one question for a step, since there are many.</summary>
    private const string TakeAWay = """
        async (number) => {
          const before = document.documentElement.dataset.path;
          const texts = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent);
          const ways = [...document.querySelectorAll(".way")];
          ways[number].click();
          while (document.documentElement.dataset.path === before) {
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
          return {
            ways: ways.length,
            promised: ways[number].dataset.path,
            path: document.documentElement.dataset.path,
            values: texts("#state .value"),
            happens: texts("#path li:last-child .happens"),
            title: document.querySelector("#source-title").textContent,
            line: texts("#source [aria-current]").join(),
          };
        }
        """;

    [Fact]
    public async Task It_opens_at_the_start_and_says_what_can_happen_and_break()
    {
        await using var window = await chromium.Explore("v4", "irq-and-syscall");
        Assert.Equal("At the start", await window.Text("#position"));
        Assert.Contains("exhaustive: 297 states", await window.Text("#search"), StringComparison.Ordinal);
        Assert.Contains("contract-pending in 55 steps", await window.Text("#targets"), StringComparison.Ordinal);
        Assert.Contains("Whoever is told “already pending”", await window.Text("#targets"), StringComparison.Ordinal);
        Assert.Contains("A writes A.user.ip: 0x10, which was 0.", await window.Text("#ways"), StringComparison.Ordinal);
        Assert.Contains("TaskLife.cs:129", await window.Text("#ways"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_an_interrupt_can_strike_it_is_offered_with_what_it_leads_to()
    {
        await using var window = await chromium.Explore("v4", "irq-and-syscall", BeforeTheInterrupt);
        var strike = window.Page.Locator(".way", new() { HasTextString = "⚡ tick@0" });
        Assert.Contains("tick@0 strikes on cpu0", await strike.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("contract-pending in 11 steps", await strike.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Something strikes here", await window.Text("#ways"), StringComparison.Ordinal);

        // The mark is cleared with A's next step but one: after that nothing breaks any more that is not broken.
        await window.Walked(() => strike.ClickAsync());
        Assert.Equal("A*44+tick@0*1", await window.Path());
        Assert.Contains("contract-pending in 10 steps", await window.Text("#targets"), StringComparison.Ordinal);
        Assert.Contains("tick@0", await window.Text("#standing .irq"), StringComparison.Ordinal);
    }

    /// <summary>The picture is the one that the page of a trace has of the same steps.</summary>
    [Fact]
    public async Task Lanes_show_who_has_run_when_and_lead_back()
    {
        await using var window = await chromium.Explore("v4", "irq-and-syscall", "A*44+tick@0*5");
        var timeline = TimelineBuilder.Of(window.Session.Walker.Model, Replayer.Run(window.Session.Walker.Model, Schedule.Parse("A×44 tick@0×5"), out _));
        var shown = await window.Evaluate("() => [...document.querySelectorAll('#track .block')].map(block => block.title)");
        Assert.Equal(
            timeline.Blocks.Select(block => $"{block.Label}: {(block.Start == block.End ? $"step {block.Start + 1}" : $"steps {block.Start + 1} to {block.End + 1}")}"),
            shown.EnumerateArray().Select(title => title.GetString()));
        Assert.Contains("cpu0: task A, steps 1 to 49; interrupt tick@0, steps 45 to 49", await window.Page.Locator("#lanes-summary").TextContentAsync(), StringComparison.Ordinal);

        // The lanes begin at the left edge of their frame, and all steps fit into it.
        var box = (await window.Page.Locator("#track").BoundingBoxAsync())!;
        await window.Walked(() => window.Page.Mouse.ClickAsync(box.X + (box.Width * 9.5f / 49), box.Y + 20));
        Assert.Equal("A*10", await window.Path());
    }

    [Fact]
    public async Task A_step_that_leads_to_no_violation_says_so()
    {
        await using var window = await chromium.Explore("v4-repaired", "irq-and-syscall");
        Assert.Contains("nothing more can break after this", await window.Text("#ways"), StringComparison.Ordinal);
        Assert.Contains("Nothing can break any more", await window.Text("#targets"), StringComparison.Ordinal);
        Assert.True(await window.Page.Locator("#nearest").IsDisabledAsync());
    }

    [Theory]
    [InlineData("v4", "irq-and-syscall")]
    [InlineData("v4", "shared-descriptor")]
    [InlineData("6.19", "nmi-asks")]
    public async Task The_state_at_each_step_is_that_of_the_model(string design, string name)
    {
        var scenario = ScenarioCatalogue.All.Single(entry => entry.Name == name);
        var model = ScenarioModel.Build(DesignCatalogue.Find(design)!, scenario);
        var variables = new StateGroups(model).Groups.SelectMany(group => group.Variables).ToList();
        var execution = new Interpreter(model);
        var choices = new Random(7);
        await using var window = await chromium.Explore(design, name);
        for (var i = 0; i < 40; i++)
        {
            var moves = execution.Moves();
            if (moves.Count == 0)
            {
                Assert.Equal(0, await window.Page.Locator(".way").CountAsync());
                break;
            }

            var seen = await window.Page.EvaluateAsync<JsonElement>(TakeAWay, choices.Next(moves.Count));
            Assert.Equal(moves.Count, seen.GetProperty("ways").GetInt32());
            var path = seen.GetProperty("path").GetString()!;
            Assert.Equal(seen.GetProperty("promised").GetString(), path);

            // The schedule decides which move that was, whatever the page says.
            var steps = Replayer.Run(model, Schedule.Parse(path.Replace('+', ' ')), out execution);
            Assert.Equal(i + 1, steps.Count);
            Assert.Equal(variables.ConvertAll(variable => variable.TextOf(execution).Value), Texts(seen, "values"));
            Assert.Equal(steps[^1].Events.Select(EventText.Of), Texts(seen, "happens"));
            if (steps[^1].Site is { } site)
            {
                Assert.Equal($"{Path.GetFileName(site.File)}, line {site.Line}", seen.GetProperty("title").GetString());
                Assert.Equal(SourceText.Line(site.File, site.Line), seen.GetProperty("line").GetString()!.Trim());
            }
        }

        static IEnumerable<string> Texts(JsonElement seen, string name) => seen.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);
    }

    /// <summary>Once for what a step writes, and once more where its source is seen for the first time or the browser draws in between.</summary>
    [Fact]
    public async Task A_step_is_laid_out_no_more_than_twice()
    {
        const int Steps = 40;
        await using var window = await chromium.Explore("v4", "irq-and-syscall");
        var metrics = await PageMetrics.Of(window.Page);
        var (layouts, worked) = (await metrics.Layouts(), await metrics.Worked());
        for (var i = 0; i < Steps; i++)
        {
            await window.Page.EvaluateAsync<JsonElement>(TakeAWay, 0);
        }

        layouts = (await metrics.Layouts() - layouts) / Steps;
        output.WriteLine($"{layouts:0.00} layouts and {(await metrics.Worked() - worked) / Steps:0.00} ms of work a step");
        Assert.InRange(layouts, 0, 2);
    }

    [Theory]
    [InlineData("v4", "irq-and-syscall")]
    [InlineData("v4", "shared-descriptor")]
    [InlineData("v4", "tracer-in-exit-loop")]
    [InlineData("6.19", "cancel-in-irq")]
    public async Task The_way_to_each_violation_is_saved_as_a_trace_that_replays(string design, string scenario)
    {
        using var directory = new TemporaryDirectory();
        await using var window = await chromium.Explore(design, scenario);
        var violated = window.Session.Map!.Violated.Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(violated);
        foreach (var invariant in violated)
        {
            await window.Page.GotoAsync(window.Server.Address + "#");
            await window.At("");
            var distance = window.Session.Map.DistanceTo(invariant, window.Session.Walker.Start)!.Value;
            await window.Walked(() => window.Page.Locator(".target", new() { Has = window.Page.Locator($"text=/^✗ {invariant}$/") }).ClickAsync());
            Assert.Equal($"{distance} steps", await window.Text("#position"));
            var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.ClickAsync($"[data-saves={invariant}]"));
            Assert.Equal($"{design}.{scenario}.{invariant}.trace.json", download.SuggestedFilename);
            await download.SaveAsAsync(directory.PathOf("saved.json"));
            var replayed = TraceReplay.Of(directory.PathOf("saved.json"));
            Assert.Equal(invariant, replayed.File.Invariant);
            Assert.Equal(distance, replayed.File.CycleStart ?? replayed.Steps.Count);
        }
    }

    [Fact]
    public async Task Nothing_is_nearer_than_the_simplest_execution_says_if_that_is_the_shortest()
    {
        await using var window = await chromium.Explore("v4", "first-request");
        await window.Walked(() => window.Press("n"));
        Assert.Equal("18 steps", await window.Text("#position"));
        Assert.Contains("contract-queued is broken at step 18", await window.Text("#targets"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_violation_can_be_reached_and_left_by_keyboard_alone()
    {
        await using var window = await chromium.Explore("v4", "irq-and-syscall");
        await window.Walked(() => window.Press("ArrowRight"));
        await window.Walked(() => window.Press("ArrowRight"));
        Assert.Equal("A*2", await window.Path());
        await window.Walked(() => window.Press("ArrowLeft"));
        await window.Walked(() => window.Press("1"));
        Assert.Equal("A*2", await window.Path());
        await window.Walked(() => window.Press("Shift+ArrowRight"));
        Assert.Contains("request(w[A]) begins", await window.Text("#path li:last-child"), StringComparison.Ordinal);

        // The second way is the interrupt.
        await window.Press("ArrowDown");
        await window.Press("ArrowDown");
        await window.Walked(() => window.Press("Enter"));
        Assert.EndsWith("+tick@0*1", await window.Path(), StringComparison.Ordinal);
        await window.Walked(() => window.Press("Backspace"));
        await window.Walked(() => window.Press("n"));
        Assert.Contains("is broken at step", await window.Text("#targets"), StringComparison.Ordinal);
        await window.Walked(() => window.Press("Home"));
        Assert.Equal("", await window.Path());
    }

    [Fact]
    public async Task The_browsers_back_and_forward_walk_too_and_a_link_is_a_counterexample()
    {
        await using var window = await chromium.Explore("v4", "irq-and-syscall", BeforeTheInterrupt);
        await window.Walked(() => window.Press("ArrowRight"));
        await window.Walked(() => window.Page.GoBackAsync());
        Assert.Equal(BeforeTheInterrupt, await window.Path());
        await window.Walked(() => window.Page.GoForwardAsync());
        await window.Page.GotoAsync(window.Server.Address + "#" + Uri.EscapeDataString("A*44+tick@0*5+A*6"));
        await window.At("A*44+tick@0*5+A*6");
        Assert.Contains("contract-pending is broken at step 55", await window.Text("#targets"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_of_the_path_is_a_way_back_to_it()
    {
        await using var window = await chromium.Explore("v4", "irq-and-syscall", BeforeTheInterrupt);
        await window.Walked(() => window.Page.Locator("#path .step").Nth(9).ClickAsync());
        Assert.Equal("A*10", await window.Path());
        Assert.Equal(10, await window.Page.Locator("#path .step").CountAsync());
    }

    [Fact]
    public async Task A_path_has_a_page_of_its_own()
    {
        await using var window = await chromium.Explore("v4", "irq-and-syscall", "A*44+tick@0*5+A*6");
        var page = await window.Page.RunAndWaitForPopupAsync(() => window.Page.ClickAsync("[data-shows=contract-pending]"));
        await Assertions.Expect(page.Locator("#position")).ToContainTextAsync("of 55");
        Assert.Contains("in the kernel", await page.Locator("#track").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "is not part of a schedule")]
    [InlineData("Z*3", "there is no process 'Z'")]
    [InlineData("A*100000", "more than 20000 steps")]
    [InlineData("A*3+tick@0*99", "cannot go on")]
    public async Task A_path_that_cannot_be_gone_is_refused_with_the_reason(string path, string reason)
    {
        await using var window = await chromium.Explore("v4", "irq-and-syscall");
        window.MayComplain = true;
        await window.Page.GotoAsync(window.Server.Address + "#" + path);
        await Assertions.Expect(window.Page.Locator("#problem")).ToContainTextAsync(reason);
        await window.Page.GotoAsync(window.Server.Address + "#A*2");
        await window.At("A*2");
        Assert.False(await window.Page.Locator("#problem").IsVisibleAsync());
    }

    [Fact]
    public async Task Until_the_search_is_over_the_page_says_computing_and_walks_all_the_same()
    {
        var scenario = ScenarioCatalogue.All.Single(entry => entry.Name == "irq-and-syscall");
        await using var window = await chromium.Explore("v4", scenario, searched: false);
        Assert.Contains("computing", await window.Text("#search"), StringComparison.Ordinal);
        await window.Walked(() => window.Press("ArrowRight"));
        Assert.Contains("computing", await window.Text("#ways"), StringComparison.Ordinal);
        window.Session.Search();
        await Assertions.Expect(window.Page.Locator("#ways")).ToContainTextAsync("contract-pending in 54 steps");
    }

    [Fact]
    public async Task Markup_in_a_scenario_is_text()
    {
        const string attack = "</script></pre></style><script>window.taken = 1</script><img src=x onerror='window.taken = 2'> {{names}}";
        var text = $"about \"{attack}\"\n# {attack}\ntracer w per-task\ntask A on 0 {{ syscall {{ request w }} }}\n";
        await using var window = await chromium.Explore("v4", ScenarioParser.Parse(attack, "attack", text));
        await window.Walked(() => window.Press("n"));
        Assert.False((await window.Evaluate("() => 'taken' in window")).GetBoolean());
        Assert.Equal(0, await window.Page.Locator("img").CountAsync());
        Assert.Contains("<img src=x onerror=", await window.Text("header"), StringComparison.Ordinal);
    }

    /// <summary>For people to look at: in the directory of the tests, under screenshots/.</summary>
    [Fact]
    public async Task No_view_is_wider_than_the_window()
    {
        foreach (var (name, scenario, path) in new[] { ("start", "irq-and-syscall", ""), ("strike", "irq-and-syscall", BeforeTheInterrupt), ("broken", "irq-and-syscall", "A*44+tick@0*5+A*6"), ("two-cpus", "shared-descriptor", "A*20") })
        {
            await using var window = await chromium.Explore("v4", scenario, path);
            foreach (var (width, height, scheme) in new[] { (390, 844, ColorScheme.Light), (900, 1100, ColorScheme.Dark), (1600, 1000, ColorScheme.Light) })
            {
                await window.Page.SetViewportSizeAsync(width, height);
                await window.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await Screenshots.Take(window.Page, $"explorer-{name}-{width}");
                Assert.True((await window.Evaluate("() => document.documentElement.scrollWidth <= innerWidth")).GetBoolean(), $"{name} is wider than {width}");
            }
        }
    }
}
