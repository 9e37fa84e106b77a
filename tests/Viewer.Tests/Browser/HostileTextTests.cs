using UnwindCheck.Traces;
using Viewer.Tests.Support;

namespace Viewer.Tests.Browser;

/// <summary>Whatever a scenario contains is text on the page.</summary>
public sealed class HostileTextTests(Chromium chromium) : PageTest(chromium)
{
    private const string Attack = "</script></pre></style><script>window.taken = 1</script><img src=x onerror='window.taken = 2'> {{data}} <!-- & \u2028 ${1} \" '";

    [Fact]
    public async Task Markup_in_a_scenario_is_text()
    {
        var file = Traces.Interrupted.File;
        var text = string.Join('\n', file.ScenarioText).Split('\n').Select(line => line.StartsWith("about", StringComparison.Ordinal) ? $"about \"{Attack.Replace("\"", "”", StringComparison.Ordinal)}\"\n# {Attack}" : line);
        await Check(Traces.Replayed(file with { ScenarioText = [.. text], Scenario = Attack, Version = Attack }));
    }

    [Fact]
    public async Task Markup_in_a_reason_is_text() => await Check(Traces.Interrupted with { Reason = Attack });

    [Fact]
    public async Task Markup_in_the_data_is_text()
    {
        var trace = Traces.Interrupted;
        var data = UnwindCheck.Page.PageDataBuilder.Of(trace);
        data = data with
        {
            Reason = Attack,
            Lanes = [.. data.Lanes.Select(lane => lane with { Name = Attack })],
            Blocks = [.. data.Blocks.Select(block => block with { Label = Attack })],
            State = [.. data.State.Select(group => group with { Title = Attack, Variables = [.. group.Variables.Select(variable => new UnwindCheck.Page.PageVariable(Attack, Attack, Attack))] })],
            Sources = [.. data.Sources.Select(source => new UnwindCheck.Page.PageSource(Attack, string.Join('\n', Enumerable.Repeat(Attack, 300))))],
            Chains = [.. data.Chains.Select(chain => chain.Select(_ => Attack).ToList())],
            Steps = [.. data.Steps.Select(step => step with { Who = Attack, Action = Attack, Sentence = Attack, Member = Attack, Events = [Attack] })],
            Records = [new(1, Attack)],
            PostProcessing = [Attack],
        };
        await using var page = await Browser.Open(UnwindCheck.Page.TracePage.Of(trace, data));
        await CheckNothingRan(page);
        Assert.Equal(Attack, await page.Page.Locator("#now .events li").TextContentAsync());
    }

    private async Task Check(TraceReplay trace)
    {
        await using var page = await Open(trace);
        await CheckNothingRan(page);
        Assert.Contains("<img src=x onerror=", await page.Text("header"), StringComparison.Ordinal);
    }

    private static async Task CheckNothingRan(TracePage page)
    {
        await page.Press("Home");
        await page.Press("End");
        Assert.Equal(55, await page.Step());
        Assert.False((await page.Evaluate("() => 'taken' in window")).GetBoolean());
        Assert.Equal(0, await page.Page.Locator("img").CountAsync());
        Assert.Equal(2, await page.Page.Locator("script").CountAsync());
    }
}
