using System.CommandLine;

namespace Benchmarks.Coyote;

/// <summary><c>coyote</c>: how long Microsoft.Coyote's strategies and the exhaustive search take to find the same defects, and
/// how much of a model Coyote has seen when the search has seen all of it.</summary>
internal static class CoyoteCommand
{
    public static Command Command()
    {
        var json = new Option<string?>("--json") { Description = "Write the rows to this file, as JSON.", HelpName = "FILE" };
        var markdown = new Option<string?>("--markdown") { Description = "Write the tables into this file, as its section on Coyote.", HelpName = "FILE" };
        var only = new Option<string?>("--only") { Description = "The defects whose names contain this.", HelpName = "TEXT" };
        var schedules = new Option<int>("--schedules") { Description = "How many schedules of a strategy, with one seed, at most.", HelpName = "N", DefaultValueFactory = _ => 5000 };
        var seconds = new Option<int>("--seconds") { Description = "How long a strategy may take, with one seed.", HelpName = "N", DefaultValueFactory = _ => 10 };
        var seeds = new Option<int>("--seeds") { Description = "How many seeds for each strategy.", HelpName = "N", DefaultValueFactory = _ => 3 };
        var command = new Command("coyote", "Compare with Microsoft.Coyote; takes -p:WithCoyote=true.") { json, markdown, only, schedules, seconds, seeds };
        command.SetAction(parsed => Run(new CoyoteLimits(parsed.GetValue(schedules), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(seeds)), parsed.GetValue(only), parsed.GetValue(json), parsed.GetValue(markdown)));
        return command;
    }

#if WITH_COYOTE
    private static int Run(CoyoteLimits limits, string? only, string? json, string? markdown) => new CoyoteComparison(limits).Run(only, json, markdown);
#else
    private static int Run(CoyoteLimits limits, string? only, string? json, string? markdown)
    {
        _ = (limits, only, json, markdown);
        Console.Error.WriteLine("this build has no Microsoft.Coyote; give -p:WithCoyote=true to dotnet run");
        return 2;
    }
#endif
}

/// <summary>When a strategy gives up.</summary>
/// <param name="Schedules">After so many schedules.</param>
/// <param name="Time">Or after so long.</param>
/// <param name="Seeds">How often each strategy is tried, each time with another seed.</param>
internal sealed record CoyoteLimits(int Schedules, TimeSpan Time, int Seeds);
