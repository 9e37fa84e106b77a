using UnwindCheck.Models;
using UnwindCheck.Mutants;

namespace UnwindCheck.Tests.Mutants;

/// <summary>What is changed in a design.</summary>
public sealed class MutationCatalogueTests
{
    private static readonly Lazy<IReadOnlyList<Mutation>> V4 = new(() => MutantRunner.Catalogue(DesignCatalogue.Find("v4-repaired")!));
    private static readonly Lazy<IReadOnlyList<Mutation>> Mainline = new(() => MutantRunner.Catalogue(DesignCatalogue.Find("6.19")!));

    [Theory]
    [InlineData("V4Design.Request", "drop-check", "context.InNmi", "false", "the check for NMIs is left out")]
    [InlineData("V4Design.Request", "irqs-on", "var flags = await context.IrqSave(); … await context.IrqRestore(flags);", " … ", "interrupts are left on")]
    [InlineData("V4Design.Cancel", "drop-step", "await own.Running!.WaitUntil(0);", "", "nobody waits")]
    [InlineData("V4Design.RequestWithInterruptsOff", "not-atomic", "CompareExchange", "CompareExchangeInTwo", "a load and a store")]
    [InlineData("V4Design.GetCookie", "drop-read", "await info.Cookie.Read()", "default(ulong)", "a read is left out")]
    [InlineData("V4Design.GetCookie", "negate", "cookie != 0", "!(cookie != 0)", "a condition is negated")]
    public void A_step_of_v4_is_changed(string method, string kind, string before, string after, string why) =>
        Assert.True(V4.Value.Any(mutation => (mutation.Method, mutation.Operator, mutation.Before, mutation.After) == (method, kind, before, after)), why);

    [Theory]
    [InlineData("MainlineDesign.Cancel", "drop-step", "await List.Synchronize(context);", "", "synchronize_srcu() is left out")]
    [InlineData("MainlineDesign.RequestWithInterruptsOff", "wrong-bit", "Pending", "(Pending << 1)", "a bit is mistaken for another")]
    [InlineData("MainlineDesign.RequestWithInterruptsOff", "not-atomic", "FetchOr", "FetchOrInTwo", "a load and a store")]
    [InlineData("MainlineDesign.Process", "drop-step", "bits &= ~await info.Cache.Completed.Read();", "", "completed callbacks are made again")]
    [InlineData("CallbackList.Link", "swap-steps", "await work.Next.WriteOnce(await head.ReadOnce()); … await head.WriteOnce(work.Number);", "await head.WriteOnce(work.Number); … await work.Next.WriteOnce(await head.ReadOnce());", "published before it is linked")]
    [InlineData("TaskId.Get", "drop-operand", "(await counter.Read() + 2) & countMask", "((await counter.Read() + 2))", "the count does not wrap")]
    public void A_step_of_the_merged_design_is_changed(string method, string kind, string before, string after, string why) =>
        Assert.True(Mainline.Value.Any(mutation => (mutation.Method, mutation.Operator, mutation.Before, mutation.After) == (method, kind, before, after)), why);

    [Fact]
    public void Names_are_unique_and_tell_the_method_and_the_kind()
    {
        foreach (var catalogue in new[] { V4.Value, Mainline.Value })
        {
            Assert.Equal(catalogue.Count, catalogue.Select(static mutation => mutation.Id).Distinct(StringComparer.Ordinal).Count());
            Assert.All(catalogue, static mutation => Assert.StartsWith($"{mutation.Method}/{mutation.Operator}/", mutation.Id, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Neither_events_nor_switches_nor_what_a_result_means_are_steps()
    {
        Assert.DoesNotContain(V4.Value.Concat(Mainline.Value), static mutation => mutation.Operator == MutationOperators.DropStep && mutation.Before.StartsWith("Events.Emit", StringComparison.Ordinal));
        Assert.DoesNotContain(V4.Value.Concat(Mainline.Value), static mutation => mutation.Operator is MutationOperators.Negate or MutationOperators.DropCheck && mutation.Before.StartsWith("Has(", StringComparison.Ordinal));
        Assert.DoesNotContain(V4.Value.Concat(Mainline.Value), static mutation => mutation.Method.EndsWith(".MeaningOf", StringComparison.Ordinal));
    }

    [Fact]
    public void The_events_that_tell_of_a_step_go_with_it()
    {
        var dropped = V4.Value.First(static mutation => mutation is { Method: "V4Design.AfterCallback", Operator: MutationOperators.DropStep });
        Assert.Equal("await work.Pending.Write(0); Events.Emit(new PendingCleared(work));", dropped.Before);
    }

    [Fact]
    public void A_condition_that_a_switch_has_decided_is_not_changed()
    {
        // With the switch off the second check for NMIs decides nothing, with the switch on the first one.
        foreach (var design in new[] { "v4-repaired", "v4-repaired+nmi-cookie" })
        {
            var checks = MutantRunner.Catalogue(DesignCatalogue.Find(design)!).Where(static mutation => mutation is { Method: "V4Design.Request", Operator: MutationOperators.DropCheck, Before: "context.InNmi" });
            Assert.Single(checks);
        }
    }
}
