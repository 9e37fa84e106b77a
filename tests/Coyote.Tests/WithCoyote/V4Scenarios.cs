using Interleave.Coyote.Tests.Examples;
using UnwindCheck.Models;
using Xunit;

namespace Interleave.Coyote.Tests;

/// <summary>One Coyote test per scenario of the v4 interface, and one per small example.</summary>
public sealed class V4Scenarios
{
    /// <summary>Executions under each of Coyote's strategies, for each question.</summary>
    private const int Iterations = 50;

    private static readonly DesignEntry V4 = DesignCatalogue.All.First(design => design.Name == "v4");

    /// <summary>Where scenarios come from.</summary>
    internal static ModelsByName Catalogue { get; } = new(
        ScenarioCatalogue.All.Select(scenario => ("v4 " + scenario.Name, (Func<Model>)(() => ScenarioModel.Build(V4, scenario)))).Concat(Example.All));

    public static TheoryData<string> Names => [.. Catalogue.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Coyote_and_the_exhaustive_search_agree(string name)
    {
        var build = Catalogue[name];
        var explored = CoyoteAssert.AgreesWithTheExhaustiveSearch(build, Iterations).Explored;
        Assert.Equal(explored.Search.Violated.Count, explored.Witnesses.Count);
        foreach (var (invariant, witness) in explored.Witnesses)
        {
            CoyoteAssert.Reaches(build, invariant, witness);
        }
    }
}

/// <summary>Models to run under Coyote, by name.</summary>
/// <param name="scenarios">The names, and what makes the models; each model is made anew for each execution.</param>
internal sealed class ModelsByName(IEnumerable<(string Name, Func<Model> Build)> scenarios)
{
    private readonly Dictionary<string, Func<Model>> builds = scenarios.ToDictionary(scenario => scenario.Name, scenario => scenario.Build, StringComparer.Ordinal);

    /// <summary>All names.</summary>
    public IEnumerable<string> Names => builds.Keys;

    /// <summary>What makes the model with a name.</summary>
    public Func<Model> this[string name] => builds.TryGetValue(name, out var build)
        ? build
        : throw new ArgumentException($"there is no scenario '{name}'; there are {string.Join(", ", builds.Keys)}", nameof(name));
}
