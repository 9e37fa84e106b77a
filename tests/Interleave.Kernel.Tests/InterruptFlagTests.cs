using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>Where interrupts may strike.</summary>
public sealed class InterruptFlagTests
{
    [Theory]
    [InlineData(ContextLevel.SoftIrq)]
    [InlineData(ContextLevel.Irq)]
    public void A_maskable_interrupt_strikes_only_in_kernel_mode_with_interrupts_on(ContextLevel level)
    {
        var bench = BenchWith(level);

        Assert.Equal(["", "flag=0"], bench.Outcomes());
    }

    [Fact]
    public void An_NMI_strikes_in_kernel_mode_whatever_the_flag_is()
    {
        var bench = BenchWith(ContextLevel.Nmi);

        Assert.Equal(["", "flag=0", "flag=1"], bench.Outcomes());
    }

    [Theory]
    [InlineData(ContextLevel.SoftIrq)]
    [InlineData(ContextLevel.Irq)]
    public void A_maskable_interrupt_never_comes_between_irqsave_and_irqrestore(ContextLevel level)
    {
        var bench = new Bench();
        bench.Interrupt("tick", level, [Act.Note("tick")]);
        bench.Task("A", Act.InterruptsOff());

        Assert.Equal(["off on", "off on tick", "tick off on"], bench.Outcomes());
    }

    [Fact]
    public void An_interrupt_on_another_CPU_comes_between_irqsave_and_irqrestore()
    {
        var bench = new Bench(cpus: 2);
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Note("tick")], on: [1]);
        bench.Task("A", Act.InterruptsOff());
        bench.Start(bench.Task("B"), [Bench.Syscall()], on: 1);

        Assert.Equal(["off on", "off on tick", "off tick on", "tick off on"], bench.Outcomes());
    }

    [Fact]
    public void Nested_irqrestore_leaves_interrupts_off_until_the_outer_one()
    {
        var bench = new Bench();
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Note("tick")]);
        bench.Task("A", Act.Of(0, static async (context, _) =>
        {
            var outer = await context.IrqSave();
            Events.Emit(new Note("off"));
            var inner = await context.IrqSave();
            await context.IrqRestore(inner);
            await context.IrqRestore(outer);
            Events.Emit(new Note("on"));
        }));

        Assert.Equal(["off on", "off on tick", "tick off on"], bench.Outcomes());
    }

    [Fact]
    public void An_interrupt_never_comes_between_irqsave_and_irqrestore_of_a_softirq()
    {
        var bench = new Bench();
        bench.Interrupt("net", ContextLevel.SoftIrq, [Act.InterruptsOff()]);
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Note("tick")]);
        bench.Start(bench.Task("A"), [Bench.Syscall()], on: 0);

        Assert.Equal(["", "off on", "off on tick", "tick", "tick off on"], bench.Outcomes());
    }

    [Theory]
    [InlineData(ContextLevel.Irq)]
    [InlineData(ContextLevel.Nmi)]
    public void Irqsave_takes_no_time_where_interrupts_are_off_anyway(ContextLevel level)
    {
        var bench = new Bench();
        bench.Interrupt("handler", level, [Act.Note("before"), Act.InterruptsOff()]);
        bench.Task("A", Act.Note("A"));

        var run = new Driver(bench.Model);
        run.Run("A", () => run.Emitted.Contains(new Note("A")));
        run.Run("handler@0");

        // The way in, the note, and the moment between irqsave and irqrestore.
        Assert.Equal(3, run.Steps.Count(step => step.Process.Name == "handler@0"));
    }

    [Fact]
    public void No_interrupt_strikes_a_CPU_without_a_task()
    {
        var bench = new Bench(cpus: 2);
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.Note("pmi")], on: [1]);
        bench.Task("A", Act.Note("A"));

        Assert.Equal(["A"], bench.Outcomes());
    }

    [Fact]
    public void Current_of_an_interrupt_is_the_task_on_its_CPU()
    {
        var bench = new Bench(cpus: 2);
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Of(0, static async (context, _) =>
        {
            await CellOperations.Pass("look");
            Events.Emit(new Note($"{context.Current}-{context.Level}"));
        })], on: [1]);
        var tasks = (A: bench.Task("A"), B: bench.Task("B"));
        bench.Start(tasks.B, [Bench.Syscall()], on: 1);
        bench.Start(tasks.A, [Bench.Syscall()], on: 0);

        Assert.Equal(["", "B-Irq"], bench.Outcomes());
    }

    private static Bench BenchWith(ContextLevel level)
    {
        var bench = new Bench();
        bench.Interrupt("handler", level, [Act.Of(bench.InterruptFlag, static async (_, flag) =>
        {
            var value = await flag.ReadOnce();
            Events.Emit(new Note($"flag={value}"));
        })]);
        bench.Task("A", new BlockAction(), Act.Of(0, static async (context, _) =>
        {
            var flags = await context.IrqSave();
            await context.IrqRestore(flags);
        }));
        return bench;
    }
}
