namespace Interleave.Tests.Golden;

/// <summary>Which values the reads of well-known programs return under sequential consistency.</summary>
public sealed class LitmusOutcomeTests
{
    [Theory]
    [InlineData("store buffering", "Wx;Ry | Wy;Rx", "00")]
    [InlineData("message passing", "Wx;Wy | Ry;Rx", "10")]
    [InlineData("load buffering", "Rx;Wy | Ry;Wx", "11")]
    [InlineData("independent reads of independent writes", "Wx | Rx;Ry | Ry;Rx | Wy", "1010")]
    [InlineData("coherence of reads", "Wx1;Wx2 | Rx;Rx", "21")]
    [InlineData("a handler sees what its task wrote", "cpu0: Wx;Wy | irq0: Ry;Rx", "10")]
    [InlineData("a task never steps between the reads of a handler", "cpu0: Wx1;Wx2 | irq0: Rx;Rx", "12")]
    [InlineData("a handler strikes before or after a masked section, not within", "cpu0: cli;Wx1;Wx2;sti | irq0: Rx", "1")]
    public void Never(string name, string program, string outcome)
    {
        Assert.NotEmpty(name);
        Assert.DoesNotContain("outcome", Explore.All(LitmusProgram.Parse(program, mustStrike: true, new ReadHistory(outcome))).Search.Violated);
    }

    [Theory]
    [InlineData("store buffering", "Wx;Ry | Wy;Rx", "11")]
    [InlineData("store buffering", "Wx;Ry | Wy;Rx", "01")]
    [InlineData("store buffering", "Wx;Ry | Wy;Rx", "10")]
    [InlineData("message passing", "Wx;Wy | Ry;Rx", "01")]
    [InlineData("independent reads of independent writes", "Wx | Rx;Ry | Ry;Rx | Wy", "1011")]
    [InlineData("a handler on another processor is like a process", "cpu0: Wx1;Wx2 | irq1: Rx;Rx", "12")]
    [InlineData("a handler that cannot be masked strikes within a masked section", "cpu0: cli;Wx1;Wx2;sti | nmi0: Rx", "1")]
    public void Sometimes(string name, string program, string outcome)
    {
        Assert.NotEmpty(name);
        Assert.Contains("outcome", Explore.All(LitmusProgram.Parse(program, mustStrike: true, new ReadHistory(outcome))).Search.Violated);
    }
}
