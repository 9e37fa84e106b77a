namespace Interleave.Tests.Golden;

/// <summary>The engine counts what others have counted.</summary>
public sealed class GoldenCountTests
{
    public static TheoryData<string, string, long> Interleavings => GoldenTable.Rows("interleavings");

    public static TheoryData<string, string, long> States => GoldenTable.Rows("states");

    public static TheoryData<string, string, long> Transitions => GoldenTable.Rows("transitions");

    public static TheoryData<string, string, long> MustStrike => GoldenTable.Rows("irq_must_interleavings");

    public static TheoryData<string, string, long> MayStrike => GoldenTable.Rows("irq_may_interleavings");

    public static TheoryData<string, string, long> MustStrikeStates => GoldenTable.Rows("irq_must_states");

    [Theory]
    [MemberData(nameof(Interleavings))]
    public void Interleavings_of_processes(string name, string program, long expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Explore.All(Parse(program)).Search.Interleavings);
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Distinct_states(string name, string program, long expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Explore.All(Parse(program), new() { KeepGraph = false }).Search.States);
    }

    [Theory]
    [MemberData(nameof(Transitions))]
    public void Transitions_between_states(string name, string program, long expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Explore.All(Parse(program), new() { KeepGraph = false }).Search.Transitions);
    }

    [Theory]
    [MemberData(nameof(MustStrike))]
    public void Schedules_when_every_handler_strikes_once(string name, string program, long expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Explore.All(LitmusProgram.Parse(program, mustStrike: true)).Search.Interleavings);
    }

    [Theory]
    [MemberData(nameof(MayStrike))]
    public void Schedules_when_every_handler_may_strike_once(string name, string program, long expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Explore.All(LitmusProgram.Parse(program)).Search.Interleavings);
    }

    /// <summary>The published numbers tell states apart by all values that were read. The engine forgets a value that
    /// nothing uses any more; the monitor remembers it.</summary>
    [Theory]
    [MemberData(nameof(MustStrikeStates))]
    public void Distinct_states_with_read_histories_when_every_handler_strikes_once(string name, string program, long expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Explore.All(LitmusProgram.Parse(program, mustStrike: true, new ReadHistory())).Search.States);
    }

    private static Model Parse(string program) =>
        program.EndsWith(')') ? ParametricPrograms.Parse(program) : LitmusProgram.Parse(program);
}
