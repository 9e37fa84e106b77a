using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>Which context may strike on top of which.</summary>
public sealed class NestingTests
{
    [Fact]
    public void Two_interrupts_on_one_CPU_run_one_after_the_other() =>
        Assert.Equal(OneAfterTheOther, Of(("a", ContextLevel.Irq, 1), ("b", ContextLevel.Irq, 1)));

    [Fact]
    public void Two_softirqs_on_one_CPU_run_one_after_the_other() =>
        Assert.Equal(OneAfterTheOther, Of(("a", ContextLevel.SoftIrq, 1), ("b", ContextLevel.SoftIrq, 1)));

    [Fact]
    public void Two_NMIs_of_one_depth_run_one_after_the_other() =>
        Assert.Equal(OneAfterTheOther, Of(("a", ContextLevel.Nmi, 1), ("b", ContextLevel.Nmi, 1)));

    [Fact]
    public void An_interrupt_may_strike_inside_a_softirq_and_not_the_other_way_round() =>
        Assert.Equal(BInsideA, Of(("a", ContextLevel.SoftIrq, 1), ("b", ContextLevel.Irq, 1)));

    [Fact]
    public void An_NMI_may_strike_inside_an_interrupt_and_not_the_other_way_round() =>
        Assert.Equal(BInsideA, Of(("a", ContextLevel.Irq, 1), ("b", ContextLevel.Nmi, 1)));

    [Fact]
    public void An_NMI_may_strike_inside_a_softirq_and_not_the_other_way_round() =>
        Assert.Equal(BInsideA, Of(("a", ContextLevel.SoftIrq, 1), ("b", ContextLevel.Nmi, 1)));

    [Fact]
    public void An_NMI_of_more_depth_may_strike_inside_one_of_less_and_not_the_other_way_round() =>
        Assert.Equal(BInsideA, Of(("a", ContextLevel.Nmi, 1), ("b", ContextLevel.Nmi, 2)));

    [Fact]
    public void An_NMI_of_more_depth_strikes_inside_one_that_came_from_user_mode_and_not_the_other_way_round() =>
        Assert.Equal(BInsideA, InUserMode(("a", ContextLevel.Nmi, 1), ("b", ContextLevel.Nmi, 2)));

    [Fact]
    public void Two_NMIs_of_one_depth_run_one_after_the_other_in_user_mode() =>
        Assert.Equal(OneAfterTheOther, InUserMode(("a", ContextLevel.Nmi, 1), ("b", ContextLevel.Nmi, 1)));

    [Fact]
    public void Two_deep_NMIs_of_one_depth_run_one_after_the_other_in_user_mode() =>
        Assert.Equal(OneAfterTheOther, InUserMode(("a", ContextLevel.Nmi, 3), ("b", ContextLevel.Nmi, 3)));

    [Fact]
    public void An_interrupt_does_not_strike_inside_an_NMI_that_came_from_user_mode() =>
        Assert.DoesNotContain("b( a( )a )b", InUserMode(("a", ContextLevel.Irq, 1), ("b", ContextLevel.Nmi, 1)));

    [Fact]
    public void Three_NMIs_of_growing_depth_nest_in_user_mode() => Assert.Contains(
        "a( b( c( )c )b )a",
        InUserMode(("a", ContextLevel.Nmi, 1), ("b", ContextLevel.Nmi, 2), ("c", ContextLevel.Nmi, 3)));

    [Fact]
    public void An_NMI_does_not_strike_inside_itself()
    {
        var bench = new Bench();
        bench.Interrupt("a", ContextLevel.Nmi, [Act.Span("a")], max: 2);
        bench.Task("A", Act.Note("A"));

        Assert.Equal(["", "a( )a", "a( )a a( )a"], bench.Outcomes().Select(WithoutTask).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Three_levels_nest_strictly()
    {
        var open = new Stack<string>();
        foreach (var outcome in Of(("a", ContextLevel.SoftIrq, 1), ("b", ContextLevel.Irq, 1), ("c", ContextLevel.Nmi, 1)))
        {
            foreach (var note in outcome.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (note.EndsWith('('))
                {
                    open.Push(note[..^1]);
                }
                else
                {
                    Assert.Equal(note[1..], open.Pop());
                }
            }

            Assert.Empty(open);
        }
    }

    [Fact]
    public void Interrupts_on_two_CPUs_interleave()
    {
        var bench = new Bench(cpus: 2);
        bench.Interrupt("a", ContextLevel.Irq, [Act.Span("a")], on: [0]);
        bench.Interrupt("b", ContextLevel.Irq, [Act.Span("b")], on: [1]);
        bench.Task("A");
        bench.Start(bench.Machine.Tasks[0], [Bench.Syscall()], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall()], on: 1);

        Assert.Contains("a( b( )a )b", bench.Outcomes());
    }

    [Fact]
    public void The_task_goes_on_only_when_all_handlers_have_finished()
    {
        var bench = new Bench();
        bench.Interrupt("a", ContextLevel.Irq, [Act.Span("a")]);
        bench.Task("A", Act.Note("1"), Act.Note("2"));

        Assert.Equal(["1 2", "1 2 a( )a", "1 a( )a 2", "a( )a 1 2"], bench.Outcomes());
    }

    private static readonly string[] OneAfterTheOther = ["", "a( )a", "a( )a b( )b", "b( )b", "b( )b a( )a"];

    private static readonly string[] BInsideA = ["", "a( )a", "a( )a b( )b", "a( b( )b )a", "b( )b", "b( )b a( )a"];

    private static IEnumerable<string> Of(params (string Name, ContextLevel Level, int Depth)[] handlers)
    {
        var bench = new Bench();
        foreach (var (name, level, depth) in handlers)
        {
            bench.Interrupt(name, level, [Act.Span(name)], depth: depth);
        }

        bench.Task("A", Act.Note("A"));
        return bench.Outcomes().Select(WithoutTask).Distinct().Order(StringComparer.Ordinal);
    }

    /// <summary>Handlers over a task that never enters the kernel by itself.</summary>
    private static IEnumerable<string> InUserMode(params (string Name, ContextLevel Level, int Depth)[] handlers)
    {
        var bench = new Bench();
        foreach (var (name, level, depth) in handlers)
        {
            bench.Interrupt(name, level, [Act.Span(name)], depth: depth, inUserMode: true);
        }

        bench.Start(bench.Task("A"), [], on: 0);
        return bench.Outcomes();
    }

    private static string WithoutTask(string outcome) => string.Join(' ', outcome.Split(' ').Where(note => note != "A"));
}
