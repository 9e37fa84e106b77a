using UnwindCheck.Models;
using UnwindCheck.Mutants;
using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Mutants;

/// <summary>The list of mutants that are said to be equivalent.</summary>
public sealed class EquivalentMutantsTests : IDisposable
{
    private static readonly DesignEntry V4 = DesignCatalogue.Find("v4-repaired")!;
    private static readonly Lazy<IReadOnlyList<Mutation>> Mutations = new(static () => MutantRunner.Catalogue(V4));

    private readonly TemporaryDirectory here = new();

    private static Mutation Some => Mutations.Value[0];

    public void Dispose() => here.Dispose();

    [Fact]
    public void An_entry_is_an_error_when_its_mutant_is_killed()
    {
        var result = Result(new MutantResult(Some, MutantStatus.Killed, "fork", "+cookie-own"));

        foreach (var all in new[] { true, false })
        {
            Assert.EndsWith($"equivalent.yaml:2:12: '{Some.Id}' of v4-repaired is not equivalent: fork: +cookie-own; remove the entry", Assert.Single(Listed(Some.Id).Errors(result, all)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_entry_is_an_error_when_there_is_no_such_mutant()
    {
        var error = Assert.Single(Listed("V4Design.Gone/negate/0000").Errors(Result(new MutantResult(Some, MutantStatus.Survived)), all: true));

        Assert.Contains("equivalent.yaml:2:12: v4-repaired has no mutant 'V4Design.Gone/negate/0000'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_of_a_mutant_that_was_not_to_be_run_is_none() =>
        Assert.Empty(Listed("V4Design.Gone/negate/0000").Errors(Result(new MutantResult(Some, MutantStatus.Survived)), all: false));

    [Fact]
    public void An_entry_whose_mutant_no_scenario_kills_is_none() =>
        Assert.Empty(Listed(Some.Id).Errors(Result(new MutantResult(Some, MutantStatus.Equivalent, Reason: "because")), all: true));

    [Theory]
    [InlineData("- designs: v4-repaird\n  mutants: a\n  reason: b\n", "equivalent.yaml:1:12: there is no design 'v4-repaird'; see 'unwindcheck list'")]
    [InlineData("- designs: v4-repaired\n  mutants: [a, a]\n  reason: b\n", "equivalent.yaml:2:16: 'a' of v4-repaired is listed twice")]
    [InlineData("- designs: v4-repaired\n  mutants: a\n", "equivalent.yaml:1:3: a group of mutants needs the field 'reason'")]
    [InlineData("designs: v4-repaired\n", "equivalent.yaml:1:1: expected a list of groups of mutants")]
    public void A_list_that_cannot_be_read_says_where(string text, string message) =>
        Assert.EndsWith(message, Assert.Throws<InputException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Each_mutant_in_the_shipped_list_is_one_of_its_design()
    {
        foreach (var design in HoldingDesigns.All)
        {
            var listed = EquivalentMutants.Shipped().Of(design.Name);
            var there = listed.Count == 0 ? [] : MutantRunner.Catalogue(design).Select(static mutation => mutation.Id[..mutation.Id.LastIndexOf('/')]).ToHashSet(StringComparer.Ordinal);
            Assert.All(listed.Keys, id => Assert.Contains(id[..id.LastIndexOf('/')], there));
        }
    }

    private static MutantsOfDesign Result(MutantResult mutant) => new(V4, [mutant], [], 1, TimeSpan.Zero);

    private EquivalentMutants Listed(string mutant) => Read($"- designs: v4-repaired\n  mutants: {mutant}\n  reason: because\n");

    private EquivalentMutants Read(string text)
    {
        here.Write("equivalent.yaml", text);
        return EquivalentMutants.Read(here.PathOf("equivalent.yaml"));
    }
}
