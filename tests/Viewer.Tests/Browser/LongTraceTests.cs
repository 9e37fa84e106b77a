using Microsoft.Playwright;
using Viewer.Tests.Support;

namespace Viewer.Tests.Browser;

/// <summary>A trace of 2,000 steps stays small and smooth.</summary>
public sealed class LongTraceTests(Chromium chromium, ITestOutputHelper output) : PageTest(chromium)
{
    private const int Frame = 16;

    private const int Steps = 100;

    /// <summary>Milliseconds of each step: the key's handler and the layout that it causes, with a pause for the browser's own
    /// work now and then.</summary>
    private const string Measure = """
        async (steps) => {
          const times = [];
          for (let i = 0; i < steps; i++) {
            const start = performance.now();
            document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
            document.body.getBoundingClientRect();
            times.push(performance.now() - start);
            if (i % 10 === 0) await new Promise(requestAnimationFrame);
          }
          return times.sort((a, b) => a - b);
        }
        """;

    [Fact]
    public void Its_page_is_smaller_than_two_megabytes()
    {
        var size = System.Text.Encoding.UTF8.GetByteCount(UnwindCheck.Page.TracePage.Of(Traces.Long));
        output.WriteLine($"{Traces.Long.Steps.Count} steps: {size} bytes");
        Assert.InRange(size, 1, 2_000_000);
    }

    /// <summary>What the browser says that its thread has worked decides: others use the machine too. It counts everything, style,
    /// layout and painting too.</summary>
    [Theory]
    [InlineData(390)]
    [InlineData(1600)]
    public async Task A_step_takes_less_than_a_frame(int width)
    {
        await using var page = await Open(Traces.Long, "#step-1", width);
        var browser = await page.Page.Context.NewCDPSessionAsync(page.Page);
        await browser.SendAsync("Performance.enable", new Dictionary<string, object>(StringComparer.Ordinal) { ["timeDomain"] = "threadTicks" });
        var before = await Worked(browser);
        var times = await page.Page.EvaluateAsync<double[]>(Measure, Steps);
        var step = (await Worked(browser) - before) / Steps;
        output.WriteLine($"{width} px: {step:0.00} ms of work a step; by the clock, median {times[Steps / 2]:0.00} ms, 95 % {times[Steps * 95 / 100]:0.00} ms, longest {times[^1]:0.00} ms");
        Assert.Equal(Steps + 1, await page.Step());
        Assert.InRange(step, 0.01, Frame);
    }

    /// <summary>Milliseconds that the page's thread has worked.</summary>
    private static async Task<double> Worked(ICDPSession browser) => 1000 * (await browser.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
        .Single(metric => metric.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();
}
