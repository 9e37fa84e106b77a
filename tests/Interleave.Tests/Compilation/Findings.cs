using Interleave.Exploration;

namespace Interleave.Tests.Compilation;

/// <summary>Everything about an exploration that must not depend on how the model was compiled.</summary>
internal static class Findings
{
    public static string Of(ExplorationResult result)
    {
        var search = result.Search;
        var lines = new List<string>
        {
            $"{search.States} states, {search.Transitions} transitions, {search.LocalStates} local states, depth {search.Depth}",
            $"{search.Interleavings} interleavings, cycle: {search.HasCycle}, violated: {string.Join(", ", search.Violated)}",
        };
        lines.AddRange(result.Witnesses.Select(witness => $"{witness.Key}: {Describe(witness.Value)}").Order(StringComparer.Ordinal));
        return string.Join('\n', lines);
    }

    private static string Describe(Witness witness) =>
        $"{witness.Preemptions} {witness.Interrupts} {witness.Failures} {witness.CycleStart} {string.Join(" ", witness.Moves.Select(move => $"{move.Kind}-{move.Process}-{move.Value}"))}";
}
