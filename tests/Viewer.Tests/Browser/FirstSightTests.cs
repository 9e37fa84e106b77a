using Microsoft.Playwright;
using UnwindCheck.Models;
using Viewer.Tests.Support;

namespace Viewer.Tests.Browser;

/// <summary>What somebody sees who opens the page: the promise in words, then where it breaks, then the lanes.</summary>
public sealed class FirstSightTests(Chromium chromium) : PageTest(chromium)
{
    [Theory]
    [InlineData(390)]
    [InlineData(900)]
    [InlineData(1600)]
    public async Task The_promise_comes_first_then_where_it_breaks_then_the_lanes(int width)
    {
        await using var page = await Open(Traces.Interrupted, width: width);
        Assert.Contains("Whoever is told “already pending”", await page.Text("h1"), StringComparison.Ordinal);
        Assert.Contains(Traces.Interrupted.Reason, await page.Text(".reason"), StringComparison.Ordinal);
        Assert.Contains("step 55 of 55", await page.Text(".where"), StringComparison.Ordinal);
        var tops = (await page.Evaluate("() => ['h1', '.reason', '.where', '#lanes', '#now'].map(s => document.querySelector(s).getBoundingClientRect().top)")).EnumerateArray().Select(top => top.GetDouble()).ToList();
        Assert.Equal(tops.Order(), tops);
        Assert.True(tops[3] < 844, "the lanes begin on the first screen of a phone");
    }

    [Fact]
    public async Task It_opens_where_the_promise_breaks()
    {
        await using var page = await Open(Traces.Interrupted);
        Assert.Equal(55, await page.Step());
        Assert.Contains("Here the promise breaks: " + Traces.Interrupted.Reason, await page.Text("#now"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_wants_to_know_finds_the_quote_the_scenario_and_the_schedule()
    {
        await using var page = await Open(Traces.Interrupted);
        await page.Page.Locator("header summary").ClickAsync();
        var invariant = InvariantCatalogue.All.Single(invariant => invariant.Invariant == "contract-pending");
        var details = await page.Text("header details");
        Assert.Contains(invariant.Quote, details, StringComparison.Ordinal);
        Assert.Contains(invariant.Source, details, StringComparison.Ordinal);
        Assert.Contains("irq tick on 0 max 1 in kernel { request w }", details, StringComparison.Ordinal);
        Assert.Contains(Traces.Interrupted.File.Schedule, details, StringComparison.Ordinal);
    }

    /// <summary>The list begins as the story of the trace; every single step is one click away.</summary>
    [Fact]
    public async Task The_list_tells_what_happens_and_every_step_when_asked()
    {
        await using var page = await Open(Traces.Interrupted);
        var told = Traces.Interrupted.Steps.Index().Where(step => step.Item.Events.Count > 0 || UnwindCheck.Timelines.StepWords.Strikes(step.Item)).Select(step => $"{step.Index + 1}");
        Assert.Equal(told, await page.Page.Locator("#steps-frame .number:visible").AllInnerTextsAsync());
        await page.Press("ArrowLeft");
        Assert.Contains("54", await page.Page.Locator("#steps-frame .number:visible").AllInnerTextsAsync());
        await page.Page.Locator("#all-steps").CheckAsync();
        Assert.Equal(Traces.Interrupted.Steps.Count, await page.Page.Locator("#steps-frame .number:visible").CountAsync());
        Assert.Equal(54, await page.Step());
    }

    [Fact]
    public async Task Names_are_explained()
    {
        await using var page = await Open(Traces.Interrupted);
        Assert.Equal("Names: tick@0 is an interrupt on cpu0; A is a task; w[A] is the descriptor of tracer w for A.", await page.Text(".names"));
    }

    /// <summary>What a careful caller is hit by is another finding than what only a careless one is.</summary>
    [Theory]
    [InlineData("irq-and-syscall", "contract-pending", "Happens under correct use of the interface.")]
    [InlineData("cancel-remote", "cancel-promise", "Takes careless use: w is cancelled while it may still ask.")]
    public async Task It_says_whether_correct_use_is_enough(string scenario, string invariant, string use)
    {
        await using var page = await Open(Traces.Of("v4", scenario, invariant));
        Assert.Equal(use, await page.Text(".use"));
    }

    [Fact]
    public async Task Without_scripts_the_trace_is_there_as_text()
    {
        await using var page = await Browser.Open(UnwindCheck.Page.TracePage.Of(Traces.Interrupted), script: false);
        Assert.Contains("Whoever is told", await page.Text("h1"), StringComparison.Ordinal);
        Assert.Contains("49     tick@0: w[A].pending = 1", await page.Text("noscript pre"), StringComparison.Ordinal);
        Assert.False(await page.Page.Locator("main").IsVisibleAsync());
    }

    /// <summary>For people to look at: in the directory of the tests, under screenshots/.</summary>
    [Fact]
    public async Task No_page_is_wider_than_the_window_in_light_or_dark()
    {
        foreach (var (name, trace) in new[] { ("interrupt", Traces.Interrupted), ("two-cpus", Traces.TwoCpus), ("livelock", Traces.Livelock) })
        {
            await using var page = await Open(trace);
            foreach (var (width, height, scheme) in new[] { (390, 844, ColorScheme.Light), (900, 1100, ColorScheme.Light), (1600, 1000, ColorScheme.Light), (1600, 1000, ColorScheme.Dark), (900, 1100, ColorScheme.Dark), (390, 844, ColorScheme.Dark) })
            {
                await page.Page.SetViewportSizeAsync(width, height);
                await page.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await Screenshots.Take(page.Page, $"{name}-{width}-{scheme}");
                Assert.True((await page.Evaluate("() => document.documentElement.scrollWidth <= innerWidth")).GetBoolean(), $"{name} is wider than {width}");
            }
        }
    }
}
