using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>kmalloc(), kfree() and who may sleep.</summary>
public sealed class MemoryTests
{
    [Fact]
    public void An_allocation_succeeds_at_once_without_a_budget_for_failures()
    {
        var bench = new Bench();
        bench.At(Tracepoint.SchedSwitch, Act.Note("sleep"));
        bench.Task("A", Allocate(bench));

        Assert.Equal(["allocated-A 1"], bench.Outcomes(Allocations));
    }

    [Fact]
    public void An_allocation_may_sleep_or_fail_as_often_as_the_budget_says()
    {
        var bench = new Bench(budgets: new Budgets(Allocations: 1));
        bench.At(Tracepoint.SchedSwitch, Act.Note("sleep"));
        var allocate = Allocate(bench);
        bench.Task("A", allocate, allocate);

        Assert.Equal(
            ["0 allocated-A 1", "allocated-A 1 0", "allocated-A 1 allocated-A 1", "allocated-A 1 sleep allocated-A 1", "sleep allocated-A 1 allocated-A 1"],
            bench.Outcomes(Allocations));
    }

    [Fact]
    public void Another_task_may_run_while_an_allocation_sleeps()
    {
        var bench = new Bench(budgets: new Budgets(Allocations: 1));
        bench.Task("A", Allocate(bench));
        bench.Start(bench.Task("B"), [Bench.Syscall(Act.Note("B"))], allowed: [0]);

        Assert.Equal(["0 B", "1 B", "B 1"], bench.Outcomes());
    }

    [Theory]
    [InlineData(ContextLevel.SoftIrq, "SoftIrq-slept")]
    [InlineData(ContextLevel.Irq, "Irq-slept")]
    [InlineData(ContextLevel.Nmi, "Nmi-slept")]
    public void An_allocation_in_an_interrupt_is_reported(ContextLevel level, string report)
    {
        var bench = new Bench();
        bench.Interrupt("handler", level, [Allocate(bench)]);
        bench.Task("A", Act.Note("A"));

        Assert.Equal(["", report + " 1"], bench.Outcomes(Read.Bugs).Select(static outcome => outcome.Replace("A", "", StringComparison.Ordinal).Trim()).Distinct());
    }

    [Fact]
    public void An_allocation_in_an_interrupt_from_user_mode_is_reported()
    {
        var bench = new Bench();
        bench.Interrupt("tick", ContextLevel.Irq, [Allocate(bench)], inUserMode: true);
        bench.Start(bench.Task("A"), [], on: 0);

        Assert.Equal(["", "Irq-slept 1"], bench.Outcomes(Read.Bugs));
    }

    [Fact]
    public void An_allocation_with_interrupts_off_is_reported()
    {
        var bench = new Bench();
        var buffer = bench.Machine.AddBuffer("buffer");
        bench.Task("A", Act.Of(buffer, static async (context, buffer) =>
        {
            var flags = await context.IrqSave();
            await context.Machine.Kmalloc(context, buffer.Memory);
            await context.IrqRestore(flags);
        }));

        Assert.Equal(["Task-slept"], bench.Outcomes(Read.Bugs));
    }

    [Fact]
    public void A_page_fault_with_interrupts_off_is_reported()
    {
        var bench = new Bench();
        bench.Task("A", Act.Of(0, static async (context, _) =>
        {
            var flags = await context.IrqSave();
            await UserUnwinder.UnwindUser(context);
            await context.IrqRestore(flags);
        }));

        Assert.Equal(["Task-slept"], bench.Outcomes(Read.Bugs));
    }

    [Fact]
    public void Sleeping_in_process_context_with_interrupts_on_is_not_reported()
    {
        var bench = new Bench();
        bench.Task("A", Allocate(bench), new BlockAction(), Act.Of(0, static async (context, _) => await UserUnwinder.UnwindUser(context)));

        Assert.Equal(["1"], bench.Outcomes(Read.Bugs));
    }

    [Fact]
    public void Memory_that_was_freed_cannot_be_read()
    {
        var bench = new Bench();
        var buffer = bench.Machine.AddBuffer("buffer");
        bench.Task("A", Act.Of(buffer, static async (context, buffer) =>
        {
            await Machine.Kfree(context.Current, buffer.Memory);
            await buffer.Contents.Read();
        }));

        Assert.Equal([EngineInvariants.UseAfterFree], bench.Violated());
    }

    [Fact]
    public void A_warning_is_reported_each_time_and_tells_its_condition()
    {
        var bench = new Bench();
        bench.Task("A", Act.Of(0, static async (_, _) =>
        {
            await CellOperations.Pass("warn");
            Events.Emit(new Note($"{KernelContext.WarnOn(true, "so")}-{KernelContext.WarnOn(false, "so")}-{KernelContext.WarnOn(true, "so")}"));
        }));

        Assert.Equal(["warned warned True-False-True"], bench.Outcomes(Read.Bugs));
    }

    private static IKernelAction Allocate(Bench bench) => Act.Of(bench.Machine.AddBuffer("buffer"), static async (context, buffer) =>
    {
        var allocated = await context.Machine.Kmalloc(context, buffer.Memory);
        await CellOperations.Pass("note");
        Events.Emit(new Note(allocated ? "1" : "0"));
    });

    private static string? Allocations(object occurrence) => occurrence is Allocated allocated ? $"allocated-{allocated.Task}" : null;

    [Fact]
    public void An_allocation_that_fails_says_so_and_who_could_not_sleep()
    {
        var bench = new Bench(budgets: new Budgets(Allocations: 1));
        bench.Task("A", Act.Of(bench.Machine, static async (context, machine) => await machine.KmallocAtomic(context)), Allocate(bench));

        var outcomes = bench.Outcomes(static occurrence => occurrence is AllocationFailed failed ? $"failed-{failed.Task}{(failed.Atomic ? "-atomic" : "")}" : null);

        Assert.Equal(["1", "failed-A 0", "failed-A-atomic 1"], outcomes);
    }

    [Fact]
    public void An_allocation_that_must_not_sleep_does_not_and_succeeds_without_a_budget_for_failures()
    {
        var bench = new Bench();
        bench.Interrupt("tick", ContextLevel.Irq, [AllocateAtomic(bench)]);
        bench.Start(bench.Task("A"), [Bench.Syscall()], on: 0);

        Assert.Equal(["", "1"], bench.Outcomes(Read.Bugs));
    }

    [Fact]
    public void An_allocation_that_must_not_sleep_fails_as_often_as_the_budget_says()
    {
        var bench = new Bench(budgets: new Budgets(Allocations: 1));
        bench.At(Tracepoint.SchedSwitch, Act.Note("sleep"));
        bench.Task("A", AllocateAtomic(bench), AllocateAtomic(bench));

        Assert.Equal(["0 1", "1 0", "1 1"], bench.Outcomes());
    }

    [Fact]
    public void Memory_that_is_freed_is_reported_with_its_task()
    {
        var bench = new Bench();
        bench.Task("A", Act.Of(bench.Model.Region("buffer"), static async (context, memory) => await Machine.Kfree(context.Current, memory)));

        Assert.Equal(["A-buffer"], bench.Outcomes(static occurrence => occurrence is Freed freed ? $"{freed.Task}-{freed.Memory}" : null));
    }

    private static IKernelAction AllocateAtomic(Bench bench) => Act.Of(bench.Machine, static async (context, machine) =>
    {
        var allocated = await machine.KmallocAtomic(context);
        Events.Emit(new Note(allocated ? "1" : "0"));
    });
}
