using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models;

/// <summary>What was merged, what led to it, and what the thread discussed instead.</summary>
internal static class MainlineFamily
{
    public static IReadOnlyList<DesignEntry> Entries { get; } =
    [
        Entry("rollup", "Peter Zijlstra's roll-up, 15 July 2025: fetch_or, one return code", MainlineChanges.None),
        Entry("v14", "16 July 2025 (and v15, v16): a mask of completed callbacks", MainlineChanges.V617),
        Entry("6.17", "as merged for v6.17, and in v6.18", MainlineChanges.V617),
        Entry("6.19", "as in v6.19", MainlineChanges.V619),
        Entry("alt-timestamp", "6.19 with timestamps for cookies", MainlineChanges.V619, ContextIds.Timestamp),
        Entry("alt-task-counter", "6.19 with a counter in each task for cookies", MainlineChanges.V619, ContextIds.TaskCounter),
        Entry("alt-task-number", "6.19 with a counter in each task, and a number of the task that is not used again", MainlineChanges.V619, ContextIds.TaskNumberAndCounter),
    ];

    public static DesignEntry Entry(string name, string about, MainlineChanges changes, ContextIds ids = ContextIds.CpuAndCount) =>
        new(name, about, (machine, scenario) => new MainlineDesign(machine, new MainlineOptions(changes, ids, scenario.CounterBits, scenario.CounterStart, scenario.OtherTracers)))
        {
            Switches = new FlagSwitches<MainlineChanges>(changes, (name, changes) => Entry(name, about, changes, ids)),
        };
}
