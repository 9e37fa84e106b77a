using System.Globalization;
using Interleave.Exploration;

namespace Interleave.Tests.Golden;

/// <summary>What the engine counts for a row about traces of the tables of published counts.</summary>
internal static class GoldenTraces
{
    private const string Preemptions = "traces_with_at_most_";

    /// <summary>Whether a metric is about traces.</summary>
    public static bool Knows(string metric) =>
        metric is "rf_classes" or "traces" or "blocked" or "optimal_executions" or "source_redundant" or "irq_must_classes" or "irq_may_classes"
        || metric.StartsWith(Preemptions, StringComparison.Ordinal);

    /// <summary>The count. An optimal search that does something redundant counts as -1; with handlers it is not said to be optimal.</summary>
    public static long Count(string program, string metric)
    {
        if (metric == "rf_classes")
        {
            return ReadsFrom.Classes(Model(program));
        }

        var reduction = metric == "source_redundant" ? TraceReduction.Source : TraceReduction.Optimal;
        var bounded = metric.StartsWith(Preemptions, StringComparison.Ordinal);
        var result = Explore.Traces(Model(program, metric == "irq_must_classes"), new TraceOptions { Reduction = reduction, CountPreemptions = bounded });
        if (!result.Complete || (result.Redundant != 0 && reduction == TraceReduction.Optimal && !metric.StartsWith("irq_", StringComparison.Ordinal)))
        {
            return -1;
        }

        return metric switch
        {
            "blocked" => result.Blocked,
            "source_redundant" => result.Redundant,
            _ when bounded => result.ByPreemptions!.Take(int.Parse(metric[Preemptions.Length..metric.LastIndexOf('_')], CultureInfo.InvariantCulture) + 1).Sum(),
            _ => result.Executions,
        };
    }

    /// <summary>The model of a program of the tables.</summary>
    public static Model Model(string program, bool mustStrike = false) =>
        program.EndsWith(')') ? ParametricPrograms.Parse(program) : LitmusProgram.Parse(program, mustStrike);
}
