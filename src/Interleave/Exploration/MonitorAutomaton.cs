using Interleave.Automata;

namespace Interleave.Exploration;

/// <summary>
/// One monitor as an automaton over lists of events, built as the search asks for it. All monitors together come to many
/// more states than each alone: what a monitor says to a list of events in one of its states is asked of it once. Used by one
/// thread at a time, but for what is asked of known states.
/// </summary>
internal sealed class MonitorAutomaton(Monitor monitor, LocalAutomata automata)
{
    /// <summary>The state of a monitor that has seen a violation.</summary>
    public const int Broken = 0;

    /// <summary>The state before the first event.</summary>
    public const int Start = 1;

    private readonly List<object?> states = [null, monitor.InitialState];
    private readonly Dictionary<object, int> numbers = new() { [monitor.InitialState] = Start };

    /// <summary>The state after a list of events, by the state before in the upper half and the number of the list.</summary>
    private readonly Dictionary<ulong, int> steps = [];

    /// <summary>Whether it has obligations.</summary>
    public bool IsLiveness => monitor is LivenessMonitor;

    /// <summary>The state after a list of events. A violated invariant stays so.</summary>
    public int Step(int state, int events)
    {
        if (state == Broken)
        {
            return Broken;
        }

        var step = ((ulong)(uint)state << 32) | (uint)events;
        if (!steps.TryGetValue(step, out var next))
        {
            steps.Add(step, next = Extend(state, events));
        }

        return next;
    }

    /// <summary>Whether an execution that ends in a state violates the invariant by ending.</summary>
    public bool IsViolatedAtEnd(int state) => state != Broken && monitor.AtEnd(states[state]!) is not null;

    /// <summary>The obligations that are open in a state.</summary>
    public ulong Open(int state) => state == Broken ? 0 : ((LivenessMonitor)monitor).Open(states[state]!);

    /// <summary>The obligations that are open before and after a list of events, but not all the time.</summary>
    public ulong Reopened(int state, int events)
    {
        if (state == Broken)
        {
            return 0;
        }

        var liveness = (LivenessMonitor)monitor;
        var part = states[state]!;
        var (before, closed) = (liveness.Open(part), 0UL);
        foreach (var occurrence in automata.EventsOf(events))
        {
            closed |= liveness.Closes(part, occurrence);
            part = liveness.On(part, occurrence);
            if (part is Violation)
            {
                return 0;
            }

            closed |= ~liveness.Open(part);
        }

        return before & closed & liveness.Open(part);
    }

    private int Extend(int state, int events)
    {
        var part = states[state]!;
        foreach (var occurrence in automata.EventsOf(events))
        {
            part = monitor.On(part, occurrence);
            if (part is Violation)
            {
                return Broken;
            }
        }

        if (!numbers.TryGetValue(part, out var number))
        {
            numbers.Add(part, number = states.Count);
            states.Add(part);
        }

        return number;
    }
}
