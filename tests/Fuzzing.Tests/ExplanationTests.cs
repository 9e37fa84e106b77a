using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Fuzzing.Tests;

/// <summary>A violation is known by its cause only: a defect that is put into a design is news, also beside what is known.</summary>
public sealed class ExplanationTests
{
    private const string Shared = "tracer w shared; task A on 0 ";
    private const string Two = "tracer w shared; tracer v shared; task A on 0 ";
    private const string LateNmi = "; nmi n max 1 in kernel { request w }";
    private const string LateTracepoint = "; at user_enter max 1 { request w }";

    public static TheoryData<string> Causes => [.. KnownCauses.All.Select(static cause => cause.Name)];

    [Theory]
    [MemberData(nameof(Causes))]
    public void A_cause_is_the_only_one_of_some_violation(string name) =>
        Assert.Contains(KnownViolations.Found.SelectMany(CauseStatement.In), statement => statement.Causes is [var only] && only == name);

    [Theory]
    [InlineData("6.19", "callback-stack", Shared + "{ syscall { } call syscall { } }" + LateTracepoint)]
    [InlineData("6.17", "contract-queued", Shared + "{ syscall { } }" + LateNmi)]
    [InlineData("6.17", "contract-queued", Shared + "{ syscall { } }" + LateNmi + LateTracepoint)]
    [InlineData("v4-repaired", "callback-lost", "cpus 2; tracer w per-cpu; task A on 0 { syscall { request w; block } }; task B may run on 0 { syscall { request w } }")]
    [InlineData("6.19", "use-after-free", Shared + "{ syscall { request w } }; remote R { cancel w of A; free w of A }")]
    public void What_is_known_is_no_news_elsewhere_either(string design, string invariant, string scenario) => Assert.Equal(Explanation.Known, Of(design, invariant, scenario));

    [Theory]
    [InlineData("6.19~completed", "callback-once", Two + "{ syscall { request w } }; irq i max 1 { request v }")]
    [InlineData("6.19~completed", "callback-once", Two + "{ syscall { request w } }; irq i max 1 in kernel { request v }" + LateNmi)]
    [InlineData("6.19~completed", "callback-once", Two + "{ syscall { request w } }; irq i max 1 in kernel { request v }; budget allocations 1")]
    [InlineData("6.19~completed", "callback-once", "tracer w shared quiesced; tracer v shared; task A on 0 { syscall { request w; stop; request v } }; remote R { quiesce w; cancel w of A }")]
    [InlineData("6.19~exit-hook", "callback-empty", Shared + "{ syscall { request w; exit } }")]
    [InlineData("6.19~exit-hook", "callback-empty", Shared + "{ syscall { request w; exit } }" + LateNmi)]
    [InlineData("6.19+nmi-interrupt-sets-flag~nmi-current", "contract-queued", Shared + "{ syscall { block } }; task B may run on 0 { syscall { } }" + LateNmi)]
    [InlineData("v6", "terminates", "counter bits 3; " + Shared + "{ syscall { } }; at irq_disable { request w }")]
    [InlineData("v6", "terminates", "counter bits 3; " + Shared + "{ syscall { } }; at irq_disable { request w }" + LateTracepoint)]
    [InlineData("v4-posted", "cookie-same", Shared + "{ syscall { request w } }; at user_exit { request w }" + LateTracepoint)]
    [InlineData("6.19+mask-in-int", "callback-lost", "registered 32; " + Shared + "{ syscall { request w } }" + LateNmi)]
    [InlineData("v4-posted~return-new-cookie", "contract-queued", Shared + "{ syscall { request w } }")]
    [InlineData("v4-posted~return-new-cookie", "contract-queued", Shared + "{ syscall { request w } }" + LateTracepoint)]
    [InlineData("v4-repaired~claim-pending", "pending-stuck", "tracer w per-task; task A on 0 { syscall { request w } }; remote R { cancel w of A }")]
    [InlineData("v4-repaired~claim-pending", "list-once", "cpus 2; " + Shared + "{ syscall { request w } }; task B on 1 { syscall { request w } }")]
    [InlineData("v4-repaired~cancel-waits", "use-after-free", "tracer w shared quiesced; task A on 0 { syscall { request w } }; remote R { quiesce w; cancel w of A; free w of A }")]
    [InlineData("v4-repaired~once-per-context", "terminates", Shared + "{ syscall { } }; at irq_disable { request w }" + LateTracepoint)]
    [InlineData("v5", "list-once", Shared + "{ syscall { } }; nmi n max 1 in kernel { request w }; nmi m depth 2 max 1 in kernel { request w }")]
    [InlineData("v12", "cookie-unique", "cpus 2; tracer w per-task; task A on 0 { syscall { request w } }; task B on 1 { syscall { request w } }")]
    [InlineData("v13", "callback-once", Two + "{ syscall { request v; stop; request w; stop; request v } }")]
    public void A_defect_that_nobody_has_stated_is_news(string design, string invariant, string scenario) => Assert.Equal(Explanation.None, Of(design, invariant, scenario));

    [Fact]
    public void A_cause_explains_only_what_is_known_of_it()
    {
        const string Scenario = Shared + "{ syscall { } call syscall { } }" + LateTracepoint;
        var knowing = new Explanations(new HashSet<(string, string)> { ("late-window", "callback-stack") });
        var fuzzCase = Case("6.19", Scenario);

        var explained = knowing.Of(fuzzCase, ["callback-stack", "contract-queued"]);

        Assert.Equal((Explanation.Known, Explanation.None), (explained["callback-stack"], explained["contract-queued"]));
    }

    [Fact]
    public void An_experiment_that_is_too_large_explains_nothing()
    {
        var fuzzCase = new FuzzCase([], Parse(Shared + "{ syscall { } call syscall { } }" + LateTracepoint), DesignCatalogue.Find("6.19")!, new FuzzLimits(States: 1));

        Assert.Equal(Explanation.Open, new Explanations().Of(fuzzCase, ["callback-stack"])["callback-stack"]);
    }

    [Fact]
    public void A_remedy_that_brings_on_what_another_one_takes_away_does_not_hide_that()
    {
        // Without NMIs in the way, interrupts by which the tracer would ask do no harm; NMIs that ask themselves do.
        var given = Case("6.19", "tracer w shared by irq-work; task A on 0 { syscall { } }; nmi n max 2 { request w }");
        var knowing = new Explanations(new HashSet<(string, string)> { ("irq-work", "cookie-same"), ("late-nmi", "cookie-same") });
        var unknowing = new Explanations(new HashSet<(string, string)> { ("irq-work", "cookie-same") });

        Assert.Equal((Explanation.Known, Explanation.None), (knowing.Of(given, ["cookie-same"])["cookie-same"], unknowing.Of(given, ["cookie-same"])["cookie-same"]));
    }

    private static Explanation Of(string design, string invariant, string scenario)
    {
        var fuzzCase = Case(design, scenario);
        Assert.Contains(invariant, fuzzCase.Search.Violated);
        return new Explanations().Of(fuzzCase, [invariant])[invariant];
    }

    private static FuzzCase Case(string design, string scenario) => new([], Parse(scenario), DesignCatalogue.Find(design)!, new FuzzLimits());

    private static Scenario Parse(string text) => ScenarioParser.Parse("test", "test.scenario", text);
}
