using UnwindCheck.CommandLine;

namespace UnwindCheck.Tests.Terminal;

/// <summary>What shows progress.</summary>
public sealed class TickerTests
{
    [Fact]
    public void It_has_stopped_when_it_is_disposed()
    {
        var (begun, ended) = (0, 0);
        using var first = new ManualResetEventSlim();
        using (new Ticker(Tick, TimeSpan.FromMilliseconds(1)))
        {
            first.Wait(TestContext.Current.CancellationToken);
        }

        Assert.Equal(Volatile.Read(ref begun), Volatile.Read(ref ended));

        void Tick()
        {
            Interlocked.Increment(ref begun);
            first.Set();
            Thread.Sleep(20);
            Interlocked.Increment(ref ended);
        }
    }
}
