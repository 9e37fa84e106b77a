using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Inputs;

/// <summary>What <c>--scenario</c> and the traces' commands take for a file.</summary>
public sealed class ScenarioFileTests : ProgramTest
{
    [Theory]
    [InlineData("check --scenario nowhere.scenario", "nowhere.scenario:1:1: cannot be read as a scenario: ")]
    [InlineData("check --scenario ./first-request", "./first-request:1:1: cannot be read as a scenario: ")]
    [InlineData("check --scenario ./", "./:1:1: cannot be read as a scenario: ")]
    [InlineData("replay nowhere.trace.json", "nowhere.trace.json:1:1: cannot be read as a trace: ")]
    [InlineData("show nowhere.trace.json", "nowhere.trace.json:1:1: cannot be read as a trace: ")]
    [InlineData("replay .", ".:1:1: cannot be read as a trace: ")]
    [InlineData("show .", ".:1:1: cannot be read as a trace: ")]
    public async Task What_cannot_be_read_is_refused(string commandLine, string message)
    {
        (await Run(commandLine)).Refused(message);
        Assert.Empty(Here.Entries);
    }

    [Theory]
    [InlineData("check --scenario", "a scenario")]
    [InlineData("replay", "a trace")]
    public async Task A_file_of_an_unlikely_size_is_refused(string command, string what)
    {
        await using (var file = File.Create(Here.PathOf("huge.json")))
        {
            file.SetLength(17 << 20);
        }

        (await Run($"{command} huge.json")).Refused("huge.json:1:1: 17825792 bytes are too many for " + what);
    }

    [Fact]
    public async Task Two_scenarios_of_one_name_are_refused_because_their_traces_would_be_one()
    {
        Here.Write("first-request.scenario", "task A on 0 { }");
        (await Run("check --scenario first-request --scenario first-request.scenario")).Refused("'first-request' and 'first-request.scenario' are both called 'first-request'");
        Assert.Equal(["first-request.scenario"], Here.Entries);
    }
}
