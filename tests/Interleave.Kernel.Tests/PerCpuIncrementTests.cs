using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary><c>__this_cpu_inc_return()</c> on each architecture.</summary>
public sealed class PerCpuIncrementTests
{
    [Theory]
    [InlineData("x86-64", 1)]
    [InlineData("arm64", 2)]
    [InlineData("generic-32", 4)]
    public void It_takes_as_many_operations_as_the_architecture_needs(string architecture, int operations)
    {
        var bench = new Bench(architecture: Named(architecture));
        var counter = Counter(bench);
        bench.Task("A", Increment(counter));

        var run = new Driver(bench.Model);
        run.Run("A");

        Assert.Equal(operations, run.Steps.Count(static step => step.Cell?.Contains("counter", StringComparison.Ordinal) == true));
    }

    [Theory]
    [InlineData("x86-64", new[] { "1 2" })]
    [InlineData("arm64", new[] { "1 1", "1 2" })]
    [InlineData("generic-32", new[] { "1 1", "1 2" })]
    public void An_interrupt_that_splits_it_takes_the_same_number(string architecture, string[] outcomes) =>
        Assert.Equal(outcomes, WithHandler(architecture, ContextLevel.Irq, Increment));

    [Theory]
    [InlineData("x86-64")]
    [InlineData("arm64")]
    [InlineData("generic-32")]
    public void No_interrupt_splits_it_when_interrupts_are_off(string architecture) =>
        Assert.Equal(["1 2"], WithHandler(architecture, ContextLevel.Irq, IncrementWithInterruptsOff));

    [Theory]
    [InlineData("x86-64", new[] { "1 2" })]
    [InlineData("arm64", new[] { "1 1", "1 2" })]
    [InlineData("generic-32", new[] { "1 1", "1 2" })]
    public void An_NMI_splits_it_even_when_interrupts_are_off(string architecture, string[] outcomes) =>
        Assert.Equal(outcomes, WithHandler(architecture, ContextLevel.Nmi, IncrementWithInterruptsOff));

    [Fact]
    public void It_counts_past_32_bits_on_a_32_bit_machine()
    {
        var bench = new Bench(architecture: Architecture.Generic32);
        bench.Task("A", Increment(Counter(bench, start: uint.MaxValue)));

        Assert.Equal(["4294967296"], bench.Outcomes());
    }

    [Fact]
    public void Each_CPU_has_a_counter_of_its_own()
    {
        var bench = new Bench(cpus: 2);
        var counter = Counter(bench);
        bench.Start(bench.Task("A"), [Bench.Syscall(Increment(counter), new BlockAction(), Increment(counter))], on: 0, allowed: [0, 1]);

        Assert.Equal(["1 1", "1 2"], bench.Outcomes());
    }

    private static IReadOnlyList<string> WithHandler(string architecture, ContextLevel level, Func<KernelU64, IKernelAction> increment)
    {
        var bench = new Bench(architecture: Named(architecture));
        var counter = Counter(bench);
        bench.Interrupt("handler", level, [Increment(counter)]);
        bench.Task("A", increment(counter));

        // Executions in which the handler does not strike have one number only.
        return [.. bench.Outcomes(ordered: false).Where(static outcome => outcome.Contains(' ', StringComparison.Ordinal))];
    }

    private static KernelU64 Counter(Bench bench, ulong start = 0) =>
        new(bench.Machine.Architecture, bench.Model.PerProcessorCell64("counter", _ => start));

    private static IKernelAction Increment(KernelU64 counter) => Act.Of(counter, static async (_, counter) =>
    {
        var number = await counter.ThisCpuIncReturn();
        Events.Emit(new Note($"{number}"));
    });

    private static IKernelAction IncrementWithInterruptsOff(KernelU64 counter) => Act.Of(counter, static async (context, counter) =>
    {
        var flags = await context.IrqSave();
        var number = await counter.ThisCpuIncReturn();
        Events.Emit(new Note($"{number}"));
        await context.IrqRestore(flags);
    });

    private static Architecture Named(string name) => Architecture.All.Single(architecture => architecture.Name == name);
}
