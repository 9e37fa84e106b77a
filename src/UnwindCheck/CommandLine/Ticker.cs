namespace UnwindCheck.CommandLine;

/// <summary>Does something every so often until it is disposed; then the last time is over. A timer alone would still be at it
/// when its owner prints what comes next, or is gone.</summary>
internal sealed class Ticker(Action action, TimeSpan interval) : IDisposable
{
    private readonly Timer timer = new(_ => action(), null, interval, interval);

    /// <inheritdoc/>
    public void Dispose() => timer.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
