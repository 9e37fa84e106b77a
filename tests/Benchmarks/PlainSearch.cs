using System.Diagnostics;
using Interleave;
using Interleave.Exploration;
using Interleave.Replay;

namespace Benchmarks;

/// <summary>The search without local automata: every step of every state runs the C# code, by the interpreter that
/// replays traces. It stores nothing and visits executions, not states: what a stateless explorer does.</summary>
internal static class PlainSearch
{
    /// <summary>Steps executed and the time they took, in a part of the executions.</summary>
    public static (long Steps, TimeSpan Elapsed) Run(Model model, long maxSteps)
    {
        var clock = Stopwatch.StartNew();
        long steps = 0;
        var open = new Stack<Interpreter>([new Interpreter(model)]);
        while (steps < maxSteps && open.TryPop(out var state))
        {
            foreach (var move in state.Moves())
            {
                var next = state.Clone();
                next.Apply(move);
                steps++;
                open.Push(next);
            }
        }

        return (steps, clock.Elapsed);
    }

    /// <summary>Transitions of the search on automata per second.</summary>
    public static double TransitionsPerSecond(SearchResult result) => result.Transitions / result.Elapsed.TotalSeconds;
}
