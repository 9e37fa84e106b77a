using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace UnwindCheck.Tests.Program;

/// <summary>The program under test as a process of its own, its output in pipes.</summary>
public sealed class RunningProgram : IDisposable
{
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    private RunningProgram(ProcessStartInfo start)
    {
        process = Process.Start(start)!;
        process.StandardInput.Close();
        output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What starts the program, as a command line for a shell.</summary>
    public static string ShellCommand => $"'{DotNet}' '{Assembly}'";

    /// <summary>Whether it has not ended.</summary>
    public bool IsRunning => !process.HasExited;

    /// <summary>How long it has computed.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.HasExited ? TimeSpan.MaxValue : process.TotalProcessorTime;
        }
    }

    internal static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static string Assembly => Path.Combine(AppContext.BaseDirectory, "unwindcheck.dll");

    /// <summary>Starts the program.</summary>
    public static RunningProgram Start(string directory, params IEnumerable<string> arguments) => Start(directory, DotNet, [Assembly, .. arguments]);

    /// <summary>Starts something else.</summary>
    public static RunningProgram StartOther(string directory, string program, params IEnumerable<string> arguments) => Start(directory, program, arguments);

    /// <summary>Runs the program to its end.</summary>
    public static Task<Outcome> Run(string directory, params IEnumerable<string> arguments) => Finish(Start(directory, arguments));

    /// <summary>Runs something else to its end.</summary>
    public static Task<Outcome> RunOther(string directory, string program, params IEnumerable<string> arguments) => Finish(Start(directory, program, arguments));

    /// <summary>What Ctrl-C sends.</summary>
    public async Task Interrupt()
    {
        var sent = await RunOther(Path.GetTempPath(), "kill", "-INT", process.Id.ToString(CultureInfo.InvariantCulture));
        sent.Ended(0);
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>What <c>kill -9</c> does.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<Outcome> End()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await process.WaitForExitAsync(patience.Token);
        return new Outcome(process.ExitCode, await output, await errors);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private static async Task<Outcome> Finish(RunningProgram program)
    {
        using (program)
        {
            return await program.End();
        }
    }

    private static RunningProgram Start(string directory, string program, IEnumerable<string> arguments) => new(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = directory,
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardOutputEncoding = Encoding.UTF8,
        StandardErrorEncoding = Encoding.UTF8,

        // Runs this short are over before a profile of them pays.
        Environment = { ["DOTNET_TieredPGO"] = "0" },
    });
}
