using System.CommandLine;
using Benchmarks;
using Benchmarks.Coyote;
using Benchmarks.Spin;

// dotnet run -c Release --project tests/Benchmarks -- [COMMAND]
// Each command is a file beside this one; without a command the exhaustive search is measured.
var root = new RootCommand("Benchmarks of the engine.")
{
    Searches.Command(), Counts.Command(), SpinComparison.Command(), Memory.Command(), Reductions.Command(), CoyoteCommand.Command(), Document.Command(),
};
root.SetAction(_ => Searches.Run());
return root.Parse(args).Invoke();
