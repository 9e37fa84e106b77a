using UnwindCheck.Tests.Program;

[assembly: AssemblyFixture(typeof(SharedRuns))]

namespace UnwindCheck.Tests.Program;

/// <summary>Runs that many tests look at; each happens once, when the first of them asks.</summary>
public sealed class SharedRuns : IDisposable
{
    private readonly Lazy<Task<SharedRun>> all = new(() => SharedRun.Of());
    private readonly Lazy<Task<SharedRun>> allInJson = new(() => SharedRun.Of("check", "--json", SharedRun.ReportFile));
    private readonly Lazy<Task<SharedRun>> v4 = new(() => SharedRun.Of("check", "--design", "v4", "--json", SharedRun.ReportFile));

    /// <summary>The program without arguments.</summary>
    public Task<SharedRun> All => all.Value;

    /// <summary>The same checks, with a report.</summary>
    public Task<SharedRun> AllInJson => allInJson.Value;

    /// <summary><c>check --design v4</c>, with a report.</summary>
    public Task<SharedRun> V4 => v4.Value;

    public void Dispose()
    {
        foreach (var run in new[] { all, allInJson, v4 }.Where(run => run.IsValueCreated && run.Value.IsCompletedSuccessfully))
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

    public static async Task<SharedRun> Of(params string[] arguments)
    {
        var run = new SharedRun();
        run.Outcome = await RunningProgram.Run(run.FullName, arguments);
        return run;
    }

    public string Read(string name) => directory.Read(name);

    public string PathOf(string name) => directory.PathOf(name);

    public void Dispose() => directory.Dispose();
}
