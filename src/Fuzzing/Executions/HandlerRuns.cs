using Interleave;
using Interleave.Exploration;

namespace UnwindCheck.Fuzzing;

/// <summary>What handlers do in an execution, strike by strike.</summary>
public static class HandlerRuns
{
    /// <summary>The positions of the moves of each run of a handler, from its strike on.</summary>
    public static IEnumerable<IReadOnlyList<int>> Of(Model model, IReadOnlyList<Move> moves)
    {
        var runs = new Dictionary<int, List<int>>();
        for (var i = 0; i < moves.Count; i++)
        {
            if (model.Processes[moves[i].Process].Kind is not (ProcessKind.Handler or ProcessKind.ThreadHandler))
            {
                continue;
            }

            if (moves[i].Kind is MoveKind.Strike or MoveKind.StrikeWaiting)
            {
                if (runs.Remove(moves[i].Process, out var finished))
                {
                    yield return finished;
                }

                runs.Add(moves[i].Process, []);
            }

            runs[moves[i].Process].Add(i);
        }

        foreach (var run in runs.Values)
        {
            yield return run;
        }
    }
}
