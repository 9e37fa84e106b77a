using Microsoft.Playwright;

namespace Viewer.Tests.Support;

/// <summary>What the browser counts of its work on a page.</summary>
internal sealed class PageMetrics
{
    private readonly ICDPSession browser;

    private PageMetrics(ICDPSession browser) => this.browser = browser;

    /// <summary>How often the page was laid out.</summary>
    public Task<double> Layouts() => Read("LayoutCount");

    /// <summary>How many milliseconds the page's thread has worked.</summary>
    public async Task<double> Worked() => await Read("TaskDuration") * 1000;

    public static async Task<PageMetrics> Of(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable", new Dictionary<string, object>(StringComparer.Ordinal) { ["timeDomain"] = "threadTicks" });
        return new PageMetrics(session);
    }

    private async Task<double> Read(string name) => (await browser.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
        .Single(metric => metric.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();
}
