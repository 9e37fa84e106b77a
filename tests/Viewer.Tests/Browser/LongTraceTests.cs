using Viewer.Tests.Support;

namespace Viewer.Tests.Browser;

/// <summary>A trace of 2,000 steps stays small and smooth.</summary>
public sealed class LongTraceTests(Chromium chromium, ITestOutputHelper output) : PageTest(chromium)
{
    private const int Frame = 16;

    /// <summary>Milliseconds of each of 1,000 steps: the key's handler and the layout that it causes, with a pause for the
    /// browser's own work now and then.</summary>
    private const string Measure = """
        async () => {
          const times = [];
          for (let i = 0; i < 1000; i++) {
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

    /// <summary>The median decides, and that is a tenth of a frame: a busy machine makes single steps slow, not half of them.</summary>
    [Theory]
    [InlineData(390)]
    [InlineData(1600)]
    public async Task A_step_takes_less_than_a_frame(int width)
    {
        await using var page = await Open(Traces.Long, "#step-1", width);
        var times = (await page.Evaluate(Measure)).EnumerateArray().Select(time => time.GetDouble()).ToList();
        output.WriteLine($"{width} px: median {times[times.Count / 2]:0.00} ms, 95 % {times[times.Count * 95 / 100]:0.00} ms, longest {times[^1]:0.00} ms");
        Assert.Equal(1001, await page.Step());
        Assert.InRange(times[times.Count / 2], 0, Frame);
    }
}
