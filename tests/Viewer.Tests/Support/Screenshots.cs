using Microsoft.Playwright;

namespace Viewer.Tests.Support;

/// <summary>Pictures for whoever changes the pages. With UNWINDCHECK_SCREENSHOTS=1 in the environment tests leave them beside
/// their assembly, in <c>screenshots/</c>; taking them is a good part of the time of those tests.</summary>
internal static class Screenshots
{
    private static readonly bool Wanted = Environment.GetEnvironmentVariable("UNWINDCHECK_SCREENSHOTS") == "1";

    public static async Task Take(IPage page, string name)
    {
        if (Wanted)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(AppContext.BaseDirectory, "screenshots", name + ".png") });
        }
    }
}
