using Interleave;
using Interleave.Exploration;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Fuzzing;

/// <summary>A design in a scenario, with what searching it finds; each search is run once, when it is first asked for.</summary>
public sealed class FuzzCase
{
    private readonly Lazy<SearchResult> search;
    private readonly Lazy<ExplorationResult> exploration;

    /// <summary>A case.</summary>
    /// <param name="numbers">What the scenario was decoded from, and the source of whatever else a property draws.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="design">The design.</param>
    /// <param name="limits">What is too much.</param>
    /// <param name="cancellation">Ends its searches, incomplete.</param>
    public FuzzCase(IReadOnlyList<int> numbers, Scenario scenario, DesignEntry design, FuzzLimits limits, CancellationToken cancellation = default)
    {
        (Numbers, Scenario, Design, Limits, Cancellation) = (numbers, scenario, design, limits, cancellation);
        Options = new SearchOptions { MaxStates = limits.States, Cancellation = cancellation };
        search = new Lazy<SearchResult>(() => Explore.Search(Model(), Options));
        exploration = new Lazy<ExplorationResult>(() => Explore.All(Model(), Options));
    }

    /// <summary>A case with what a search is said to have found: for tests of the properties.</summary>
    internal FuzzCase(FuzzCase fuzzCase, ExplorationResult found)
        : this(fuzzCase.Numbers, fuzzCase.Scenario, fuzzCase.Design, fuzzCase.Limits)
    {
        search = new Lazy<SearchResult>(found.Search);
        exploration = new Lazy<ExplorationResult>(found);
    }

    /// <summary>What the scenario was decoded from.</summary>
    public IReadOnlyList<int> Numbers { get; }

    /// <summary>The scenario.</summary>
    public Scenario Scenario { get; }

    /// <summary>The design.</summary>
    public DesignEntry Design { get; }

    /// <summary>What is too much.</summary>
    public FuzzLimits Limits { get; }

    /// <summary>Ends its searches.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>How it is searched.</summary>
    public SearchOptions Options { get; }

    /// <summary>What the plain search of the whole graph finds.</summary>
    public SearchResult Search => search.Value;

    /// <summary>The same, with the simplest execution for each violation.</summary>
    public ExplorationResult Exploration => exploration.Value;

    /// <summary>The case of a sequence of numbers.</summary>
    public static FuzzCase Decode(IReadOnlyList<int> numbers, DesignEntry design, FuzzLimits limits, CancellationToken cancellation = default) =>
        new(numbers, ScenarioDecoder.Decode(numbers), design, limits, cancellation);

    /// <summary>A new model of it.</summary>
    public Model Model() => ScenarioModel.Build(Design, Scenario);

    /// <summary>Random numbers that depend on the case and on nothing else, not even on the run of the program.</summary>
    public Random Random() => new((int)(HashOf(Scenario.Text) & int.MaxValue));

    /// <summary>FNV-1a; a hash code of the runtime's would differ from run to run.</summary>
    internal static uint HashOf(string text) => text.Aggregate(2166136261u, static (hash, c) => (hash ^ c) * 16777619);
}

/// <summary>What makes a case too large: it is reported as skipped then, never as one that holds.</summary>
/// <param name="States">States of a search at most.</param>
/// <param name="Executions">Executions at most, where they are tried one by one.</param>
public sealed record FuzzLimits(long States = 20_000, int Executions = 400)
{
    /// <summary>How many times as many states an experiment may have: with fewer requests there are often more states, since
    /// less is refused.</summary>
    internal const int ForExperiments = 5;
}
