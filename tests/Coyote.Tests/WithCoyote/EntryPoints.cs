using Interleave.Coyote.Tests.Examples;
using ControlledTestAttribute = Microsoft.Coyote.SystematicTesting.TestAttribute;

namespace Interleave.Coyote.Tests;

/// <summary>Entry points for <c>coyote test</c>, after <c>coyote rewrite</c> of this assembly and of no other.</summary>
public static class EntryPoints
{
    /// <summary>A model in which an update can get lost: <c>coyote test</c> is to find that.</summary>
    [ControlledTest]
    public static void LostUpdate() => new CoyoteRun(Races.LostUpdate()).Execute();

    /// <summary>A model that holds: <c>coyote test</c> is to find nothing.</summary>
    [ControlledTest]
    public static void Peterson() => new CoyoteRun(Races.Peterson()).Execute();

    /// <summary>The scenario that the environment variable SCENARIO names.</summary>
    [ControlledTest]
    public static void Scenario() => new CoyoteRun(V4Scenarios.Catalogue[Environment.GetEnvironmentVariable("SCENARIO") ?? ""]()).Execute();
}
