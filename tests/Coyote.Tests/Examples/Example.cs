namespace Interleave.Coyote.Tests.Examples;

/// <summary>The example models, by name.</summary>
internal static class Example
{
    /// <summary>Those in which nothing is wrong.</summary>
    public static IReadOnlyList<(string Name, Func<Model> Build)> Holding { get; } =
    [
        ("Peterson", Races.Peterson),
        ("interrupted increment, masked", () => Races.InterruptedIncrement(masked: true)),
        ("wait for an interrupt that comes", () => Waits.WaitForInterrupt(mustStrike: true)),
        ("raised interrupt", Waits.RaisedInterrupt),
        ("nested contexts", () => Contexts.Nested(nmis: 2)),
        ("shared budget", Contexts.SharedBudget),
        ("growing budget", Contexts.GrowingBudget),
        ("migration, masked", () => Contexts.Migrating(masked: true)),
        ("choices, budget 1", () => Contexts.Choices(failures: 1)),
    ];

    /// <summary>Those in which something is wrong, with the invariants violated.</summary>
    public static IReadOnlyList<(string Name, Func<Model> Build, string[] Violated)> Violating { get; } =
    [
        ("lost update", Races.LostUpdate, [Races.NoLostUpdate]),
        ("interrupted increment", () => Races.InterruptedIncrement(masked: false), [Races.NoLostUpdate]),
        ("opposite locks", Waits.OppositeLocks, [EngineInvariants.NoDeadlock]),
        ("wait for an interrupt that may come", () => Waits.WaitForInterrupt(mustStrike: false), [EngineInvariants.NoDeadlock]),
        ("lost wakeup", Waits.LostWakeup, [EngineInvariants.NoDeadlock]),
        ("contexts with a processor each", Contexts.NotNested, [EngineInvariants.NoException]),
        ("migration", () => Contexts.Migrating(masked: false), [EngineInvariants.NoException]),
        ("choices, budget 2", () => Contexts.Choices(failures: 2), [Contexts.NeverTwice]),
        ("fails twice", Contexts.FailsTwice, [EngineInvariants.NoException, EngineInvariants.NoDeadlock]),
        ("freed", Contexts.Freed, [EngineInvariants.UseAfterFree]),
    ];

    /// <summary>All, with one that can go on for ever.</summary>
    public static IReadOnlyList<(string Name, Func<Model> Build)> All { get; } =
        [.. Holding, .. Violating.Select(example => (example.Name, example.Build)), ("after you", Waits.AfterYou)];
}
