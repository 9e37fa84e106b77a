using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>Tasks that never run in user mode.</summary>
public sealed class TaskKindTests
{
    [Theory]
    [InlineData(TaskKind.UserWorker)]
    [InlineData(TaskKind.KernelThread)]
    public void They_run_their_works_between_two_pieces_of_work_and_never_return_to_user_mode(TaskKind kind)
    {
        var bench = new Bench();
        bench.Start(bench.Task("A", kind), [Bench.Syscall(Act.Queue(bench.Node("a")), Act.Note("1")), Bench.Syscall(Act.Note("2"))], on: 0);

        Assert.Equal(["enter 1 a 2"], bench.Outcomes(Read.WorksAndEntries));
    }

    [Theory]
    [InlineData(TaskKind.UserWorker)]
    [InlineData(TaskKind.KernelThread)]
    public void They_pass_none_of_the_hooks_between_user_mode_and_kernel(TaskKind kind)
    {
        var bench = new Bench();
        bench.Machine.Install(new Hooks { Entry = Act.Note("entry"), BeforeExit = Act.Note("before-exit"), Exit = Act.Note("exit") });
        foreach (var point in (Tracepoint[])[Tracepoint.UserExit, Tracepoint.UserEnter, Tracepoint.IrqEnable, Tracepoint.IrqDisable])
        {
            bench.At(point, Act.Note($"{point}"));
        }

        bench.Start(bench.Task("A", kind), [Bench.Syscall(Act.Queue(bench.Node("a")))], on: 0);

        Assert.Equal(["a"], bench.Outcomes(Read.Works));
    }

    [Theory]
    [InlineData(TaskKind.UserWorker)]
    [InlineData(TaskKind.KernelThread)]
    public void Interrupts_find_them_in_the_kernel_only(TaskKind kind)
    {
        var bench = new Bench();
        bench.Interrupt("tick", ContextLevel.Irq, [Act.NoteFlag(bench.InterruptFlag, "tick")], inUserMode: true);
        bench.Start(bench.Task("A", kind), [Bench.Syscall()], on: 0);

        Assert.Equal(["", "tick=on"], bench.Outcomes());
    }

    [Theory]
    [InlineData(TaskKind.User, "mm1-flags0-registersTrue")]
    [InlineData(TaskKind.UserWorker, "mm1-flags4-registersTrue")]
    [InlineData(TaskKind.KernelThread, "mm0-flags2-registersFalse")]
    public void A_kernel_thread_has_neither_an_address_space_nor_user_registers(TaskKind kind, string fields)
    {
        var bench = new Bench();
        bench.Start(bench.Task("A", kind), [Bench.Syscall(Act.Of(0, static async (context, _) =>
        {
            var mm = await context.Current.Mm.Read();
            var flags = await context.Current.Flags.Read();
            Events.Emit(new Note($"mm{mm}-flags{flags}-registers{context.Current.HasUserRegisters}"));
        }))], on: 0);

        Assert.Equal([fields], bench.Outcomes());
    }

    [Fact]
    public void The_registers_of_a_user_worker_lead_to_a_stack_of_one_address_0()
    {
        var bench = new Bench();
        bench.Start(bench.Task("A", TaskKind.UserWorker), [Bench.Syscall(Act.Unwind())], on: 0);

        Assert.Equal(["[00] [00]"], bench.Outcomes(static occurrence => (occurrence as KernelEntered)?.Stack.ToString()));
    }

    [Theory]
    [InlineData(TaskKind.UserWorker)]
    [InlineData(TaskKind.KernelThread)]
    public void They_sleep_exit_and_wait_for_a_CPU_like_other_tasks(TaskKind kind)
    {
        var bench = new Bench();
        bench.Machine.Install(new Hooks());
        bench.Start(bench.Task("A", kind), [Bench.Syscall(Act.Note("1"), new BlockAction(), Act.Queue(bench.Node("a")), new ExitAction())], on: 0, exits: true);
        bench.Start(bench.Task("B", kind), [Bench.Syscall(Act.Note("B"))], allowed: [0]);

        Assert.Equal(["1 B a A-freed", "1 a A-freed B", "1 a B A-freed"], bench.Outcomes(Read.Works));
    }

    [Theory]
    [InlineData(TaskKind.UserWorker)]
    [InlineData(TaskKind.KernelThread)]
    public void The_task_that_follows_them_on_their_CPU_meets_no_interrupt_before_it_enters_the_kernel(TaskKind kind)
    {
        var bench = new Bench();
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Of(0, static async (context, _) =>
        {
            await CellOperations.Pass("tick");
            Events.Emit(new Note($"tick-in-{context.Current}"));
        })]);
        bench.Start(bench.Task("A", kind), [Bench.Syscall()], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall()], allowed: [0]);

        Assert.Equal(
            ["enter-A enter-B return-B", "enter-A enter-B tick-in-B return-B", "enter-A tick-in-A enter-B return-B"],
            bench.Outcomes(Read.EntriesOfTasks));
    }
}
