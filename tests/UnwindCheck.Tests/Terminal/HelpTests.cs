using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Terminal;

/// <summary><c>--help</c>.</summary>
public sealed class HelpTests : ProgramTest
{
    [Theory]
    [InlineData("--help", "check", "sweep", "fuzz", "mutants", "races", "sample", "replay <TRACE>", "show <TRACE>", "explore", "graph", "list", "stitch <FILE>")]
    [InlineData("check --help", "--design <NAME>", "--scenario <NAME|FILE>", "--invariant <NAME>", "--json <FILE>", "--traces <DIR>", "--html <DIR>", "--max-states <N>", "--time-limit <S>", "--memory <SIZE>", "--no-graph", "--threads <N>", "--bitstate <SIZE>", "--checkpoint <FILE>", "--checkpoint-every <S>", "--resume <FILE>", "--progress <S>", "--explain", "--sarif <FILE>", "--junit <FILE>", "--summary <FILE>")]
    [InlineData("sample --help", "--design <NAME>", "--scenario <NAME|FILE>", "--strategy <pct|pos|random>", "--runs <N>", "--seed <N>", "--first-run <N>", "--depth <D>", "--max-steps <N>", "--time-limit <S>", "--traces <DIR>")]
    [InlineData("fuzz --help", "--seed <N>", "--first <N>", "--cases <N>", "--time <S>", "--design <NAME>", "--property <NAME>", "--corpus <DIR>", "--max-states <N>", "--list", "--sarif <FILE>", "--junit <FILE>", "--summary <FILE>")]
    [InlineData("replay --help", "<TRACE>", "--schedule <TEXT>")]
    [InlineData("show --help", "<TRACE>", "--html <FILE>", "--mail <FILE>", "--mermaid <FILE>", "--perfetto <FILE>")]
    [InlineData("explore --help", "--design <NAME>", "--scenario <NAME|FILE>", "--schedule <TEXT>", "--port <N>", "--max-states <N>")]
    [InlineData("list --help", "unwindcheck list")]
    [InlineData("stitch --help", "<FILE>...", "--rule <forward|both>", "--output <FILE>", "--compare")]
    public async Task It_names_what_can_be_given(string commandLine, params string[] names)
    {
        var outcome = (await RunAlone(commandLine)).Ended(0);
        Assert.All(names, name => Assert.Contains(name, outcome.Output, StringComparison.Ordinal));
        Assert.Empty(Here.Entries);
    }
}
