using System.Diagnostics;
using System.Reflection;
using UnwindCheck.Coyote;
using Xunit;
using ControlledTestAttribute = Microsoft.Coyote.SystematicTesting.TestAttribute;

namespace Interleave.Coyote.Tests;

/// <summary>The entry points, and Coyote's command line typed as the README says.</summary>
public sealed class CommandLineTests(RewrittenAssembly rewritten) : IClassFixture<RewrittenAssembly>
{
    private const string Test = "v4__shared_descriptor__list_once";

    [Fact]
    public void Every_verdict_has_an_entry_point()
    {
        var methods = typeof(EntryPoints).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.GetCustomAttribute<ControlledTestAttribute>() is not null).Select(method => method.Name);
        Assert.Equal(EntryPointNameTests.All.Append(nameof(EntryPoints.Scenario)).Append(nameof(EntryPoints.Liveness)).Order(StringComparer.Ordinal), methods.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_coyote_test_finds_coyote_replay_repeats_and_unwindcheck_replays()
    {
        var found = rewritten.Coyote("test", RewrittenAssembly.Name, "-m", Test, "-i", "200", "-s", "prioritization", "--seed", "1", "-o", "found");
        Assert.Contains("list-once: w.work is added to the list of", found.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not rewritten", found.Output, StringComparison.Ordinal);
        Assert.Equal(2, found.ExitCode);

        var repeated = rewritten.Coyote("replay", RewrittenAssembly.Name, "found/CoyoteOutput/UnwindCheck.Coyote_0.trace", "-m", Test);
        Assert.Contains("Reproduced 1 bug", repeated.Output, StringComparison.Ordinal);

        var trace = Path.Combine(RewrittenAssembly.Traces, "v4.shared-descriptor.list-once.trace.json");
        var replayed = rewritten.Run("unwindcheck.dll", "replay", trace);
        Assert.Contains("list-once is violated at step", replayed.Output, StringComparison.Ordinal);
        Assert.Equal(1, replayed.ExitCode);

        var shown = rewritten.Run("unwindcheck.dll", "show", trace);
        Assert.StartsWith("v4 violates list-once in scenario shared-descriptor", shown.Output, StringComparison.Ordinal);
        Assert.Equal(0, shown.ExitCode);
    }

    [Fact]
    public void A_livelock_is_found_and_replays()
    {
        var found = rewritten.Coyote("test", RewrittenAssembly.Name, "-m", "v4__tracer_in_exit_loop__terminates", "-i", "100", "-s", "random", "--seed", "1");
        Assert.Contains("repeat for ever", found.Output, StringComparison.Ordinal);
        var replayed = rewritten.Run("unwindcheck.dll", "replay", Path.Combine(RewrittenAssembly.Traces, "v4.tracer-in-exit-loop.terminates.trace.json"));
        Assert.Contains("terminates is violated: after step", replayed.Output, StringComparison.Ordinal);
        Assert.Equal(1, replayed.ExitCode);
    }

    [Fact]
    public void A_request_that_is_never_answered_is_a_liveness_bug_and_its_execution_replays()
    {
        var found = rewritten.Run(RewrittenAssembly.Tool, ["test", RewrittenAssembly.Name, "-m", nameof(EntryPoints.Liveness), "-i", "300", "-s", "random", "--seed", "1"], ("SCENARIO", "v4 shared-descriptor"));
        Assert.Contains("RequestIsAnswered detected liveness bug in hot state 'Waiting' at the end of program execution", found.Output, StringComparison.Ordinal);
        Assert.Equal(2, found.ExitCode);
        var replayed = rewritten.Run("unwindcheck.dll", "replay", Path.Combine(RewrittenAssembly.Traces, "v4.shared-descriptor.callback-lost.trace.json"));
        Assert.Contains("callback-lost is violated", replayed.Output, StringComparison.Ordinal);
        Assert.Equal(1, replayed.ExitCode);
    }

    [Theory]
    [InlineData("6.19~function-first cancel-remote callback-lost", 2, "callback-lost: ")]
    [InlineData("v4-repaired first-request", 0, "Found 0 bugs")]
    [InlineData("6.19 nmi-ask", 1, "there is no scenario 'nmi-ask'; did you mean 'nmi-asks'?")]
    [InlineData("", 1, "SCENARIO must name a design, a scenario and perhaps an invariant")]
    public void The_environment_names_any_other_test(string scenario, int exitCode, string said)
    {
        var outcome = rewritten.Run(RewrittenAssembly.Tool, ["test", RewrittenAssembly.Name, "-m", nameof(EntryPoints.Scenario), "-i", "300", "-s", "prioritization", "--seed", "1"], ("SCENARIO", scenario));
        Assert.Contains(said, outcome.Output, StringComparison.Ordinal);
        Assert.Equal(exitCode, outcome.ExitCode);
    }
}

/// <summary>A directory with the entry points, rewritten by <c>coyote rewrite</c>.</summary>
public sealed class RewrittenAssembly : IDisposable
{
    public const string Name = "UnwindCheck.Coyote.dll";
    public const string Traces = "traces";

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("unwindcheck-coyote-");

    public RewrittenAssembly()
    {
        foreach (var file in Directory.EnumerateFiles(Built("EntryPoints")).Where(file => Path.GetExtension(file) is ".dll" or ".json"))
        {
            File.Copy(file, Path.Combine(directory.FullName, Path.GetFileName(file)));
        }

        var outcome = Coyote("rewrite", "rewrite.coyote.json");
        Assert.Contains("Rewriting the 'UnwindCheck.Coyote.dll' assembly", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(0, outcome.ExitCode);
    }

    /// <summary>Coyote's command line.</summary>
    internal static string Tool { get; } = Built("CoyoteTool");

    public void Dispose() => directory.Delete(recursive: true);

    /// <summary>Runs Coyote's command line.</summary>
    internal (int ExitCode, string Output) Coyote(params string[] arguments) => Run(Tool, arguments);

    /// <summary>Runs a program of this directory.</summary>
    internal (int ExitCode, string Output) Run(string program, params string[] arguments) => Run(program, arguments, []);

    /// <summary>What the build has noted.</summary>
    private static string Built(string name) => typeof(RewrittenAssembly).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(metadata => metadata.Key == name).Value!;

    /// <summary>Runs a program and waits for its end.</summary>
    internal (int ExitCode, string Output) Run(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["--roll-forward", "Major", program, .. arguments])
        {
            WorkingDirectory = directory.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["COYOTE_CLI_TELEMETRY_OPTOUT"] = "1", ["UNWINDCHECK_TRACES"] = Traces },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = System.Diagnostics.Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
