using System.CommandLine;
using Interleave.Exploration;
using UnwindCheck.Checking;
using UnwindCheck.Explorer;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck explore</c>.</summary>
internal static class ExploreCommand
{
    private const int LargestPort = 65535;

    public static Command Create(CancellationToken cancellation)
    {
        var design = new Option<string>("--design", "-d") { Description = "The design.", HelpName = "NAME", Required = true };
        var scenario = new Option<string>("--scenario", "-s") { Description = "A shipped scenario or a scenario file.", HelpName = "NAME|FILE", Required = true };
        var schedule = new Option<string?>("--schedule") { Description = "Begin at the end of this schedule.", HelpName = "TEXT" };
        var port = new Option<int>("--port") { Description = "The port to listen on; any that is free unless given.", HelpName = "N" };
        port.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var number) || number is < 1 or > LargestPort))
            {
                result.AddError($"--port {token.Value}: expected a number from 1 to {LargestPort}");
            }
        });
        var maxStates = SearchArguments.MaxStates();
        var command = new Command("explore", "Walk through the states of a design in a scenario, in a browser on this machine: what can happen next, and which of it leads to a violation. Ctrl-C ends it.")
        {
            design, scenario, schedule, port, maxStates,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var session = new Session(
                Inputs.Design(parsed.GetValue(design)!),
                Inputs.Scenarios([parsed.GetValue(scenario)!], large: true)[0],
                new SearchOptions { MaxStates = parsed.GetValue(maxStates), Cancellation = cancellation });
            return await Run(session, parsed.GetValue(schedule), parsed.GetValue(port), cancellation);
        });
        return command;
    }

    private static async Task<int> Run(Session session, string? schedule, int port, CancellationToken cancellation)
    {
        var path = PathOf(session, schedule);
        await using var server = new ExplorerServer(session, port);
        await server.Start();
        Console.Out.WriteLine($"{session.Design.Name} × {session.Scenario.Name}: {server.Address}{(path.Length == 0 ? "" : "#" + path)}");
        Console.Out.WriteLine("Open this address in a browser on this machine; Ctrl-C ends it.");
        var search = Task.Factory.StartNew(() => Search(session, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await server.Serve(cancellation);
        session.Cancel();
        await search;
        return ExitCode.Held;
    }

    /// <summary>The path that a schedule stands for, or a message before anything is served.</summary>
    private static string PathOf(Session session, string? schedule)
    {
        try
        {
            return session.View(PathText.Of(schedule ?? "")).Path;
        }
        catch (PathException exception)
        {
            throw new InputException($"--schedule: {exception.Message}", exception);
        }
    }

    private static void Search(Session session, CancellationToken cancellation)
    {
        session.Search();
        if (!cancellation.IsCancellationRequested)
        {
            Console.Out.WriteLine(session.SearchView().Text);
        }
    }
}
