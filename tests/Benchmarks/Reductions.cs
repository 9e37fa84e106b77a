using System.CommandLine;
using Interleave;
using Interleave.Exploration;
using Interleave.Exploration.Reduced;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace Benchmarks;

/// <summary><c>reduction</c>: how many times fewer states the reduced search stores and visits than there are, over the shipped
/// designs and scenarios, and what each of its savings is worth.</summary>
internal static class Reductions
{
    /// <summary>A prime: the sample has all scenarios and designs in turn.</summary>
    private const int OneIn = 37;

    private static readonly (string Name, Savings Savings)[] Variants =
    [
        ("reduced", Savings.All),
        ("without quiet steps", Savings.All & ~Savings.QuietSteps),
        ("without settled invariants", Savings.All & ~Savings.SettledInvariants),
        ("without symmetry", Savings.All & ~Savings.Symmetry),
        ("persistent sets alone", Savings.None),
    ];

    private static readonly long[] Sizes = [100, 1_000, 10_000, long.MaxValue];

    public static Command Command()
    {
        var all = new Option<bool>("--all") { Description = $"All pairs of design and scenario, not one in {OneIn}." };
        var command = new Command("reduction", "Measure the reduced search on the shipped scenarios.") { all };
        command.SetAction(parsed => Run(parsed.GetValue(all)));
        return command;
    }

    /// <summary>Runs the searches.</summary>
    /// <returns>The exit code: 0, or 1 when a reduced search gives another verdict than the whole one.</returns>
    public static int Run(bool all)
    {
        var pairs = Pairs().Where((_, index) => all || index % OneIn == 0).ToList();
        var rows = new List<Row>();
        var different = 0;
        foreach (var (design, scenario) in pairs)
        {
            var whole = Explore.Search(ScenarioModel.Build(design, scenario), new SearchOptions { KeepGraph = false });
            var reduced = Variants.Select(variant => Explore.Search(ScenarioModel.Build(design, scenario), new SearchOptions { Reduction = Reduction.PartialOrder, Savings = variant.Savings })).ToList();
            foreach (var wrong in reduced.Where(result => !result.Violated.ToHashSet().SetEquals(whole.Violated)))
            {
                Console.WriteLine($"{design.Name} in {scenario.Name}: {string.Join(' ', whole.Violated)}; reduced: {string.Join(' ', wrong.Violated)}");
                different++;
            }

            rows.Add(new Row(whole, reduced));
        }

        Console.WriteLine($"{pairs.Count} pairs of design and scenario, {rows.Sum(row => row.Whole.States):N0} states; verdicts that differ: {different}");
        Console.WriteLine("How many times fewer states than there are, geometric mean; visited are those stored and those passed through in the last pass.");
        Console.WriteLine($"{"",-28} {"pairs",6} {"stored",8} {"visited",8} {"passes",7} {"seconds",8} {"to known",8}");
        Print("all states", rows, row => row.Whole);
        for (var variant = 0; variant < Variants.Length; variant++)
        {
            Print(Variants[variant].Name, rows, row => row.Reduced[variant]);
        }

        Console.WriteLine($"{"visiting one execution only",-28} {rows.Count,6} {"",8} {Mean(rows, row => row.Whole.Depth + 1),8:N2}");
        for (var (i, from) = (0, 0L); i < Sizes.Length; from = Sizes[i++])
        {
            Print(Sizes[i] == long.MaxValue ? $"  {from:N0} states and more" : $"  {from:N0} to {Sizes[i]:N0} states", [.. rows.Where(row => row.Whole.States >= from && row.Whole.States < Sizes[i])], row => row.Reduced[0]);
        }

        Console.WriteLine("to known: transitions that lead to a state that is known already, in per cent: what sleep sets could save at most");
        PrintIdenticalProcesses();
        return different == 0 ? 0 : 1;
    }

    /// <summary>No two processes of the shipped scenarios are identical, so symmetry is measured on processes that are.</summary>
    private static void PrintIdenticalProcesses()
    {
        Console.WriteLine($"{"identical processes",-28} {"states",12} {"stored",12} {"visited",12} {"seconds",8}");
        foreach (var (processes, rounds) in new[] { (3, 4), (4, 2) })
        {
            foreach (var savings in new[] { Savings.All & ~Savings.Symmetry, Savings.All })
            {
                var whole = Explore.Search(Increments.BuildIdentical(processes, rounds), new SearchOptions { KeepGraph = false });
                var reduced = Explore.Search(Increments.BuildIdentical(processes, rounds), new SearchOptions { Reduction = Reduction.PartialOrder, Savings = savings });
                Console.WriteLine($"{$"{processes} × {rounds} increments{(savings == Savings.All ? "" : ", apart")}",-28} {whole.States,12:N0} {reduced.States,12:N0} {reduced.Expanded,12:N0} {reduced.Elapsed.TotalSeconds,8:N2}");
            }
        }
    }

    private static IEnumerable<(DesignEntry Design, Scenario Scenario)> Pairs() =>
        from design in DesignCatalogue.All
        from scenario in ScenarioCatalogue.All
        where !scenario.Large || design.Name == "v4" || design.Name.StartsWith("v4-", StringComparison.Ordinal)
        select (design, scenario);

    private static void Print(string name, IReadOnlyList<Row> rows, Func<Row, SearchResult> of)
    {
        if (rows.Count > 0)
        {
            Console.WriteLine($"{name,-28} {rows.Count,6} {Mean(rows, row => of(row).States),8:N2} {Mean(rows, row => of(row).Expanded),8:N2} {rows.Average(row => of(row).Passes),7:N1} {rows.Sum(row => of(row).Elapsed.TotalSeconds),8:N1} {100 * (1 - rows.Sum(row => Visited(of(row)) - 1) / rows.Sum(row => (double)of(row).Transitions)),7:N1}%");
        }
    }

    private static double Visited(SearchResult result) => result.Reduction == Reduction.PartialOrder ? result.Expanded : result.States;

    /// <summary>The geometric mean of how many times fewer states than all.</summary>
    private static double Mean(IReadOnlyList<Row> rows, Func<Row, double> states) => Math.Exp(rows.Average(row => Math.Log(row.Whole.States / states(row))));

    private sealed record Row(SearchResult Whole, IReadOnlyList<SearchResult> Reduced);
}
