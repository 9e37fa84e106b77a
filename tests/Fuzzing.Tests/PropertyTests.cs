using Interleave.Exploration;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Stitching;

namespace UnwindCheck.Fuzzing.Tests;

/// <summary>Each property fails where it has to: results are told to it that are not so.</summary>
public sealed class PropertyTests
{
    private const string Interrupted = "tracer w per-task; task A on 0 { syscall { request w } }; irq tick on 0 max 1 in kernel { request w }";
    private const string Raced = "tracer w per-task; task A on 0 { syscall { request w } }; remote R { cancel w of A }";

    public static TheoryData<string> Properties => FsCheckTests.Properties;

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_property_holds_of_what_is_shipped(string name)
    {
        var property = FuzzProperty.All(new KnownViolations()).Single(property => property.Name == name);
        foreach (var scenario in new[] { "first-request", "two-contexts", "irq-and-syscall", "fork", "records-lost", "cancel-remote", "tracer-in-exit-loop" })
        {
            foreach (var design in new[] { "v4", "6.19" })
            {
                var outcome = property.Check(new FuzzCase([1, 2, 3], ScenarioCatalogue.All.Single(shipped => shipped.Name == scenario), DesignCatalogue.Find(design)!, new FuzzLimits(States: 100_000)));
                Assert.True(outcome.Verdict is FuzzVerdict.Held or FuzzVerdict.Void || property is TracesAgree, $"{design} in {scenario}: {outcome.Reason}");
                Assert.NotEqual(FuzzVerdict.Failed, outcome.Verdict);
            }
        }
    }

    [Fact]
    public void A_violation_that_is_not_known_is_news_until_it_is_learnt()
    {
        var property = new ExpectedVerdicts(new KnownViolations(), new Explanations());
        var v4 = DesignCatalogue.Find("v4")!;
        var fuzzCase = Case(Raced, new DesignEntry("v4-repaired", v4.About, v4.Build));

        var outcome = property.Check(fuzzCase);
        Assert.Equal(FuzzVerdict.Failed, outcome.Verdict);
        Assert.Contains("contract-queued", outcome.Keys);

        property.Learn(fuzzCase, outcome);
        Assert.Equal(FuzzVerdict.Held, property.Check(fuzzCase).Verdict);
    }

    [Fact]
    public void What_a_scenario_with_less_in_it_is_known_for_is_no_news_in_one_with_more()
    {
        var known = new KnownViolations();
        var design = DesignCatalogue.Find("v4")!;

        Assert.True(known.IsKnown(design, "contract-queued", Parse(Raced)));
        Assert.False(known.IsKnown(design, "lock-in-interrupt", Parse(Raced)));
    }

