using UnwindCheck.CommandLine;
using Viewer.Tests.Support;

[assembly: AssemblyFixture(typeof(SmallSite))]

namespace Viewer.Tests.Support;

/// <summary>A report of two designs in a few scenarios, made once by the command.</summary>
public sealed class SmallSite : IDisposable
{
    /// <summary>What it shows.</summary>
    public static readonly string[] Designs = ["v4", "6.19"];

    /// <summary>Where it shows them: with a livelock, a known defect, a claim, careless use, and one that the newer design keeps.</summary>
    public static readonly string[] Scenarios = ["first-request", "irq-and-syscall", "shared-descriptor", "tracer-in-exit-loop", "nmi-asks", "counter-wraps", "cancel-remote"];

    private readonly TemporaryDirectory directory = new();
    private readonly Lazy<int> exitCode;

    public SmallSite() => exitCode = new Lazy<int>(() => Make(Root, [.. Designs.SelectMany(name => new[] { "-d", name }), .. Scenarios.SelectMany(name => new[] { "-s", name })]));

    /// <summary>What the command that made it exited with.</summary>
    public int ExitCode => exitCode.Value;

    private string Root => directory.PathOf("site");

    /// <summary>All files, as they are called in the site.</summary>
    internal IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Made, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Made, file))];

    private string Made => exitCode.Value == 0 ? Root : throw new InvalidOperationException($"the report ended with {exitCode.Value}");

    /// <summary>Runs the command.</summary>
    /// <param name="path">Where the report goes.</param>
    /// <param name="arguments">What else is given.</param>
    /// <param name="interrupted">Whether Ctrl-C is pressed at once.</param>
    internal static int Make(string path, string[] arguments, bool interrupted = false) =>
        Run(path, arguments, new CancellationToken(interrupted));

    private static int Run(string path, string[] arguments, CancellationToken cancellation) =>
        ReportCommand.Create(cancellation).Parse([path, .. arguments]).Invoke(new System.CommandLine.InvocationConfiguration { EnableDefaultExceptionHandler = false });

    /// <summary>Where a file is.</summary>
    internal string PathOf(string file) => Path.Combine(Made, file);

    /// <summary>What a file has.</summary>
    internal string Text(string file) => File.ReadAllText(PathOf(file));

    public void Dispose() => directory.Dispose();
}
