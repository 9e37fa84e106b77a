namespace UnwindCheck.Tests.Program;

/// <summary>A test with a directory of its own, in which it runs the program.</summary>
public abstract class ProgramTest : IDisposable
{
    protected TemporaryDirectory Here { get; } = new();

    public void Dispose()
    {
        Here.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs the program in <see cref="Here"/>.</summary>
    protected Task<Outcome> Run(params IEnumerable<string> arguments) => ProgramHosts.Run(Here.FullName, arguments);

    /// <summary>Runs a command line without quotes.</summary>
    protected Task<Outcome> Run(string commandLine) => Run(commandLine.Split(' ').AsEnumerable());

    /// <summary>The same in a process that was started for it, under the program's own name and with its output in pipes.</summary>
    protected Task<Outcome> RunAlone(string commandLine) => RunningProgram.Run(Here.FullName, commandLine.Split(' '));
}
