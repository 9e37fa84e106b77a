using System.Text.Json;
using Microsoft.Playwright;
using Viewer.Tests.Support;

namespace Viewer.Tests.Browser;

/// <summary>The page by keyboard, for a screen reader, and for eyes that need contrast or no motion.</summary>
public sealed class AccessibilityTests(Chromium chromium) : PageTest(chromium)
{
    /// <summary>For each text that can be seen: its contrast with what is behind it, by the formula of WCAG.</summary>
    private const string Contrasts = """
        () => {
          const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const known = new Map();
          const rgba = (colour) => { if (!known.has(colour)) known.set(colour, painted(colour)); return known.get(colour); };
          const painted = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
          const linear = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
          const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
          const behind = (element) => { for (let e = element; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] > 250) return c; } return [255, 255, 255]; };
          const low = [];
          for (const element of document.querySelectorAll("body *")) {
            const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
            if (!own || !element.checkVisibility() || element.closest(".hidden, script, noscript")) continue;
            const [a, b] = [luminance(rgba(getComputedStyle(element).color)), luminance(behind(element))];
            const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (contrast < 4.5) low.push(`${element.tagName}.${element.className} "${element.textContent.slice(0, 30)}": ${contrast.toFixed(2)}`);
          }
          return [...new Set(low)];
        }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_text_has_contrast(bool dark)
    {
        foreach (var trace in new[] { Traces.Interrupted, Traces.Livelock })
        {
            await using var page = await Browser.Open(UnwindCheck.Page.TracePage.Of(trace), dark: dark);
            await page.Page.Locator("details").EvaluateAllAsync<JsonElement?>("all => all.forEach(details => { details.open = true; })");
            foreach (var key in new[] { "End", "ArrowLeft", "Shift+ArrowLeft" })
            {
                await page.Press(key);
                Assert.Empty((await page.Evaluate(Contrasts)).EnumerateArray().Select(low => low.GetString()));
            }
        }
    }

    [Fact]
    public async Task Tab_goes_through_the_page_in_its_order_and_everything_reached_has_a_name()
    {
        await using var page = await Open(Traces.Interrupted);
        var reached = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            await page.Press("Tab");
            var name = (await page.Evaluate("""
                () => {
                  const e = document.activeElement;
                  const label = e.getAttribute("aria-label") ?? e.labels?.[0]?.textContent ?? (e.getAttribute("aria-labelledby") ? document.getElementById(e.getAttribute("aria-labelledby")).textContent : e.textContent);
                  return e === document.body ? "" : label.trim().slice(0, 24);
                }
                """)).GetString()!;
            if (name.Length == 0)
            {
                break;
            }

            reached.Add(name);
        }

        Assert.Equal(
            [
                "Where: at step 55 of 55,", "Who promised it, the sce", "Who runs when", "First step", "← Back", "Next →", "Last step", "✗ Break", "Step",
                "EntryExit.cs, line 26", "State after this step", "18 variables that this t", "every single step",
            ],
            reached.Take(13));
        Assert.Contains(reached, name => name.StartsWith("55", StringComparison.Ordinal));
        Assert.True(reached.Count < 17, "one step of the list can be reached with Tab");
    }

    [Fact]
    public async Task All_of_it_can_be_done_with_the_keyboard()
    {
        await using var page = await Open(Traces.Interrupted);
        await page.Page.FocusAsync("#first");
        await page.Press("Enter");
        Assert.Equal(1, await page.Step());
        await page.Page.FocusAsync("#slider");
        await page.Press("ArrowRight");
        Assert.Equal(2, await page.Step());
        await page.Page.FocusAsync(".step[aria-current]");
        await page.Press("ArrowDown");
        await page.Press("ArrowRight");
        Assert.Equal(4, await page.Step());
        Assert.True((await page.Evaluate("() => document.activeElement.getAttribute('aria-current') === 'step'")).GetBoolean());
        await page.Page.FocusAsync(".quiet summary");
        await page.Press("Enter");
        Assert.True(await page.Page.Locator(".quiet table").First.IsVisibleAsync());
    }

    [Fact]
    public async Task A_screen_reader_is_told_the_step_where_the_cursor_comes_to_rest()
    {
        await using var page = await Open(Traces.Interrupted, "#step-43");
        await page.Press("ArrowRight");
        await page.Press("ArrowRight");
        var live = page.Page.Locator("#live");
        await Assertions.Expect(live).ToHaveTextAsync("Step 45 of 55: cpu0: tick@0 strikes on cpu0 and reads cpu0.current: 1 (A)");
        Assert.Equal("polite", await live.GetAttributeAsync("aria-live"));
        await page.Press("End");
        await Assertions.Expect(live).ToContainTextAsync("Here the promise breaks: A is back in user mode");
    }

    [Fact]
    public async Task Parts_of_the_page_have_roles_and_names()
    {
        await using var page = await Open(Traces.Interrupted);
        foreach (var (role, name) in new[]
        {
            (AriaRole.Heading, "Broken promise"), (AriaRole.Region, "Who runs when"), (AriaRole.Region, "The step that is shown"), (AriaRole.Region, "Now"),
            (AriaRole.Region, "State after this step"), (AriaRole.Region, "EntryExit.cs, line 26"), (AriaRole.List, "What happens"), (AriaRole.Slider, "Step"), (AriaRole.Button, "First step"),
        })
        {
            Assert.True(await page.Page.GetByRole(role, new() { Name = name }).First.IsVisibleAsync(), $"{role} {name}");
        }

        Assert.Equal("en", (await page.Evaluate("() => document.documentElement.lang")).GetString());
        Assert.Equal(1, await page.Page.Locator("h1").CountAsync());
        Assert.Equal(1, await page.Page.Locator("main").CountAsync());
    }

    [Fact]
    public async Task Who_wants_no_motion_gets_none()
    {
        await using var page = await Browser.Open(UnwindCheck.Page.TracePage.Of(Traces.Interrupted), motion: false);
        Assert.Equal("0s", (await page.Evaluate("() => getComputedStyle(document.querySelector('#track .cursor')).transitionDuration")).GetString());
    }

    [Fact]
    public async Task Things_to_touch_are_large_enough()
    {
        await using var page = await Open(Traces.Interrupted, width: 390);
        var sizes = await page.Evaluate("() => [...document.querySelectorAll('.buttons button')].map(button => button.getBoundingClientRect()).map(box => Math.min(box.width, box.height))");
        Assert.All(sizes.EnumerateArray(), size => Assert.True(size.GetDouble() >= 36));
    }
}
