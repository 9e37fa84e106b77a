using UnwindCheck.CommandLine;
using UnwindCheck.Models;
using UnwindCheck.Mutants;

namespace UnwindCheck.Tests.Mutants;

/// <summary>The exit codes of <c>unwindcheck mutants</c>: those of README.md. What a cut search leaves open takes minutes to come by,
/// so the results are made up here.</summary>
public sealed class MutantsExitCodeTests
{
    private static readonly DesignEntry Design = DesignCatalogue.Find("v4-repaired")!;
    private static readonly Lazy<Mutation> Some = new(static () => MutantRunner.Catalogue(Design)[0]);

    [Theory]
    [InlineData(0)]
    [InlineData(0, "Killed", "Equivalent")]
    [InlineData(1, "Killed", "Survived")]
    [InlineData(3, "Killed", "Incomplete", "Equivalent")]
    [InlineData(1, "Incomplete", "Survived")]
    public void A_survivor_is_1_and_what_is_not_known_is_3(int code, params string[] statuses) =>
        Assert.Equal(code, MutantsCommand.CodeOf([Result(statuses)], designs: 1));

    [Fact]
    public void A_design_that_was_not_come_to_is_3() => Assert.Equal(3, MutantsCommand.CodeOf([Result("Killed")], designs: 2));

    private static MutantsOfDesign Result(params string[] statuses) =>
        new(Design, [.. statuses.Select(static status => new MutantResult(Some.Value, Enum.Parse<MutantStatus>(status)))], [], 1, TimeSpan.Zero);
}
