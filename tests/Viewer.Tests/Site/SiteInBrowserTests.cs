using Microsoft.Playwright;
using Viewer.Tests.Support;

namespace Viewer.Tests.Site;

/// <summary>A report in a browser, from a disk and without a network.</summary>
public sealed class SiteInBrowserTests(Chromium chromium, SmallSite site)
{
    private static readonly string[] Kinds =
    [
        "index.html", "matrix.html", "claims.html", "findings.html", "known-defects.html", "designs/v4.html", "scenarios/nmi-asks.html", "invariants/contract-queued.html",
        "traces/v4.irq-and-syscall.contract-pending.html",
    ];

    [Theory]
    [InlineData(390, true)]
    [InlineData(1600, false)]
    public async Task No_page_scrolls_sideways_or_asks_for_anything_outside(int width, bool dark)
    {
        await using var window = await chromium.Visit(site.PathOf(""), width, dark);
        foreach (var page in Kinds)
        {
            await window.Go(page);
            Assert.True(await window.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page);
            Assert.Equal(1, await window.Page.Locator("h1").CountAsync());
            Assert.NotEqual("", await window.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('header')).borderLeftStyle"));
            await Screenshots.Take(window.Page, $"site-{page.Replace('/', '-')}-{width}");
        }
    }

    [Fact]
    public async Task The_page_of_a_trace_has_the_sources_that_all_share()
    {
        await using var window = await chromium.Visit(site.PathOf(""), 1600, dark: false);
        await window.Go("traces/v4.irq-and-syscall.contract-pending.html");
        Assert.Equal("Step 55 of 55", await window.Page.Locator("#position").InnerTextAsync());
        Assert.Equal("EntryExit.cs, line 26", await window.Page.Locator("#source-title").InnerTextAsync());
        Assert.Contains("InterruptFlagOfThisCpu", await window.Page.Locator(".code li[aria-current]").InnerTextAsync(), StringComparison.Ordinal);
        await window.Page.Keyboard.PressAsync("ArrowLeft");
        Assert.Equal("Step 54 of 55", await window.Page.Locator("#position").InnerTextAsync());
    }

    [Fact]
    public async Task The_keyboard_leads_from_the_first_page_to_a_trace()
    {
        await using var window = await chromium.Visit(site.PathOf(""), 1600, dark: false);
        await window.Go("index.html");
        await window.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("To the contents", await window.Focused());
        await window.Page.Keyboard.PressAsync("Enter");
        while (await window.Focused() != "6.19")
        {
            await window.Page.Keyboard.PressAsync("Tab");
        }

        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("6.19");
        while (!(await window.Focused()).StartsWith('✗'))
        {
            await window.Page.Keyboard.PressAsync("Tab");
        }

        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Page.Locator("h1")).ToContainTextAsync("Broken promise");
    }
}
