using Interleave.Exploration;

namespace UnwindCheck.Reports;

/// <summary>Where a search seems to lead.</summary>
internal static class Estimate
{
    /// <summary>The states there will be in the end and the time left, to stand after how far it has come; empty: nothing is known.</summary>
    public static string Of(SearchProgress progress) =>
        progress.EstimatedStates is { } total ? $", about {Numbers.Short(RoundedUp(total))} in the end{TimeLeft(progress.TimeLeft)}" : "";

    /// <summary>An estimate has no more than two digits.</summary>
    private static long RoundedUp(long number)
    {
        var unit = 1L;
        while (number / unit >= 100)
        {
            unit *= 10;
        }

        return (number / unit + 1) * unit;
    }

    private static string TimeLeft(TimeSpan? left) => left switch
    {
        null => "",
        { TotalMinutes: < 1 } time => $", {time.TotalSeconds:0} s left",
        { TotalHours: < 1 } time => $", {time.TotalMinutes:0} min left",
        { TotalHours: < 100_000 } time => $", {time.TotalHours:0.0} h left",
        _ => ", years left",
    };
}
