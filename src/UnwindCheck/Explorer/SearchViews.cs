using Interleave.Exploration;
using Interleave.Walking;
using UnwindCheck.Reports;

namespace UnwindCheck.Explorer;

/// <summary>Says how far the search of a state space has come.</summary>
internal static class SearchViews
{
    public static SearchView Of(StateMap? map, SearchProgress progress)
    {
        if (map is null)
        {
            return new SearchView(false, false, $"computing how far it is to each violation: {Numbers.Count(progress.States, "state")} so far, depth {progress.Depth}{Estimate.Of(progress)}; one can walk meanwhile");
        }

        var search = map.Search;
        var seen = $"{Numbers.Count(search.States, "state")}, {Numbers.Count(search.Transitions, "transition")}, depth {search.Depth}";
        return search.Complete
            ? new SearchView(true, true, $"exhaustive: {seen}{(search.Interleavings is { } interleavings ? $", {Numbers.Short(interleavings)} interleavings" : ", infinitely many interleavings")}")
            : new SearchView(true, false, $"NOT exhaustive: stopped by {search.StoppedBy} after {seen}; a violation may be nearer than it says here, and there may be one where none is named");
    }
}
