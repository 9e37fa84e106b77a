using Interleave;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Fuzzing.Tests;

/// <summary>Remedies take away what they are for and leave the rest.</summary>
public sealed class RemedyTests
{
    [Theory]
    [InlineData("tracer w shared quiesced; task A on 0 { syscall { request w } }; remote R { quiesce w; cancel w of A; register w of A; quiesce w; cancel w of A; free w of A }")]
    [InlineData("tracer w shared; task A on 0 { syscall { request w; block } }; irq i max 1 { request w }")]
    [InlineData("tracer w shared unregistered; task A on 0 { syscall { request w } }; remote R { register w of A }")]
    public void Careful_use_stays_as_it_is(string scenario) => Assert.Equal(Print(Parse(scenario)), Print(CarefulUse.Of(Parse(scenario))));

    [Theory]
    [InlineData("remote R { cancel w of A }", "remote R { quiesce w; cancel w of A }")]
    [InlineData("remote R { free w of A }", "remote R { quiesce w; cancel w of A; free w of A }")]
    [InlineData("remote R { cancel w of A; register w of A; cancel w of A }", "remote R { quiesce w; cancel w of A; register w of A; quiesce w; cancel w of A }")]
    [InlineData("remote R { cancel w of A; free w of A; cancel w of A; register w of A }", "remote R { quiesce w; cancel w of A; free w of A }")]
    [InlineData("remote R { cancel w of A }; remote S { cancel w of A }", "remote R { quiesce w; cancel w of A }")]
    [InlineData("remote R { cancel w of A; cancel v of A }", "remote R { quiesce w; cancel w of A; quiesce v; cancel v of A }")]
    [InlineData("irq i max 2 { cancel w of A; request v }", "irq i max 2 { request v }; remote careful-w { quiesce w; cancel w of A }")]
    [InlineData("remote R { register w of A }; irq i max 2 { cancel w of A; request v }", "irq i max 2 { request v }; remote careful-w { quiesce w; cancel w of A }")]
    public void Careless_use_becomes_careful(string careless, string careful)
    {
        const string Rest = "task A on 0 { syscall { request w; request v } }; ";
        var expected = Parse($"{Tracers(careful)}{Rest}{careful}");

        Assert.Equal(Print(expected), Print(CarefulUse.Of(Parse($"tracer w shared; tracer v shared; {Rest}{careless}"))));

        static string Tracers(string careful) => Tracer("w", careful) + Tracer("v", careful);

        static string Tracer(string name, string careful) => $"tracer {name} shared{(careful.Contains("quiesce " + name, StringComparison.Ordinal) ? " quiesced" : "")}; ";
    }

    [Theory]
    [InlineData("6.17", "nmi-in-user-mode", "contract-queued", true)]
    [InlineData("6.19", "nmi-asks", "cookie-same", false)]
    [InlineData("6.19", "late-window", "contract-queued", false)]
    [InlineData("v4-posted", "early-entry", "cookie-same", true)]
    public void Who_asks_in_the_late_window_is_refused_and_nobody_else(string design, string scenario, string invariant, bool stays)
    {
        var given = new Experiment(DesignCatalogue.Find(design)!, ScenarioCatalogue.All.Single(shipped => shipped.Name == scenario));
        Assert.Contains(invariant, Violated(given));

        Assert.Equal(stays, Violated(given with { Refused = LateRequests.OfNmis | LateRequests.OfTracepoints }).Contains(invariant, StringComparer.Ordinal));
        Assert.Contains(invariant, Violated(given with { Refused = scenario == "late-window" ? LateRequests.OfNmis : LateRequests.OfTracepoints }));

        IReadOnlyList<string> Violated(Experiment experiment) => Explore.Search(experiment.Model([invariant])).Violated;
    }

    [Fact]
    public void A_signal_handler_is_replaced_by_a_call_so_that_it_can_return()
    {
        var given = new Experiment(DesignCatalogue.Find("6.19")!, Parse("tracer w shared; task A on 0 { syscall { request w; signal } return }"));
        var remedied = KnownCauses.All.Single(static cause => cause.Name == "signal-frame").Remedy(given);

        Assert.Equal(Print(Parse("tracer w shared; task A on 0 { syscall { request w } call return }")), Print(remedied.Scenario));
    }

    [Fact]
    public void Where_there_is_nothing_to_take_away_nothing_is()
    {
        var given = new Experiment(FuzzDesigns.Default[^1] with { Switches = null }, Parse("tracer w per-task; task A on 0 { syscall { request w } }; irq i max 1 { request w }"));

        Assert.All(KnownCauses.All, cause => Assert.Same(given, cause.Remedy(given)));
    }

    private static string Print(Scenario scenario) => ScenarioPrinter.Print(scenario);

    private static Scenario Parse(string text) => ScenarioParser.Parse("test", "test.scenario", text);
}
