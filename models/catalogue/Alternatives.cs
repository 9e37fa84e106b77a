using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models;

/// <summary>Designs that the thread discussed and nobody posted.</summary>
internal static class Alternatives
{
    public static IReadOnlyList<DesignEntry> Entries { get; } =
    [
        Ids("alt-ids-bitmap", "a small number for each tracer, and a bitmap of those who asked in each task", array: false),
        Ids("alt-ids-array", "a small number for each tracer, and an array of those who asked in each task", array: true),
        OnDemand("alt-on-demand", "a work item allocated by the first request"),
        Switch("alt-next-unwinds-prev", "the task that runs next unwinds the one that left the CPU", SwitchMode.NextUnwindsPrev),
        Switch("alt-block-prev", "the same, and the one that left cannot run before that", SwitchMode.PrevIsBlocked),
        Switch("alt-sched-work", "a task that left its CPU is unwound when it is switched in again", SwitchMode.WhenScheduledIn),
        Switch("alt-unwind-in-switch", "a request unwinds at once, without faults", SwitchMode.InTracepoint),
        Switch("alt-unwind-in-switch-faulting", "a request unwinds at once, with faults", SwitchMode.InTracepointWithFaults),
    ];

    private static DesignEntry Ids(string name, string about, bool array) =>
        new(name, about, (machine, scenario) => new RegistrationIdsDesign(machine, array, scenario.CounterBits, scenario.CounterStart));

    private static DesignEntry OnDemand(string name, string about) =>
        new(name, about, (machine, scenario) => new OnDemandDesign(machine, scenario.CounterBits, scenario.CounterStart, scenario.OtherTracers));

    private static DesignEntry Switch(string name, string about, SwitchMode mode) =>
        new(name, about, (machine, scenario) => new SwitchDesign(machine, mode, scenario.CounterBits, scenario.CounterStart, scenario.OtherTracers));
}
