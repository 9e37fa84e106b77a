using Viewer.Tests.Support;

namespace Viewer.Tests.Browser;

/// <summary>A trace of 2,000 steps stays small and smooth.</summary>
public sealed class LongTraceTests(Chromium chromium, ITestOutputHelper output) : PageTest(chromium)
{
    private const int Steps = 100;

    /// <summary>What ten steps may change in the page, however long the trace is: the marks of where one is, what the variables hold, the
    /// step in words.</summary>
    private const int Nodes = 300;

    /// <summary>One for what a step has written, and what a frame in ten may add.</summary>
    private const double Layouts = 2.5;

    /// <summary>Counts the nodes that change between two moments at which the page gives up its thread: ten steps.</summary>
    private const string CountChanges = """
        () => {
          window.mostChanges = 0;
          new MutationObserver((records) => {
            const nodes = new Set(records.flatMap((record) => [record.target, ...record.addedNodes, ...record.removedNodes]));
            window.mostChanges = Math.max(window.mostChanges, nodes.size);
          }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
        }
        """;

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

    /// <summary>That makes it smooth; how many milliseconds it takes depends on the machine and is printed: what the browser says that
    /// its thread has worked, on style, layout and painting too.</summary>
    [Theory]
    [InlineData(390)]
    [InlineData(1600)]
    public async Task A_step_changes_little_and_is_laid_out_once(int width)
    {
        await using var page = await Open(Traces.Long, "#step-1", width);
        var metrics = await PageMetrics.Of(page.Page);
        await page.Page.EvaluateAsync(CountChanges);
        var (layouts, worked) = (await metrics.Layouts(), await metrics.Worked());
        var times = await page.Page.EvaluateAsync<double[]>(Measure, Steps);
        layouts = (await metrics.Layouts() - layouts) / Steps;
        worked = (await metrics.Worked() - worked) / Steps;
        var most = await page.Page.EvaluateAsync<int>("() => window.mostChanges");
        output.WriteLine($"{width} px: {worked:0.00} ms of work a step, {layouts:0.00} layouts, at most {most} nodes changed; by the clock, median {times[Steps / 2]:0.00} ms, 95 % {times[Steps * 95 / 100]:0.00} ms, longest {times[^1]:0.00} ms");
        Assert.Equal(Steps + 1, await page.Step());
        Assert.InRange(most, 1, Nodes);
        Assert.InRange(layouts, 0, Layouts);
    }
}
