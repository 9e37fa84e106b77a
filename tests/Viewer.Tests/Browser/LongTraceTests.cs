using Viewer.Tests.Support;

namespace Viewer.Tests.Browser;

/// <summary>A trace of 2,000 steps stays small and smooth.</summary>
public sealed class LongTraceTests(Chromium chromium, ITestOutputHelper output) : PageTest(chromium)
{
    private const int Frame = 16;

    /// <summary>Steps that are measured together.</summary>
    private const int Batch = 50;

    /// <summary>Milliseconds of each of 400 steps: the key's handler and the layout that it causes, with a pause for the
    /// browser's own work now and then.</summary>
    private const string Measure = """
        async () => {
          const times = [];
          for (let i = 0; i < 400; i++) {
            const start = performance.now();
            document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
            document.body.getBoundingClientRect();
            times.push(performance.now() - start);
            if (i % 10 === 0) await new Promise(requestAnimationFrame);
          }
          return times;
        }
        """;

    [Fact]
    public void Its_page_is_smaller_than_two_megabytes()
    {
        var size = System.Text.Encoding.UTF8.GetByteCount(UnwindCheck.Page.TracePage.Of(Traces.Long));
        output.WriteLine($"{Traces.Long.Steps.Count} steps: {size} bytes");
        Assert.InRange(size, 1, 2_000_000);
    }

    /// <summary>The best of the batches decides, by its median: others use the machine too, but what a step costs it costs always.</summary>
    [Theory]
    [InlineData(390)]
    [InlineData(1600)]
    public async Task A_step_takes_less_than_a_frame(int width)
    {
        await using var page = await Open(Traces.Long, "#step-1", width);
        var times = (await page.Evaluate(Measure)).EnumerateArray().Select(time => time.GetDouble()).ToList();
        var best = times.Chunk(Batch).Min(batch => batch.Order().ElementAt(Batch / 2));
        var sorted = times.Order().ToList();
        output.WriteLine($"{width} px: median {sorted[sorted.Count / 2]:0.00} ms, of the best batch {best:0.00} ms, 95 % {sorted[sorted.Count * 95 / 100]:0.00} ms, longest {sorted[^1]:0.00} ms");
        Assert.Equal(401, await page.Step());
        Assert.InRange(best, 0, Frame);
    }
}
