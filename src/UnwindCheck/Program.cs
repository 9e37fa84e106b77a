using System.CommandLine;
using System.Text;
using Interleave;
using Interleave.Exploration;
using UnwindCheck;
using UnwindCheck.CommandLine;
using UnwindCheck.Models.Format;
using UnwindCheck.Stitching;

Console.OutputEncoding = Encoding.UTF8;
using var interruption = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl-C ends the searches and shows what they have seen; the second one ends the program.
    pressed.Cancel = !interruption.IsCancellationRequested;
    interruption.Cancel();
};

var root = new RootCommand("Checks designs of the Linux kernel's deferred user-space unwinding over all interleavings. Without a command: every shipped design in every shipped scenario.")
{
    CheckCommand.Create(interruption.Token),
    SweepCommand.Create(interruption.Token),
    ClaimsCommand.Create(interruption.Token),
    RacesCommand.Create(interruption.Token),
    DporCommand.Create(interruption.Token),
    TraceCommands.Replay(),
    TraceCommands.Show(),
    ExploreCommand.Create(interruption.Token),
    ReportCommand.Create(interruption.Token),
    ListCommand.Create(),
    StitchCommand.Create(),
    MutantsCommand.Create(interruption.Token),
    FuzzCommand.Create(interruption.Token),
    GraphCommand.Create(),
    SampleCommand.Create(interruption.Token),
};
root.SetAction(_ => CheckCommand.RunAll(interruption.Token));
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    var command = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
    return Refuse($"{parsed.Errors[0].Message.TrimEnd('.')}; see 'unwindcheck {command}--help'");
}

try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception exception) when (exception is InputException or ScenarioException or ModelException or RecordException or CheckpointException)
{
    return Refuse(exception.Message);
}
catch (IOException exception)
{
    return Refuse($"the output cannot be written: {exception.Message}");
}

// One line, whatever a file that is quoted in it holds.
static int Refuse(string message)
{
    Console.Error.WriteLine("unwindcheck: " + string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c)));
    return ExitCode.BadInput;
}
