using UnwindCheck.Models;
using UnwindCheck.Tests.Program;

[assembly: AssemblyFixture(typeof(SharedRuns))]

namespace UnwindCheck.Tests.Program;

/// <summary>Runs that many tests look at; each happens once, when the first of them asks.</summary>
public sealed class SharedRuns : IDisposable
{
    /// <summary>Millions of states in each design.</summary>
    private const string Largest = "busy-machine";

    private readonly Lazy<Task<SharedRun>> many = new(() => SharedRun.Of(["check", .. Chosen]));
    private readonly Lazy<Task<SharedRun>> manyInJson = new(() => SharedRun.OfAnotherProcess(["check", .. Chosen, "--json", SharedRun.ReportFile]));
    private readonly Lazy<Task<SharedRun>> cut = new(() => SharedRun.Of("check", "--max-states", "20", "--json", SharedRun.ReportFile));
    private readonly Lazy<Task<SharedRun>> v4 = new(() => SharedRun.Of("check", "--design", "v4", "--json", SharedRun.ReportFile));

    /// <summary>The designs of <see cref="Many"/>.</summary>
    public static IReadOnlyList<string> Designs { get; } = ["v4", "v4-repaired", "6.17"];

    /// <summary>The scenarios of <see cref="Many"/>: all but the largest.</summary>
    public static IReadOnlyList<string> Scenarios { get; } = [.. ScenarioCatalogue.All.Select(scenario => scenario.Name).Where(name => name != Largest)];

    /// <summary>Some designs in nearly all scenarios.</summary>
    public Task<SharedRun> Many => many.Value;

    /// <summary>The same checks, with a report.</summary>
    public Task<SharedRun> ManyInJson => manyInJson.Value;

    /// <summary>Everything that is checked when nothing is chosen, cut short, with a report.</summary>
    public Task<SharedRun> Cut => cut.Value;

    /// <summary><c>check --design v4</c>, with a report.</summary>
    public Task<SharedRun> V4 => v4.Value;

    private static IEnumerable<string> Chosen => Designs.SelectMany(design => new[] { "--design", design }).Concat(Scenarios.SelectMany(scenario => new[] { "--scenario", scenario }));

    public void Dispose()
    {
        foreach (var run in new[] { many, manyInJson, cut, v4 }.Where(run => run.IsValueCreated && run.Value.IsCompletedSuccessfully))
        {
            run.Value.Result.Dispose();
        }
    }
}

/// <summary>A run with the directory in which it happened. Tests leave that as it is.</summary>
public sealed class SharedRun : IDisposable
{
    public const string ReportFile = "report.json";

    private readonly TemporaryDirectory directory = new();

    private SharedRun()
    {
    }

    public Outcome Outcome { get; private set; } = null!;

    public string FullName => directory.FullName;

    public IReadOnlyList<string> Entries => directory.Entries;

    /// <summary>The names of the traces, relative to <see cref="FullName"/>.</summary>
    public IReadOnlyList<string> Traces => [.. Entries.Where(entry => entry.EndsWith(".trace.json", StringComparison.Ordinal))];

    public Report Report => Report.Parse(directory.Read(ReportFile));

    public static Task<SharedRun> Of(params string[] arguments) => Of(ProgramHosts.Run, arguments);

    /// <summary>In a process of its own, with its own order in what is kept by hash codes of strings.</summary>
    public static Task<SharedRun> OfAnotherProcess(params string[] arguments) => Of(RunningProgram.Run, arguments);

    public string Read(string name) => directory.Read(name);

    public string PathOf(string name) => directory.PathOf(name);

    public void Dispose() => directory.Dispose();

    private static async Task<SharedRun> Of(Func<string, IEnumerable<string>, Task<Outcome>> program, string[] arguments)
    {
        var run = new SharedRun();
        run.Outcome = await program(run.FullName, arguments);
        return run;
    }
}
