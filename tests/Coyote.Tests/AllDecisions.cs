namespace Interleave.Coyote.Tests;

/// <summary>Enumerates all decisions that a scheduler can take, by running a model again and again.</summary>
internal static class AllDecisions
{
    /// <summary>All executions of a model.</summary>
    public static IEnumerable<SharedExecution> Of(Func<Model> build, Predicate<string>? watched = null)
    {
        // What each decision of the next execution returns, and how many alternatives it had.
        var decisions = new List<(int Taken, int Alternatives)>();
        do
        {
            var position = 0;
            int Decide(int alternatives)
            {
                if (position == decisions.Count)
                {
                    decisions.Add((0, alternatives));
                }

                return decisions[position++].Taken;
            }

            var execution = new SharedExecution(build(), Decide, watched: watched);
            while (!execution.IsOver)
            {
                var ready = Ready(execution);
                execution.Go(ready[ready.Count == 1 ? 0 : Decide(ready.Count)]);
            }

            yield return execution;
        }
        while (Advance(decisions));
    }

    /// <summary>Takes an execution to its end by the first decision each time.</summary>
    public static SharedExecution First(SharedExecution execution)
    {
        while (!execution.IsOver)
        {
            execution.Go(Ready(execution)[0]);
        }

        return execution;
    }

    private static List<int> Ready(SharedExecution execution) =>
        [.. Enumerable.Range(0, execution.Participants).Where(execution.MayGo)];

    private static bool Advance(List<(int Taken, int Alternatives)> decisions)
    {
        while (decisions.Count > 0 && decisions[^1].Taken + 1 == decisions[^1].Alternatives)
        {
            decisions.RemoveAt(decisions.Count - 1);
        }

        if (decisions.Count == 0)
        {
            return false;
        }

        decisions[^1] = (decisions[^1].Taken + 1, decisions[^1].Alternatives);
        return true;
    }
}
