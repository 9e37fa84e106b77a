using Interleave;

namespace UnwindCheck.Models.Tests.Witnesses;

/// <summary>All executions up to a cost, one by one, without remembering a state.</summary>
internal static class CheapExecutions
{
    /// <summary>No finite execution of a shipped scenario is nearly as long.</summary>
    private const int Endless = 600;

    /// <summary>The least cost and the least number of steps at that cost of each violation within a cost. A livelock
    /// counts as one when an execution does not end; its number of steps says nothing.</summary>
    public static IReadOnlyDictionary<string, (int Cost, int Steps)> Violations(Model model, int cost)
    {
        var found = new Dictionary<string, (int Cost, int Steps)>(StringComparer.Ordinal);
        var unexplored = new Stack<Execution>();
        unexplored.Push(new Execution(model));
        while (unexplored.TryPop(out var execution))
        {
            Follow(execution, cost, unexplored, found);
        }

        return found;
    }

    private static void Follow(Execution execution, int cost, Stack<Execution> unexplored, Dictionary<string, (int Cost, int Steps)> found)
    {
        while (true)
        {
            foreach (var violation in execution.Violations.Concat(execution.AtEnd()))
            {
                Note(violation.Invariant, execution, found);
            }

            if (execution.Steps == Endless)
            {
                Note(EngineInvariants.Terminates, execution, found);
                return;
            }

            var next = execution.Moves().Select(move =>
            {
                var successor = execution.Clone();
                successor.Apply(move);
                return successor;
            }).Where(successor => successor.Cost <= cost).ToList();
            if (next.Count == 0)
            {
                return;
            }

            execution = next[0];
            next.Skip(1).ToList().ForEach(unexplored.Push);
        }
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
