using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Inputs;

/// <summary>Names that do not exist.</summary>
public sealed class UnknownNameTests : ProgramTest
{
    [Theory]
    [InlineData("--design v4-lowbits", "there is no design 'v4-lowbits'; did you mean 'v4-lowbit'?; 'unwindcheck list' shows all")]
    [InlineData("--design V4", "there is no design 'V4'; did you mean 'v4'?; 'unwindcheck list' shows all")]
    [InlineData("--scenario first-reqest", "there is no scenario 'first-reqest'; did you mean 'first-request'?; 'unwindcheck list' shows all")]
    [InlineData("--invariant cookie-uniqe", "there is no invariant 'cookie-uniqe'; did you mean 'cookie-unique'?; 'unwindcheck list' shows all")]
    [InlineData("--invariant something-else-altogether", "there is no invariant 'something-else-altogether'; 'unwindcheck list' shows all")]
    public async Task It_is_refused_with_the_nearest_name_if_one_is_near(string option, string message)
    {
        (await Run("check --json r.json " + option)).Refused("unwindcheck: " + message);
        Assert.Empty(Here.Entries);
    }

    [Fact]
    public async Task One_among_good_ones_stops_all()
    {
        (await Run("check --design v4 --design v4-lowbits --scenario first-request")).Refused("there is no design 'v4-lowbits'; did you mean 'v4-lowbit'?");
        Assert.Empty(Here.Entries);
    }
}
