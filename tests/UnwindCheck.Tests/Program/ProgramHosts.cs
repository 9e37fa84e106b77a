using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ProgramHost;
using UnwindCheck.Tests.Program;

[assembly: AssemblyFixture(typeof(ProgramHosts))]

namespace UnwindCheck.Tests.Program;

/// <summary>Processes that run the program again and again (see ProgramHost): as many as there are runs at one time. The
/// program starts in them as it does in <see cref="RunningProgram"/>, without compiling again what has been compiled.</summary>
public sealed class ProgramHosts : IDisposable
{
    private static readonly ConcurrentBag<Host> Idle = [];

    /// <summary>Runs the program to its end.</summary>
    public static async Task<Outcome> Run(string directory, params IEnumerable<string> arguments)
    {
        var host = Idle.TryTake(out var idle) ? idle : new Host();
        try
        {
            var outcome = await host.Run(directory, [.. arguments]);
            Idle.Add(host);
            return outcome;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (Idle.TryTake(out var host))
        {
            host.Dispose();
        }
    }

    private sealed class Host : IDisposable
    {
        private readonly TemporaryDirectory files = new();
        private readonly Process process = Process.Start(new ProcessStartInfo(RunningProgram.DotNet, [Path.Combine(AppContext.BaseDirectory, "ProgramHost.dll")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Environment = { ["DOTNET_TieredPGO"] = "0" },
        })!;

        public async Task<Outcome> Run(string directory, string[] arguments)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(RunningProgram.Patience);
            var request = JsonSerializer.Serialize(new Request(directory, arguments, files.PathOf("output"), files.PathOf("errors")));
            await process.StandardInput.WriteLineAsync(request.AsMemory(), patience.Token);
            await process.StandardInput.FlushAsync(patience.Token);
            var exitCode = await process.StandardOutput.ReadLineAsync(patience.Token);
            var (output, errors) = (files.Read("output"), files.Read("errors"));
            Assert.True(exitCode is not null, $"unwindcheck {string.Join(' ', arguments)} ended its process:\n{output}\n{errors}");
            return new Outcome(int.Parse(exitCode, provider: null), output, errors);
        }

        public void Dispose()
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
            files.Dispose();
        }
    }
}
