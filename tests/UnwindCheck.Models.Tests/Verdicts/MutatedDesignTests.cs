using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Verdicts;

/// <summary>Designs that break what no shipped design breaks.</summary>
public sealed class MutatedDesignTests
{
    [Fact]
    public void A_design_that_forgets_to_free_its_buffer_leaks() =>
        Assert.Equal(["no-leak"], ViolatedBy(static design => new Mutation(design) { Forgets = true }, "exit-after-callback"));

    [Fact]
    public void A_design_that_frees_its_buffer_twice_is_told_so() =>
        Assert.Equal(["no-leak"], ViolatedBy(static design => new Mutation(design) { FreesTwice = true }, "exit-after-callback"));

    [Fact]
    public void A_design_that_unwinds_right_away_sleeps_in_interrupts() =>
        Assert.Equal(["no-sleep-in-atomic"], ViolatedBy(static design => new Mutation(design) { BeforeRequest = Unwind }, "irq-and-syscall"));

    [Fact]
    public void A_design_that_unwinds_right_away_in_a_system_call_sleeps_where_it_may() =>
        Assert.Equal([], ViolatedBy(static design => new Mutation(design) { BeforeRequest = Unwind }, "first-request"));

    [Fact]
    public void A_design_that_waits_for_what_nobody_does_is_stuck() =>
        Assert.Equal([EngineInvariants.NoDeadlock], ViolatedBy(static design => new Mutation(design) { BeforeRequest = Wait }, "first-request"));

    [Fact]
    public void A_design_that_registers_nobody_is_told_so() =>
        Assert.Equal(["register-accepted"], ViolatedBy(static design => new Mutation(design) { RegistersNobody = true }, "slot-reused"));

    [Fact]
    public void A_design_that_throws_is_reported_with_the_execution() =>
        Assert.Equal([EngineInvariants.NoException], ViolatedBy(static design => new Mutation(design) { BeforeRequest = Throw }, "first-request"));

    [Fact]
    public void A_design_that_reads_a_frame_that_no_call_wrote_is_reported() =>
        Assert.Equal([EngineInvariants.NoUninitialisedRead], ViolatedBy(static design => new Mutation(design) { BeforeRequest = ReadFrame }, "early-entry", EngineInvariants.NoUninitialisedRead));

    /// <summary>The invariants that a mutation of v4-repaired violates; v4-repaired itself violates none there.</summary>
    private static IEnumerable<string> ViolatedBy(Func<UnwindDesign, UnwindDesign> mutate, string scenario, string? only = null)
    {
        Assert.True(Shipped.Explore("v4-repaired", scenario).Holds);
        var repaired = Shipped.Design("v4-repaired");
        var mutated = new DesignEntry("mutated", "a test's own", (machine, lines) => mutate(repaired.Build(machine, lines)));
        return Shipped.Violated(mutated, Shipped.Scenario(scenario)).Where(invariant => only is null || invariant == only);
    }

    private static async Step Unwind(KernelContext context) => await UserUnwinder.UnwindUser(context);

    private static async Step Wait(KernelContext context) => await context.Current.Dead.WaitUntil(1);

    private static async Step Throw(KernelContext context) =>
        Check.That(await context.Current.Mm.ReadOnce() == 0, "an address space");

    private static async Step ReadFrame(KernelContext context) => await context.Current.User.ReturnAddress(1).Read();

    /// <summary>A design that does something else in some places.</summary>
    private sealed class Mutation(UnwindDesign design) : UnwindDesign
    {
        public bool Forgets { get; init; }

        public bool FreesTwice { get; init; }

        public bool RegistersNobody { get; init; }

        public Func<KernelContext, Step>? BeforeRequest { get; init; }

        public override bool CallsAgain => design.CallsAgain;

        public override bool CancelsTaskByTask => design.CancelsTaskByTask;

        public override UnwindWork Init(string name, IUnwindCallback callback, bool registered = true) => design.Init(name, callback, registered);

        public override async Step<bool> Register(KernelContext context, UnwindWork work) => await design.Register(context, work) && !RegistersNobody;

        public override RequestMeaning MeaningOf(RequestResult result) => design.MeaningOf(result);

        public override async Step<RequestResult> Request(KernelContext context, UnwindWork work)
        {
            if (BeforeRequest is not null)
            {
                await BeforeRequest(context);
            }

            return await design.Request(context, work);
        }

        public override Step<bool> Cancel(KernelContext context, TaskStruct task, UnwindWork work) => design.Cancel(context, task, work);

        public override Step EnterFromUserMode(KernelContext context) => design.EnterFromUserMode(context);

        public override Step ExitToUserMode(KernelContext context) => design.ExitToUserMode(context);

        public override Step CopyProcess(KernelContext parent, TaskStruct child) => design.CopyProcess(parent, child);

        public override async Step FreeTask(TaskStruct task)
        {
            if (!Forgets)
            {
                await design.FreeTask(task);
            }

            if (FreesTwice)
            {
                await design.FreeTask(task);
            }
        }
    }
}
