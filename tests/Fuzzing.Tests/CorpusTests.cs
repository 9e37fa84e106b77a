using UnwindCheck.Models.Format;

namespace UnwindCheck.Fuzzing.Tests;

/// <summary>What was found once is checked again in every run.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Files => [.. Corpus.Files];

    public static TheoryData<string> Found => [.. KnownViolations.Found.Select(static scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_property_holds_of_a_kept_case(string file)
    {
        foreach (var fuzzCase in FuzzFile.Cases(file, Corpus.Text(file), FuzzDesigns.Default, new FuzzLimits()))
        {
            Assert.All(FuzzProperty.All(new KnownViolations()), property => AssertNotFailed(property.Check(fuzzCase)));
        }
    }

    /// <summary>With UNWINDCHECK_REGENERATE=1 the statements are written anew instead.</summary>
    [Theory]
    [MemberData(nameof(Found))]
    public void A_found_scenario_has_the_verdicts_that_it_states_and_every_property(string name)
    {
        var number = KnownViolations.Found.ToList().FindIndex(scenario => scenario.Name == name);
        var scenario = KnownViolations.Found[number];
        var cases = FuzzFile.Cases(name, scenario.Text, FuzzDesigns.Default, new FuzzLimits(States: 100_000));
        Assert.All(cases, static fuzzCase => Assert.True(fuzzCase.Search.Complete));
        if (Environment.GetEnvironmentVariable("UNWINDCHECK_REGENERATE") == "1")
        {
            var statements = cases.Select(static fuzzCase => KnownViolations.Statement(fuzzCase.Design.Name, fuzzCase.Search.Violated.Order(StringComparer.Ordinal)))
                .Concat(cases.SelectMany(CausesOf).Select(static statement => statement.ToString()));
            var rest = scenario.Text.TrimEnd().Split('\n').Where(static line => !line.StartsWith(KnownViolations.Heading, StringComparison.Ordinal) && !line.StartsWith(CauseStatement.Heading, StringComparison.Ordinal));
            File.WriteAllLines(Path.Combine(Corpus.Root, "src", "Fuzzing", "known", name + ".scenario"), [.. statements, .. rest]);
            return;
        }

        Assert.All(cases, fuzzCase => Assert.Equal(
            KnownViolations.Statement(fuzzCase.Design.Name, KnownViolations.Stated(scenario, fuzzCase.Design.Name)),
            KnownViolations.Statement(fuzzCase.Design.Name, fuzzCase.Search.Violated.Order(StringComparer.Ordinal))));

        Assert.All(cases, AssertStatedCauses);

        // Of one design in turn: the properties take far longer than the verdicts.
        Assert.All(FuzzProperty.All(new KnownViolations()), property => AssertNotFailed(property.Check(cases[number % cases.Count])));
    }

    [Fact]
    public void A_case_that_is_kept_is_the_same_when_it_is_read()
    {
        var fuzzCase = FuzzCase.Decode([3, 44, 581], FuzzDesigns.Default[1], new FuzzLimits());
        var text = FuzzFile.Text(fuzzCase, new SearchesAgree(), FuzzOutcome.Failed("two\nlines"), "a command");

        var again = Assert.Single(FuzzFile.Cases("kept.scenario", text, FuzzDesigns.Default, new FuzzLimits()));

        Assert.Equal(fuzzCase.Design, again.Design);
        Assert.Equal(fuzzCase.Numbers, again.Numbers);
        Assert.Equal(ScenarioPrinter.Print(fuzzCase.Scenario), ScenarioPrinter.Print(again.Scenario));
    }

    [Fact]
    public void A_case_without_a_design_is_one_of_every_design() =>
        Assert.Equal(FuzzDesigns.Default, FuzzFile.Cases("kept.scenario", "task A on 0 { }", FuzzDesigns.Default, new FuzzLimits()).Select(static fuzzCase => fuzzCase.Design));

    [Theory]
    [InlineData("# design nobody", "kept.scenario:1:10: expected the name of a design, found 'nobody'")]
    [InlineData("\n# numbers 1 x", "kept.scenario:2:11: expected numbers, found '1 x'")]
    public void A_comment_that_cannot_be_read_is_refused_with_its_place(string comment, string message) =>
        Assert.StartsWith(message, Assert.Throws<ScenarioException>(() => FuzzFile.Cases("kept.scenario", comment + "\ntask A on 0 { }", FuzzDesigns.Default, new FuzzLimits())).Message, StringComparison.Ordinal);

    /// <summary>Each violation has its causes stated, goes with them, and stays while one of them is left.</summary>
    private static void AssertStatedCauses(FuzzCase fuzzCase)
    {
        var statements = CauseStatement.In(fuzzCase.Scenario).Where(statement => statement.Design == fuzzCase.Design.Name).ToList();
        Assert.Equal(fuzzCase.Search.Violated.Order(StringComparer.Ordinal), statements.SelectMany(static statement => statement.Invariants).Order(StringComparer.Ordinal));
        var given = new Experiment(fuzzCase.Design, fuzzCase.Scenario);
        Assert.All(statements, statement =>
        {
            var causes = statement.Causes.Select(static name => KnownCauses.All.Single(cause => cause.Name == name)).ToList();
            Assert.Empty(Left(causes));
            Assert.All(causes, cause => Assert.Equal(statement.Invariants, Left([.. causes.Where(other => other != cause)])));

            IEnumerable<string> Left(IReadOnlyList<KnownCause> causes)
            {
                var search = Explanations.Search(given, causes, statement.Invariants, fuzzCase);
                Assert.True(search.Complete);
                return search.Violated.Intersect(statement.Invariants, StringComparer.Ordinal).Order(StringComparer.Ordinal);
            }
        });
    }

    private static IEnumerable<CauseStatement> CausesOf(FuzzCase fuzzCase) =>
        from invariant in fuzzCase.Search.Violated.Order(StringComparer.Ordinal)
        let causes = Explanations.Needed(fuzzCase, invariant)?.Select(static cause => cause.Name).ToList() ?? ["?"]
        group invariant by string.Join(", ", causes) into together
        select new CauseStatement(fuzzCase.Design.Name, together.Key.Split(", "), [.. together]);

    private static void AssertNotFailed(FuzzOutcome outcome) => Assert.False(outcome.Verdict == FuzzVerdict.Failed, outcome.Reason);
}
