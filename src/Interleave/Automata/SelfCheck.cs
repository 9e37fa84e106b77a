using Interleave.Exploration;

namespace Interleave.Automata;

/// <summary>Takes some of the local steps found again: each has to lead where it led. A process that asks for the time, draws
/// random numbers or keeps state outside of cells does not, and no verdict on it means anything.</summary>
internal static class SelfCheck
{
    /// <summary>Takes up to <paramref name="count"/> steps again, spread evenly over those found.</summary>
    /// <exception cref="ModelException">One leads somewhere else.</exception>
    public static void Run(TransitionSystem system, int count)
    {
        var found = system.Automata.Transitions.Count;
        for (var i = 0; i < Math.Min(count, found); i++)
        {
            var step = system.Automata.Transitions[(int)((long)i * found / Math.Min(count, found))];
            if (system.Automata.TakeAgain(step) is var (to, events) && (to != step.To || events != step.Events))
            {
                var automata = system.Automata;
                var site = automata.SiteOf(step.From);
                var process = new LocalReach(system).ProcessOf(step.From);
                throw new ModelException($"process '{process.Name}' is not deterministic: after {site.Target} in {site.Member} ({site.File}:{site.Line}) returned {step.Result}, it once {Describe(automata, step.To, step.Events)}, and now it {Describe(automata, to, events)}; what it does may depend on nothing but what its operations return");
            }
        }
    }

    private static string Describe(LocalAutomata automata, uint state, int events)
    {
        var emitted = automata.EventsOf(events).Count == 0 ? "" : $" with {string.Join(", ", automata.EventsOf(events))}";
        if (state == LocalAutomata.Finished)
        {
            return "finished" + emitted;
        }

        var (operation, site) = (automata.Operations[state], automata.SiteOf(state));
        return $"came to {operation.Kind} of {site.Target} with {operation.Operand} in {site.Member} ({site.File}:{site.Line}), local state {state}{emitted}";
    }
}