    [Fact]
    public void A_violation_that_the_plain_search_misses_is_noticed_by_the_other_searches()
    {
        var wrong = Lacking(Case(Raced), "contract-queued");

        Assert.Contains("contract-queued", Failure(new SearchesAgree(), wrong), StringComparison.Ordinal);
        Assert.Contains("contract-queued", Failure(new TracesAgree(), wrong), StringComparison.Ordinal);
        Assert.Contains("contract-queued", Failure(new SamplingAgrees(), wrong), StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_that_a_search_misses_is_noticed()
    {
        var fuzzCase = Case(Raced);
        var found = fuzzCase.Exploration;

        Assert.Contains("states", Failure(new SearchesAgree(), new FuzzCase(fuzzCase, found with { Search = found.Search with { States = found.Search.States - 1 } })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_violation_without_a_witness_is_noticed()
    {
        var fuzzCase = Case(Raced);

        Assert.Contains("witnesses", Failure(new SearchesAgree(), new FuzzCase(fuzzCase, fuzzCase.Exploration with { Witnesses = new Dictionary<string, Witness>() })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_violation_that_no_execution_has_is_noticed()
    {
        var fuzzCase = Case("tracer w shared; task A on 0 { syscall { request w } }", DesignCatalogue.Find("v4-repaired")!);
        var found = fuzzCase.Exploration;
        Assert.True(found.Holds);

        Assert.Contains("no-leak", Failure(new TracesAgree(), new FuzzCase(fuzzCase, found with { Search = found.Search with { Violated = ["no-leak"] } })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_witness_that_ends_too_early_or_too_late_is_noticed()
    {
        var fuzzCase = Case(Interrupted);
        var witness = fuzzCase.Exploration.Witnesses["contract-queued"];
        var execution = new Execution(fuzzCase.Model());
        foreach (var move in witness.Moves)
        {
            execution.Apply(move);
        }

        Assert.Contains("last step", Failure(new ReplayIsExact(), With(fuzzCase, "contract-queued", witness with { Moves = [.. witness.Moves.SkipLast(1)] })), StringComparison.Ordinal);
        Assert.Contains("last step", Failure(new ReplayIsExact(), With(fuzzCase, "contract-queued", witness with { Moves = [.. witness.Moves, execution.Moves()[0]] })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_witness_with_an_interrupt_too_many_is_noticed()
    {
        var fuzzCase = Case(Interrupted);
        var witness = fuzzCase.Exploration.Witnesses["contract-queued"];
        Assert.Equal(0, witness.Interrupts);

        // The interrupt strikes first, then everything is as in the witness.
        var execution = new Execution(fuzzCase.Model());
        var moves = new List<Move>();
        execution.Apply(Added(witness.Moves[0]));
        Move strike;
        while (true)
        {
            strike = execution.Moves().FirstOrDefault(static move => move.Kind == MoveKind.Strike);
            if (strike.Kind == MoveKind.Strike)
            {
                break;
            }

            execution.Apply(Added(witness.Moves[moves.Count]));
        }

        execution.Apply(Added(strike));
        while (!execution.Violations.Any(static violation => violation.Invariant == "contract-queued"))
        {
            var next = execution.Moves().FirstOrDefault(static move => move.Kind == MoveKind.Step);
            execution.Apply(Added(next));
        }

        var longer = new Witness(moves, execution.Switches, execution.Interrupts, execution.Failures);
        Assert.Equal(1, longer.Interrupts);
        Assert.Contains("cost 0", Failure(new CounterexamplesAreMinimal(), With(fuzzCase, "contract-queued", longer)), StringComparison.Ordinal);
        Assert.Contains("it says", Failure(new CounterexamplesAreMinimal(), With(fuzzCase, "contract-queued", longer with { Interrupts = 0 })), StringComparison.Ordinal);

        Move Added(Move move)
        {
            moves.Add(move);
            return move;
        }
    }

    [Fact]
    public void A_scenario_that_is_read_as_another_one_is_noticed()
    {
        var fuzzCase = Case(Raced);
        var other = Case(Interrupted);

        Assert.Contains("states", Failure(new TextRoundTrips(), new FuzzCase(fuzzCase, other.Exploration)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_does_not_look_back_is_not_taken_for_one_that_does() =>
        Assert.Contains("finds no stack", AnyFailure(new StitchingIsRight(new ForwardOnlyRule<SampleRecord, DeferredCallchainRecord>())), StringComparison.Ordinal);

    [Fact]
    public void A_rule_that_ignores_cookies_joins_wrongly() =>
        Assert.Contains("joins", AnyFailure(new StitchingIsRight(new NextStack())), StringComparison.Ordinal);

    [Fact]
    public void An_exception_is_a_failure()
    {
        var design = new DesignEntry("broken", "", static (_, _) => throw new NotSupportedException("broken on purpose"));

        Assert.Contains("broken on purpose", Failure(new SearchesAgree(), Case(Raced, design)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_too_large_is_skipped()
    {
        var fuzzCase = new FuzzCase([], Parse(Raced), DesignCatalogue.Find("6.19")!, new FuzzLimits(States: 5));

        Assert.All(
            FuzzProperty.All(new KnownViolations()).Where(static property => property is not (TextRoundTrips or StitchingIsRight)),
            property => Assert.Equal(FuzzVerdict.Skipped, property.Check(fuzzCase).Verdict));
    }

    private static string Failure(FuzzProperty property, FuzzCase fuzzCase)
    {
        var outcome = property.Check(fuzzCase);
        Assert.Equal(FuzzVerdict.Failed, outcome.Verdict);
        return outcome.Reason!;
    }

    private static string AnyFailure(FuzzProperty property) => Enumerable.Range(0, 500)
        .Select(number => property.Check(new FuzzCase(Sequences.Draw(1, (ulong)number), Parse(Raced), FuzzDesigns.Default[0], new FuzzLimits())))
        .First(static outcome => outcome.Verdict == FuzzVerdict.Failed).Reason!;

    private static FuzzCase Case(string text, DesignEntry? design = null) => new([], Parse(text), design ?? DesignCatalogue.Find("v4")!, new FuzzLimits());

    private static Scenario Parse(string text) => ScenarioParser.Parse("test", "test.scenario", text);

    private static FuzzCase Lacking(FuzzCase fuzzCase, string invariant)
    {
        var found = fuzzCase.Exploration;
        Assert.Contains(invariant, found.Search.Violated);
        return new FuzzCase(fuzzCase, found with { Search = found.Search with { Violated = [.. found.Search.Violated.Where(violated => violated != invariant)] } });
    }

    private static FuzzCase With(FuzzCase fuzzCase, string invariant, Witness witness) =>
        new(fuzzCase, fuzzCase.Exploration with { Witnesses = new Dictionary<string, Witness>(fuzzCase.Exploration.Witnesses, StringComparer.Ordinal) { [invariant] = witness } });

    /// <summary>Joins a sample to whatever stack comes next.</summary>
    private sealed class NextStack : IStitchingRule<SampleRecord, DeferredCallchainRecord>
    {
        private readonly IReadOnlyList<SampleRecord> waiting;

        public NextStack()
            : this([])
        {
        }

        private NextStack(IReadOnlyList<SampleRecord> waiting) => this.waiting = waiting;

        public StitchingStep<SampleRecord, DeferredCallchainRecord> Next(ThreadEvent<SampleRecord, DeferredCallchainRecord> occurrence) => occurrence switch
        {
            SampleTaken<SampleRecord, DeferredCallchainRecord> sample => new(new NextStack([.. waiting, sample.Sample]), []),
            StackUnwound<SampleRecord, DeferredCallchainRecord> stack => new(new NextStack([]), [.. waiting.Select(sample => new Joined<SampleRecord, DeferredCallchainRecord>(sample, stack.Stack, false))]),
            _ => new(this, []),
        };

        public IReadOnlyList<Delivery<SampleRecord, DeferredCallchainRecord>> End() => [.. waiting.Select(static sample => new Unjoined<SampleRecord, DeferredCallchainRecord>(sample, UnjoinedReason.EndOfData))];
    }
}
