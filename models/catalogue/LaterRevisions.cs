using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models;

/// <summary>The revisions from v5 to v13.</summary>
internal static class LaterRevisions
{
    public static IReadOnlyList<DesignEntry> Entries { get; } =
    [
        V5("v5", "24 April 2025, patch 1 and 2: every tracer is called", V5Callers.All),
        V5("v5-mask", "v5 with patch 3: a bit for each tracer", V5Callers.Mask),
        V5("v6", "30 April 2025 (and v7, 2 May): a request whose bit is set returns 1", V5Callers.MaskAndReturn),
        new("v8", "9 May 2025 (and v9): timestamps, reset on the way to user mode, SRCU", (machine, scenario) => new V8Design(machine, scenario.OtherTracers)),
        V10("v8-last", "v8 with its last patch: bits stay until the exit", asInV8: true),
        V10("v10", "10 June 2025: the pending mark is the top bit of the mask", asInV8: false),
        V11("v11", "25 June 2025: one request function for all contexts", V11Revision.V11),
        V11("v12", "30 June 2025: the cache is reset by itself", V11Revision.V12),
        V11("v13", "7 July 2025: cookies again", V11Revision.V13),
    ];

    private static DesignEntry V5(string name, string about, V5Callers callers) =>
        new(name, about, (machine, scenario) => new V5Design(machine, callers, scenario.CounterBits, scenario.CounterStart, scenario.OtherTracers));

    private static DesignEntry V10(string name, string about, bool asInV8) =>
        new(name, about, (machine, scenario) => new V10Design(machine, asInV8, scenario.OtherTracers));

    private static DesignEntry V11(string name, string about, V11Revision revision) =>
        new(name, about, (machine, scenario) => new V11Design(machine, revision, scenario.CounterBits, scenario.CounterStart, scenario.OtherTracers));
}
