using Viewer.Tests.Support;

namespace Viewer.Tests.Browser;

/// <summary>Tests have the windows of the browser one after the other, and find nothing there of each other.</summary>
public sealed class WindowTests(Chromium chromium) : PageTest(chromium)
{
    private const string Look = """
        () => [
          innerWidth, innerHeight, scrollY, document.activeElement.tagName, document.querySelectorAll("body :hover").length, "left" in window,
          matchMedia("(prefers-color-scheme: dark)").matches, matchMedia("(prefers-reduced-motion: reduce)").matches,
        ].join(" ")
        """;

    [Fact]
    public async Task A_window_that_a_test_has_left_is_like_a_new_one()
    {
        for (var i = 0; i < 3; i++)
        {
            await using (var page = await Open(Traces.Interrupted))
            {
                Assert.Equal("1600 1000 0 BODY 0 false false false", (await page.Evaluate(Look)).GetString());
            }

            await using (var page = await Browser.Open(UnwindCheck.Page.TracePage.Of(Traces.Interrupted), width: 390, dark: true, motion: false))
            {
                await page.Page.SetViewportSizeAsync(400, 300);
                await page.Evaluate("() => { window.left = 1; scrollTo(0, 1000); }");
                await page.Page.ClickAsync("#slider");
                Assert.Matches("^400 300 [1-9][0-9]* INPUT [1-9][0-9]* true true true$", (await page.Evaluate(Look)).GetString()!);
            }
        }
    }
}
