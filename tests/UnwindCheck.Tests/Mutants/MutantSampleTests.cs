using UnwindCheck.Models;
using UnwindCheck.Mutants;

namespace UnwindCheck.Tests.Mutants;

/// <summary>Some mutants of v4-repaired in some small scenarios. The whole run is for <c>unwindcheck mutants</c>.</summary>
public sealed class MutantSampleTests
{
    private static readonly string[] Scenarios = ["exit-with-request", "exit-after-callback", "records-ask-again", "callback-cancels", "cancel-and-free"];

    private static readonly Lazy<MutantsOfDesign> Sample = new(() =>
        new MutantRunner(DesignCatalogue.Find("v4-repaired")!, Checking.Inputs.Scenarios(Scenarios, large: false), CancellationToken.None).Run(EquivalentMutants.Shipped().Of("v4-repaired")));

    [Theory]
    [InlineData("V4Design.GetCookie", "drop-step", "await info.Cookie.Write(made); Events.Emit(new CookieAssigned(context.Current, made));")]
    [InlineData("V4Design.RequestWithInterruptsOff", "drop-check", "await work.Delivered!.Read() == cookie")]
    [InlineData("V4Design.RunTaskWork", "drop-step", "await Call(context, work, trace, cookie);")]
    [InlineData("V4Design.AfterCallback", "drop-step", "await work.Pending.Write(0); Events.Emit(new PendingCleared(work));")]
    [InlineData("V4Design.AfterCallback", "drop-step", "await work.Running!.WriteOnce(0);")]
    [InlineData("V4Design.FreeTask", "drop-step", "await Machine.Kfree(task, entries.Memory);")]
    [InlineData("V4Design.Request", "drop-step", "await context.IrqRestore(flags);")]
    public void A_mutant_is_killed(string method, string kind, string before)
    {
        var mutant = Assert.Single(Sample.Value.Mutants, mutant => (mutant.Mutation.Method, mutant.Mutation.Operator, mutant.Mutation.Before) == (method, kind, before));
        Assert.Equal(MutantStatus.Killed, mutant.Status);
        Assert.Matches("^[a-z-]+: [+−][a-z]", mutant.KilledBy);
    }

    [Fact]
    public void No_mutant_that_is_said_to_be_equivalent_is_killed()
    {
        var known = EquivalentMutants.Shipped().Of("v4-repaired");
        var said = Sample.Value.Mutants.Where(mutant => known.ContainsKey(mutant.Mutation.Id)).ToList();
        Assert.NotEmpty(said);
        Assert.All(said, mutant => Assert.Equal(MutantStatus.Equivalent, mutant.Status));
    }

    [Fact]
    public void Steps_of_switches_that_are_off_are_left_out() =>
        Assert.Contains(Sample.Value.LeftOut, static mutation => mutation is { Kind: LeftOut.NotExecuted, Mutation.Method: "V4Design.RequestInNmi" });

    [Fact]
    public void A_change_that_the_compiler_refuses_is_left_out_with_its_reason() =>
        Assert.Contains(Sample.Value.LeftOut, static mutation => mutation.Kind == LeftOut.NotCompiled && mutation.Reason.Contains("before it is declared", StringComparison.Ordinal));

    [Fact]
    public void The_holding_designs_are_those_that_hold_in_most_scenarios()
    {
        Assert.Contains(HoldingDesigns.All, static design => design.Name == "v4-repaired");
        Assert.DoesNotContain(HoldingDesigns.All, static design => design.Name == "v4");
    }
}
