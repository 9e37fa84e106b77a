using Interleave.Automata;

namespace Interleave.Exploration;

/// <summary>A place in the source at which a process has very many local states: a number grows in a loop there.</summary>
/// <param name="Site">The operation.</param>
/// <param name="LocalStates">How many local states stand at it.</param>
/// <param name="All">How many local states there are in all.</param>
public sealed record LocalStateHint(OperationSite Site, int LocalStates, int All)
{
    private const int Many = 1_000;

    /// <summary>The place with the most local states, if these are many and a large part of all.</summary>
    internal static LocalStateHint? Of(LocalAutomata automata)
    {
        var counts = new Dictionary<(string File, int Line), (OperationSite Site, int Count)>();
        foreach (var (_, site) in automata.Sites())
        {
            var (_, count) = counts.GetValueOrDefault((site.File, site.Line));
            counts[(site.File, site.Line)] = (site, count + 1);
        }

        var most = counts.Values.MaxBy(place => place.Count);
        return most.Count >= Many && most.Count * 4L >= automata.Count ? new LocalStateHint(most.Site, most.Count, automata.Count) : null;
    }
}
