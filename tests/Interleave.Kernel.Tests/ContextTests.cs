using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>What code knows of where it runs.</summary>
public sealed class ContextTests
{
    [Theory]
    [InlineData(ContextLevel.SoftIrq, false)]
    [InlineData(ContextLevel.Irq, false)]
    [InlineData(ContextLevel.Nmi, true)]
    public void Only_an_NMI_is_in_nmi(ContextLevel level, bool inNmi)
    {
        var bench = new Bench();
        bench.Interrupt("handler", level, [Act.Of(0, static async (context, _) =>
        {
            await CellOperations.Pass("look");
            Events.Emit(new Note($"{context.Level}-{context.InNmi}"));
        })]);
        bench.Task("A", Act.NoteCpu());

        Assert.Contains($"{level}-{inNmi}", bench.Outcomes().SelectMany(static outcome => outcome.Split(' ')));
    }

    [Fact]
    public void An_interrupt_in_user_mode_has_the_level_of_the_interrupt_and_the_CPU_of_the_task()
    {
        var bench = new Bench(cpus: 2);
        bench.Interrupt("net", ContextLevel.SoftIrq, [Act.Of(0, static async (context, _) =>
        {
            var cpu = await context.SmpProcessorId();
            await CellOperations.Pass("look");
            Events.Emit(new Note($"{context.Current}-{context.Level}-{cpu}"));
        })], on: [0, 1], inUserMode: true);
        bench.Start(bench.Task("A"), [], on: 1);

        Assert.Equal(["", "A-SoftIrq-1"], bench.Outcomes());
    }

    [Fact]
    public void Somebody_elsewhere_runs_beside_all_tasks_and_masks_nobodys_interrupts()
    {
        var bench = new Bench();
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Note("tick")]);
        bench.Task("A", Act.Note("A"));
        bench.Remote("closer", [], Act.InterruptsOff());

        Assert.Contains("off tick A on", bench.Outcomes());
    }
}
