using Interleave;
using UnwindCheck.Models.Format;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Guide;

/// <summary>models/designs/GUIDE.md does what it says.</summary>
public sealed class GuideTests
{
    private static readonly DesignEntry Mine = new("flags", "a flag for each tracer in each task", static (machine, _) => new FlagDesign(machine));

    private static string Guide => File.ReadAllText(Repository.PathOf("models", "designs", "GUIDE.md"));

    [Fact]
    public void The_design_in_the_guide_is_the_one_that_is_tested() =>
        Assert.Contains(File.ReadAllText(Repository.PathOf("tests", "UnwindCheck.Models.Tests", "Guide", "FlagDesign.cs")).Trim(), Guide, StringComparison.Ordinal);

    [Fact]
    public void The_design_is_under_100_lines() =>
        Assert.InRange(File.ReadLines(Repository.PathOf("tests", "UnwindCheck.Models.Tests", "Guide", "FlagDesign.cs")).Count(static line => line.Trim().Length > 1), 50, 99);

    [Theory]
    [InlineData("first-request")]
    [InlineData("ask-again")]
    [InlineData("two-tracers")]
    [InlineData("two-contexts")]
    [InlineData("irq-and-syscall")]
    [InlineData("page-fault")]
    [InlineData("per-task-two-cpus")]
    public void It_holds_where_the_guide_says_so(string scenario)
    {
        Assert.Contains($"`{scenario}`", Guide, StringComparison.Ordinal);
        Assert.Empty(Shipped.Violated(Mine, Shipped.Scenario(scenario)));
    }

    [Fact]
    public void It_breaks_the_promise_that_the_guide_looks_at()
    {
        Assert.Contains("late-window", Guide, StringComparison.Ordinal);
        Assert.Contains("contract-queued", Shipped.Violated(Mine, Shipped.Scenario("late-window")));
    }

    [Fact]
    public void The_scenario_in_the_guide_can_be_read_and_searched()
    {
        var text = Guide.Split("```scenario\n")[1].Split("```")[0];
        var result = Explore.All(ScenarioModel.Build(Mine, ScenarioParser.Parse("mine", "mine.scenario", text)));
        Assert.True(result.Search.Complete);
        Assert.Contains("cancel-promise", result.Search.Violated);
    }
}
