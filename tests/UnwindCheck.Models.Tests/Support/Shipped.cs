using System.Collections.Concurrent;
using Interleave;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Models.Tests.Support;

/// <summary>The shipped designs and scenarios, and what exploring them finds.</summary>
internal static class Shipped
{
    private static readonly ConcurrentDictionary<(string Design, string Scenario), Lazy<ExplorationResult>> Explored = new();

    private static readonly Lazy<IReadOnlyList<((string, string), ExplorationResult)>> Everything = new(static () =>
        [.. Partitioner.Create(All, EnumerablePartitionerOptions.NoBuffering).AsParallel().Select(static pair => (pair, Explore(pair.Design, pair.Scenario)))]);

    /// <summary>The names of all designs.</summary>
    public static IEnumerable<string> Designs => DesignCatalogue.All.Select(design => design.Name);

    /// <summary>The names of all scenarios.</summary>
    public static IEnumerable<string> Scenarios => ScenarioCatalogue.All.Select(scenario => scenario.Name);

    /// <summary>The design with a name.</summary>
    public static DesignEntry Design(string name) => DesignCatalogue.All.Single(design => design.Name == name);

    /// <summary>The scenario with a name.</summary>
    public static Scenario Scenario(string name) => ScenarioCatalogue.All.Single(scenario => scenario.Name == name);

    /// <summary>A design that is not shipped: v4 with some switches.</summary>
    public static DesignEntry V4With(V4Changes changes, CookieEncoding encoding = CookieEncoding.Posted) => DesignCatalogue.V4("v4 with " + changes, "a test's own", encoding, changes);

    /// <summary>A scenario that is not shipped.</summary>
    public static Scenario Text(string text) => ScenarioParser.Parse("test", "test.scenario", text);

    /// <summary>The model of a shipped design in a shipped scenario.</summary>
    public static Model Model(string design, string scenario) => ScenarioModel.Build(Design(design), Scenario(scenario));

    /// <summary>What exploring a shipped design in a shipped scenario finds; it is explored once.</summary>
    public static ExplorationResult Explore(string design, string scenario) => Explored.GetOrAdd(
        (design, scenario),
        static key => new Lazy<ExplorationResult>(() => Interleave.Explore.All(Model(key.Design, key.Scenario)))).Value;

    /// <summary>The invariants that a design violates in a scenario, by name; the search must be complete.</summary>
    public static IReadOnlyList<string> Violated(DesignEntry design, Scenario scenario)
    {
        var search = Interleave.Explore.Search(ScenarioModel.Build(design, scenario));
        Assert.True(search.Complete);
        return [.. search.Violated.Order(StringComparer.Ordinal)];
    }

    /// <summary>The invariants that a shipped design violates in a shipped scenario, by name.</summary>
    public static IReadOnlyList<string> Violated(string design, string scenario)
    {
        var search = Explore(design, scenario).Search;
        Assert.True(search.Complete);
        return [.. search.Violated.Order(StringComparer.Ordinal)];
    }

    /// <summary>The scenarios that a design is tried in: all but the large ones, which are for v4 and its siblings
    /// only.</summary>
    public static IEnumerable<string> ScenariosFor(string design) => ScenarioCatalogue.All.Where(scenario => IsOfV4(design) || !scenario.Large).Select(scenario => scenario.Name);

    /// <summary>All shipped designs in all shipped scenarios, but for the large ones.</summary>
    public static IEnumerable<(string Design, string Scenario)> All => Designs.SelectMany(ScenariosFor, static (design, scenario) => (design, scenario));

    /// <summary>The same with what exploring them finds. Other tests wait for that, so all processors work on it.</summary>
    public static IReadOnlyList<((string Design, string Scenario) Pair, ExplorationResult Result)> AllExplored => Everything.Value;

    /// <summary>v4 and its siblings in all shipped scenarios.</summary>
    public static IEnumerable<(string Design, string Scenario)> OfV4 => All.Where(static pair => IsOfV4(pair.Design));

    /// <summary>Whether a design is v4 or one of its siblings.</summary>
    public static bool IsOfV4(string design) => design == "v4" || design.StartsWith("v4-", StringComparison.Ordinal);
}
