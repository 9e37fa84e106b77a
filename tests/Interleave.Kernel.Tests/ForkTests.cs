using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>Forked tasks.</summary>
public sealed class ForkTests
{
    [Fact]
    public void A_child_runs_after_its_fields_were_copied()
    {
        var bench = new Bench(cpus: 2);
        bench.Machine.Install(new Hooks());
        var (parent, child) = (bench.Task("A"), bench.Task("C"));
        bench.Start(parent, [Bench.Syscall(new ForkAction(child))], on: 0);
        bench.Start(child, [Bench.Syscall()], allowed: [1], forked: true);

        Assert.All(bench.Outcomes(Read.EntriesOfTasks), static outcome => Assert.StartsWith("enter-A A-copies-C ", outcome, StringComparison.Ordinal));
    }

    [Fact]
    public void A_child_and_its_parent_run_at_the_same_time()
    {
        var bench = new Bench(cpus: 2);
        var (parent, child) = (bench.Task("A"), bench.Task("C"));
        bench.Start(parent, [Bench.Syscall(new ForkAction(child), Act.Span("A"))], on: 0);
        bench.Start(child, [Bench.Syscall(Act.Span("C"))], allowed: [1], forked: true);

        Assert.Equal(
            ["A( )A C( )C", "A( C( )A )C", "A( C( )C )A", "C( )C A( )A", "C( A( )A )C", "C( A( )C )A"],
            bench.Outcomes());
    }

    [Fact]
    public void A_child_without_a_CPU_of_its_own_waits_for_one()
    {
        var bench = new Bench();
        var (parent, child) = (bench.Task("A"), bench.Task("C"));
        bench.Start(parent, [Bench.Syscall(new ForkAction(child), Act.Note("A"))], on: 0);
        bench.Start(child, [Bench.Syscall(Act.Note("C"))], allowed: [0], forked: true);

        Assert.Equal(["A C"], bench.Outcomes());
    }

    [Fact]
    public void A_child_goes_to_user_mode_through_the_exit_path_without_having_come_from_there()
    {
        var bench = new Bench(cpus: 2);
        bench.Machine.Install(new Hooks { Entry = NoteTask("entry-hook"), BeforeExit = NoteTask("before-exit"), Exit = NoteTask("exit-hook") });
        bench.At(Tracepoint.UserEnter, NoteTask("user_enter"));
        var (parent, child) = (bench.Task("A"), bench.Task("C"));
        bench.Start(parent, [Bench.Syscall(new ForkAction(child))], on: 0);
        bench.Start(child, [], allowed: [1], forked: true);

        Assert.All(
            bench.Outcomes(Read.EntriesOfTasks).Select(static outcome => string.Join(' ', outcome.Split(' ').Where(static note => note.EndsWith("-C", StringComparison.Ordinal)))),
            static ofChild => Assert.Equal("A-copies-C enter-C before-exit-C exit-hook-C user_enter-C return-C", ofChild));
    }

    [Fact]
    public void A_work_that_is_added_to_a_child_before_it_runs_is_run_before_its_first_instruction_in_user_mode()
    {
        var bench = new Bench();
        var (parent, child) = (bench.Task("A"), bench.Task("C"));
        bench.Start(parent, [Bench.Syscall(new ForkAction(child), Act.QueueFor(child, bench.Node("c")))], on: 0);
        bench.Start(child, [Bench.Syscall()], allowed: [0], forked: true);

        Assert.Equal(["enter-A enter-C add=0 return-A c return-C enter-C return-C"], bench.Outcomes(static occurrence => Read.Works(occurrence) ?? Read.EntriesOfTasks(occurrence)));
    }

    [Fact]
    public void A_child_is_in_an_entry_context_as_soon_as_it_may_run()
    {
        var bench = new Bench(cpus: 2);
        var (parent, child) = (bench.Task("A"), bench.Task("C"));
        bench.Interrupt("pmi", ContextLevel.Nmi, [NoteTask("pmi")], on: [1]);
        bench.Start(parent, [Bench.Syscall(new ForkAction(child))], on: 0);
        bench.Start(child, [], allowed: [1], forked: true);

        Assert.All(bench.Outcomes(Read.EntriesOfTasks), static outcome =>
        {
            Assert.DoesNotContain("pmi-C enter-C", outcome, StringComparison.Ordinal);
            Assert.DoesNotContain("return-C pmi-C", outcome, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_child_s_first_return_has_the_stack_of_where_it_begins()
    {
        var bench = new Bench();
        var (parent, child) = (bench.Task("A"), bench.Task("C"));
        var work = new Work();
        work.Does(Act.Unwind());
        bench.Start(parent, [new UserCall(), Bench.Syscall(new ForkAction(child), Act.QueueFor(child, bench.Node("c", work)))], on: 0);
        bench.Start(child, [], allowed: [0], forked: true);

        Assert.Equal(["add=0 [10]"], bench.Outcomes());
    }

    [Fact]
    public void A_child_that_is_never_forked_never_runs()
    {
        var bench = new Bench(cpus: 2);
        bench.Start(bench.Task("A"), [Bench.Syscall()], on: 0);
        bench.Start(bench.Task("C"), [Bench.Syscall(Act.Of(0, static async (_, _) =>
        {
            await CellOperations.Pass("child");
            Check.That(false, "the child runs");
        }))], allowed: [1], forked: true);

        // It waits for ever, and that is all that is wrong.
        Assert.Equal([EngineInvariants.NoDeadlock], bench.Violated());
    }

    private static IKernelAction NoteTask(string name) => Act.Of(name, static async (context, name) =>
    {
        await CellOperations.Pass("note");
        Events.Emit(new Note($"{name}-{context.Current}"));
    });

    [Fact]
    public void A_child_begins_with_interrupts_on_and_goes_to_user_mode_with_interrupts_off()
    {
        var bench = new Bench();
        bench.At(Tracepoint.UserEnter, Act.NoteFlag(bench.InterruptFlag, "user_enter"));
        bench.Interrupt("tick", ContextLevel.Irq, [NoteTask("tick")]);
        var (parent, child) = (bench.Task("A"), bench.Task("C"));
        bench.Start(parent, [Bench.Syscall(new ForkAction(child))], on: 0);
        bench.Start(child, [], allowed: [0], forked: true);

        Assert.Equal(["tick-A user_enter=off user_enter=off", "user_enter=off tick-C user_enter=off", "user_enter=off user_enter=off"], bench.Outcomes());
    }

    [Fact]
    public void A_child_s_context_has_the_stack_of_where_it_begins_and_a_preempted_task_s_that_of_where_it_was()
    {
        var bench = new Bench();
        bench.Interrupt("pmi", ContextLevel.Nmi, []);
        var (parent, child) = (bench.Task("A"), bench.Task("C"));
        bench.Start(parent, [new UserCall(), Bench.Syscall(new ForkAction(child))], on: 0);
        bench.Start(child, [], allowed: [0], forked: true);
        bench.Start(bench.Task("P"), [], allowed: [0]);

        Assert.All(bench.Outcomes(static occurrence => occurrence is KernelEntered entered ? $"{entered.Task}{entered.Stack}" : null), static outcome =>
            Assert.Equal(["A[12←10]", "C[10]", "P[11]"], outcome.Split(' ').Order(StringComparer.Ordinal)));
    }
}
