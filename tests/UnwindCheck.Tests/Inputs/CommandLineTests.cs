using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Inputs;

/// <summary>Command lines that cannot be understood.</summary>
public sealed class CommandLineTests : ProgramTest
{
    [Theory]
    [InlineData("chekc", "'chekc'; see 'unwindcheck --help'")]
    [InlineData("--design v4", "'--design'; see 'unwindcheck --help'")]
    [InlineData("check v4", "'v4'; see 'unwindcheck check --help'")]
    [InlineData("check --desing v4", "'--desing'; see 'unwindcheck check --help'")]
    [InlineData("check --design", "'--design'; see 'unwindcheck check --help'")]
    [InlineData("check --scenario", "'--scenario'; see 'unwindcheck check --help'")]
    [InlineData("check --json", "'--json'; see 'unwindcheck check --help'")]
    [InlineData("check --max-states", "'--max-states'; see 'unwindcheck check --help'")]
    [InlineData("check --json a.json --json b.json", "'--json'")]
    [InlineData("replay", "'replay'; see 'unwindcheck replay --help'")]
    [InlineData("show", "'show'; see 'unwindcheck show --help'")]
    [InlineData("show a.trace.json b.trace.json", "'b.trace.json'; see 'unwindcheck show --help'")]
    [InlineData("replay a.trace.json --schedule", "'--schedule'; see 'unwindcheck replay --help'")]
    [InlineData("list all", "'all'; see 'unwindcheck list --help'")]
    public async Task It_is_refused_with_the_part_concerned(string commandLine, string message)
    {
        (await Run(commandLine)).Refused(message);
        Assert.Empty(Here.Entries);
    }

    [Theory]
    [InlineData("--max-states -1", "--max-states -1: expected a whole number greater than 0")]
    [InlineData("--max-states 0", "--max-states 0: expected a whole number greater than 0")]
    [InlineData("--max-states 1.5", "--max-states 1.5: expected a whole number greater than 0")]
    [InlineData("--max-states many", "--max-states many: expected a whole number greater than 0")]
    [InlineData("--max-states 99999999999999999999", "--max-states 99999999999999999999: expected a whole number greater than 0")]
    [InlineData("--time-limit 0", "--time-limit 0: expected a number greater than 0")]
    [InlineData("--time-limit -0.5", "--time-limit -0.5: expected a number greater than 0")]
    [InlineData("--time-limit 1,5", "--time-limit 1,5: expected a number greater than 0")]
    [InlineData("--time-limit 5s", "--time-limit 5s: expected a number greater than 0")]
    [InlineData("--time-limit NaN", "--time-limit NaN: expected a number greater than 0")]
    public async Task A_limit_that_is_no_limit_is_refused(string limit, string message)
    {
        (await Run($"check --design v4 --scenario first-request {limit}")).Refused(message + "; see 'unwindcheck check --help'");
        Assert.Empty(Here.Entries);
    }
}
