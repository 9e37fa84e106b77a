using Interleave;

namespace UnwindCheck.Fuzzing;

/// <summary>All executions up to a cost, one by one, without remembering a state.</summary>
public static class CheapExecutions
{
    /// <summary>No finite execution of a shipped scenario is nearly as long.</summary>
    private const int Endless = 600;

    /// <summary>The least cost and the least number of steps at that cost of each violation within a cost. A livelock
    /// counts as one when an execution does not end; its number of steps says nothing.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cost">The cost.</param>
    /// <param name="maxSteps">Give up after this many steps, and return null.</param>
    public static IReadOnlyDictionary<string, (int Cost, int Steps)>? Violations(Model model, int cost, long maxSteps = long.MaxValue)
    {
        var found = new Dictionary<string, (int Cost, int Steps)>(StringComparer.Ordinal);
        var unexplored = new Stack<Execution>();
        unexplored.Push(new Execution(model));
        while (unexplored.TryPop(out var execution))
        {
            if (!Follow(execution, cost, unexplored, found, ref maxSteps))
            {
                return null;
            }
        }

        return found;
    }

    private static bool Follow(Execution execution, int cost, Stack<Execution> unexplored, Dictionary<string, (int Cost, int Steps)> found, ref long maxSteps)
    {
        while (maxSteps-- > 0)
        {
            foreach (var violation in execution.Violations.Concat(execution.AtEnd()))
            {
                Note(violation.Invariant, execution, found);
            }

            if (execution.Steps == Endless)
            {
                Note(EngineInvariants.Terminates, execution, found);
                return true;
            }

            var next = execution.Moves().Select(move =>
            {
                var successor = execution.Clone();
                successor.Apply(move);
                return successor;
            }).Where(successor => successor.Cost <= cost).ToList();
            if (next.Count == 0)
            {
                return true;
            }

            execution = next[0];
            next.Skip(1).ToList().ForEach(unexplored.Push);
        }

        return false;
    }

    private static void Note(string invariant, Execution execution, Dictionary<string, (int Cost, int Steps)> found)
    {
        var effort = (execution.Cost, execution.Steps);
        if (!found.TryGetValue(invariant, out var least) || effort.CompareTo(least) < 0)
        {
            found[invariant] = effort;
        }
    }
}
