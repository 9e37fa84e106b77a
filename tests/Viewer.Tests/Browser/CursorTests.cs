using Viewer.Tests.Support;

namespace Viewer.Tests.Browser;

/// <summary>The cursor, and all that moves it.</summary>
public sealed class CursorTests(Chromium chromium) : PageTest(chromium)
{
    [Fact]
    public async Task Arrow_keys_go_a_step_and_stop_at_the_ends()
    {
        await using var page = await Open(Traces.Interrupted, "#step-54");
        await Pressing(page, ("ArrowRight", 55), ("ArrowRight", 55), ("ArrowLeft", 54), ("ArrowLeft", 53), ("Home", 1), ("ArrowLeft", 1), ("End", 55));
    }

    [Fact]
    public async Task Shift_with_an_arrow_goes_to_the_next_step_that_means_something()
    {
        await using var page = await Open(Traces.Interrupted, "#step-18");
        await Pressing(page, ("Shift+ArrowRight", 30), ("Shift+ArrowRight", 37), ("Shift+ArrowLeft", 30), ("Shift+ArrowLeft", 18));
    }

    [Fact]
    public async Task Other_keys_are_left_to_the_browser()
    {
        await using var page = await Open(Traces.Interrupted, "#step-20");
        await Pressing(page, ("Control+ArrowRight", 20), ("Meta+ArrowLeft", 20), ("a", 20));
    }

    [Fact]
    public async Task Buttons_go_to_the_ends_a_step_and_to_the_break()
    {
        await using var page = await Open(Traces.TwoCpus, "#step-10");
        foreach (var (button, step) in new[] { ("#next", 11), ("#back", 10), ("#first", 1), ("#last", 30), ("#first", 1), ("#break", 30) })
        {
            await page.Page.ClickAsync(button);
            Assert.Equal(step, await page.Step());
        }
    }

    [Fact]
    public async Task The_slider_goes_anywhere()
    {
        await using var page = await Open(Traces.Interrupted);
        await page.Page.Locator("#slider").FillAsync("17");
        Assert.Equal(17, await page.Step());
        Assert.StartsWith("Step 17 of 55: cpu0: A writes w[A].pending: 1 (pending)", await page.Page.Locator("#slider").GetAttributeAsync("aria-valuetext"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_click_in_the_lanes_goes_to_the_step_below_it()
    {
        await using var page = await Open(Traces.TwoCpus);
        var width = (await page.Evaluate("() => document.querySelector('#track').getBoundingClientRect().width")).GetSingle();
        await page.Page.Locator("#track").ClickAsync(new() { Position = new() { X = width * 12.5f / 30, Y = 30 } });
        Assert.Equal(13, await page.Step());
    }

    [Fact]
    public async Task A_click_in_the_list_goes_to_that_step()
    {
        await using var page = await Open(Traces.Interrupted);
        await page.Page.Locator(".step").Nth(42).ClickAsync();
        Assert.Equal(43, await page.Step());
        Assert.Equal(["43"], await page.Page.Locator(".step[aria-current=step] .number").AllInnerTextsAsync());
    }

    [Fact]
    public async Task A_link_goes_to_a_step_and_the_address_follows_the_cursor()
    {
        await using var page = await Open(Traces.Interrupted, "#step-12");
        Assert.Equal(12, await page.Step());
        await page.Press("ArrowRight");
        await page.Page.WaitForFunctionAsync("() => location.hash === '#step-13'");
        await page.Evaluate("() => { location.hash = '#step-40'; }");
        await page.Page.WaitForFunctionAsync("() => document.querySelector('#position').textContent.startsWith('Step 40')");
        await page.Page.ClickAsync(".where a");
        await page.Page.WaitForFunctionAsync("() => document.querySelector('#position').textContent.startsWith('Step 55')");
    }

    /// <summary>The address follows the cursor a moment later, so it may do so between a click on a link and the news of it.</summary>
    [Fact]
    public async Task A_link_that_the_address_of_the_cursor_overtakes_is_followed()
    {
        await using var page = await Open(Traces.Interrupted, "#step-12");
        await page.Evaluate("() => { location.hash = '#step-40'; history.replaceState(null, '', '#step-12'); }");
        await page.Page.WaitForFunctionAsync("() => document.querySelector('#position').textContent.startsWith('Step 40')");
        await page.Page.WaitForFunctionAsync("() => location.hash === '#step-40'");
    }

    [Theory]
    [InlineData("#step-0")]
    [InlineData("#step-56")]
    [InlineData("#step-1e1")]
    [InlineData("#elsewhere")]
    public async Task An_address_that_names_no_step_shows_the_break(string fragment)
    {
        await using var page = await Open(Traces.Interrupted, fragment);
        Assert.Equal(55, await page.Step());
    }

    [Fact]
    public async Task A_trace_that_repeats_for_ever_goes_round()
    {
        await using var page = await Open(Traces.Livelock);
        var (start, last) = (Traces.Livelock.File.CycleStart!.Value + 1, Traces.Livelock.Steps.Count);
        Assert.Contains($"After this comes step {start} again", await page.Text("#now"), StringComparison.Ordinal);
        await page.Press("ArrowRight");
        Assert.Equal($"Step {start} of {last}, round 2", await page.Text("#position"));
        await page.Press("ArrowLeft");
        Assert.Equal($"Step {last} of {last}", await page.Text("#position"));
        Assert.Contains("From here on the steps repeat for ever", await page.Text(".cycle-start"), StringComparison.Ordinal);
        Assert.Contains("for ever", await page.Text("#track .cycle"), StringComparison.Ordinal);
    }

    private static async Task Pressing(TracePage page, params (string Key, int Step)[] expected)
    {
        foreach (var (key, step) in expected)
        {
            await page.Press(key);
            Assert.Equal(step, await page.Step());
        }
    }
}
