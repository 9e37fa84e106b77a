using Benchmarks;
using Benchmarks.Spin;
using Interleave;
using Interleave.Exploration;
using UnwindCheck.Models;

// dotnet run -c Release --project tests/Benchmarks [-- spin [--json FILE]]
// Every figure is the median of five runs on one thread, all in this one process.
const int Runs = 5;

if (args is ["spin", ..])
{
    return SpinComparison.Run(args[1..]);
}

Console.WriteLine($"{"program",-54} {"states",12} {"transitions",13} {"seconds",8} {"states/s",11}");
foreach (var (name, keepGraph) in new[] { ("fingerprints only", false), ("with the graph of states", true) })
{
    foreach (var (processes, rounds) in new[] { (3, 4), (3, 5), (4, 3) })
    {
        Row($"{processes} processes × {rounds} rounds, {name}", () => Explore.All(Increments.Build(processes, rounds), new SearchOptions { KeepGraph = keepGraph }).Search);
    }
}

var largest = ScenarioCatalogue.All.First(scenario => scenario.Name == "three-cpus");
Row("v4-repaired × three-cpus", () => Explore.All(ScenarioModel.Build(DesignCatalogue.All.First(design => design.Name == "v4-repaired"), largest)).Search);

var (steps, elapsed) = PlainSearch.Run(Increments.Build(3, 5), 1_000_000);
var automata = Explore.All(Increments.Build(3, 5), new SearchOptions { KeepGraph = false }).Search;
var plain = steps / elapsed.TotalSeconds;
Console.WriteLine($"transitions/s: {plain:N0} when every step runs the C# code, {PlainSearch.TransitionsPerSecond(automata):N0} on local automata: {PlainSearch.TransitionsPerSecond(automata) / plain:N1} times as many");
return 0;

static void Row(string name, Func<SearchResult> search)
{
    var results = Enumerable.Range(0, Runs).Select(_ => search()).OrderBy(result => result.Elapsed).ToList();
    var median = results[Runs / 2];
    Console.WriteLine($"{name,-54} {median.States,12:N0} {median.Transitions,13:N0} {median.Elapsed.TotalSeconds,8:N2} {median.States / median.Elapsed.TotalSeconds,11:N0}");
}
