using System.Numerics;
using Interleave;
using Interleave.Exploration;
using UnwindCheck.Checking;

namespace UnwindCheck.Reports;

/// <summary>The last line: what the verdicts rest on. It never reads the same for a complete and a cut search.</summary>
internal static class Summary
{
    public static string Of(IReadOnlyList<CheckRow> rows)
    {
        var states = rows.Sum(row => row.Exploration.Search.States);
        var cut = rows.Where(row => !row.Exploration.Search.Complete).ToList();
        if (rows is [{ Exploration.Search: { StoppedBy: "--bitstate", Bitstate: { } covered } search }])
        {
            return $"NOT exhaustive: bitstate search, {Numbers.Count(states, "state")} found to depth {search.Depth}, {Numbers.Exact((long)Math.Round(covered.ExpectedMissed))} more expected to be taken for these: coverage about {covered.Estimate.ToString("P4", System.Globalization.CultureInfo.InvariantCulture)} of what it met (hash factor {covered.HashFactor.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)}); {EngineInvariants.Terminates} not judged";
        }

        if (cut.Count > 0)
        {
            var stoppedBy = string.Join(", ", cut.Select(row => row.Exploration.Search.StoppedBy).Distinct());
            var which = rows.Count == 1 ? "stopped" : $"{cut.Count} of {Numbers.Count(rows.Count, "search")} stopped";

            // "Correct" would be a word too much for a search that has found something.
            var verdict = cut.Exists(row => row.Violations.Count > 0) ? "examined" : "correct";
            return $"NOT exhaustive: {which} by {stoppedBy} at depth {cut.Min(row => row.Exploration.Search.Depth)}, {verdict} up to depth {cut.Min(row => row.Exploration.Search.CompleteDepth)} ({Numbers.Count(states, "state")} seen)";
        }

        var reduced = rows.Any(row => row.Exploration.Search.Reduction != Reduction.None);
        var unjudged = rows.SelectMany(row => row.Exploration.Search.Unjudged).Distinct().ToList();
        var counted = rows.Where(row => row.Exploration.Search.Interleavings is not null).ToList();
        var interleavings = counted.Aggregate(BigInteger.Zero, (sum, row) => sum + row.Exploration.Search.Interleavings!.Value);
        var endless = rows.Count - counted.Count;
        var paths = unjudged.Count > 0 ? $"{string.Join(", ", unjudged)} NOT judged ({(reduced ? "--reduced" : "--no-graph")})"
            : endless == 0 ? Numbers.Count(interleavings, "interleaving")
            : counted.Count == 0 ? "infinitely many interleavings"
            : $"{Numbers.Count(interleavings, "interleaving")} (and infinitely many in {Numbers.Count(endless, "search")} with a cycle)";
        var found = reduced ? $"{Numbers.Count(states, "state")} stored and {Numbers.Exact(rows.Sum(row => row.Exploration.Search.Expanded))} visited are enough" : Numbers.Count(states, "state");
        return $"exhaustive: {found}, {paths}, depth {rows.Max(row => row.Exploration.Search.Depth)}, expected missed states {Numbers.Tiny(rows.Sum(row => row.Exploration.Search.ExpectedMissedStates))}";
    }
}
