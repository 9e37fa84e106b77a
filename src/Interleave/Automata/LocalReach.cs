using Interleave.Exploration;

namespace Interleave.Automata;

/// <summary>Which local states belong to which process: processes that run the same code share theirs.</summary>
internal sealed class LocalReach
{
    private readonly Dictionary<uint, List<uint>> successors = [];
    private readonly TransitionSystem system;

    /// <summary>Looks at the local steps found so far.</summary>
    public LocalReach(TransitionSystem system)
    {
        this.system = system;
        foreach (var (from, _, to, _) in system.Automata.Transitions)
        {
            if (!successors.TryGetValue(from, out var list))
            {
                successors.Add(from, list = []);
            }

            list.Add(to);
        }
    }

    /// <summary>The local states that a process can come to, but for the one of a finished process.</summary>
    public IReadOnlySet<uint> Of(int process)
    {
        var reached = new HashSet<uint>();
        var open = new Stack<uint>([system.Initial[system.Locals + process], system.Rows[process].Entered]);
        while (open.TryPop(out var state))
        {
            if (state != LocalAutomata.Finished && reached.Add(state) && successors.TryGetValue(state, out var next))
            {
                next.ForEach(open.Push);
            }
        }

        return reached;
    }

    /// <summary>The first process that can come to a local state.</summary>
    public Process ProcessOf(uint state) => system.Model.Processes.First(process => Of(process.Index).Contains(state));
}
