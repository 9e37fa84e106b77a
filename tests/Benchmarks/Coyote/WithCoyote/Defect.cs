using Interleave;
using UnwindCheck.Models;

namespace Benchmarks.Coyote;

/// <summary>A promise that a design breaks in a scenario.</summary>
internal sealed record Defect(string Design, string Scenario, string Invariant)
{
    /// <summary>Defects of all families from v3 to v6.19: some that the first execution shows, some that take an interrupt or an
    /// NMI at one point, some that take two processors.</summary>
    public static IReadOnlyList<Defect> Known { get; } =
    [
        new("v3", "slot-reused", "callback-data"),
        new("v3", "cancel-in-irq", "lock-in-interrupt"),
        new("v4", "first-request", "contract-queued"),
        new("v4", "irq-and-syscall", "contract-pending"),
        new("v4", "per-cpu-descriptor", "callback-lost"),
        new("v4", "shared-descriptor", "list-once"),
        new("v4", "cancel-remote", "pending-stuck"),
        new("v4", "free-without-quiesce", "use-after-free"),
        new("v5", "nested-nmis", "list-once"),
        new("v5", "nmi-asks", "cookie-same"),
        new("v6", "cancel-in-irq", "lock-in-interrupt"),
        new("v8", "slot-reused", "no-null-call"),
        new("v8", "shared-descriptor", "cookie-unique"),
        new("v10", "nested-nmis", "list-once"),
        new("v11", "slot-reused", "bit-owner"),
        new("v13", "two-tracers-in-turn", "callback-once"),
        new("rollup", "nested-nmis", "callback-once"),
        new("v14", "nested-nmis", "cookie-own"),
        new("6.17", "nmi-while-exiting", "cookie-own"),
        new("6.17", "slot-reused", "bit-owner"),
        new("6.19", "nmi-asks", "cookie-same"),
        new("6.19", "cancel-remote", "callback-lost"),
        new("6.19", "slot-reused", "no-null-call"),
        new("6.19", "bit-reused-quiesced", "no-null-call"),
        new("6.19", "irq-work-asks", "sample-answered"),
    ];

    public string Name => $"{Design} × {Scenario}: {Invariant}";

    /// <summary>The model, in which nothing else is watched but what the engine watches by itself.</summary>
    public Model Build() => ScenarioModel.Build(
        DesignCatalogue.Find(Design)!,
        ScenarioCatalogue.All.First(scenario => scenario.Name == Scenario),
        InvariantCatalogue.Monitors().Where(monitor => monitor.Invariant == Invariant));
}
