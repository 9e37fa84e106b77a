using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Models;

/// <summary>What came before the patch that the argument began with: one task work and an array of callbacks.</summary>
internal static class V3Family
{
    public static IReadOnlyList<DesignEntry> Entries { get; } =
    [
        V2("v2", "as pushed after v2 was posted, September 2024: the first with cookies", V2Changes.None),
        V3("v3", "28 October 2024: a counter of entries, four slots, a semaphore", V3Changes.None),
        V3("v3.5", "its author's tree until December 2024: a counter of cookies, a cache, SRCU", V3Changes.V35),
    ];

    private static DesignEntry V2(string name, string about, V2Changes changes) =>
        new(name, about, (machine, scenario) => new V2Design(machine, changes, Options(scenario)))
        {
            Switches = new FlagSwitches<V2Changes>(changes, (name, changes) => V2(name, about, changes)),
        };

    private static DesignEntry V3(string name, string about, V3Changes changes) =>
        new(name, about, (machine, scenario) => new V3Design(machine, changes, Options(scenario)))
        {
            Switches = new FlagSwitches<V3Changes>(changes, (name, changes) => V3(name, about, changes)),
        };

    private static V3Options Options(Scenario scenario) => new(scenario.CounterBits, scenario.CounterStart, scenario.OtherTracers);
}
