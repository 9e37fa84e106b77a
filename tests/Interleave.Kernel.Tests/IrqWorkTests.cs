using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary><c>task_work_add(TWA_NMI_CURRENT)</c> and the interrupt that a CPU sends to itself.</summary>
public sealed class IrqWorkTests
{
    public static TheoryData<NmiNotification> Notifications => [.. Enum.GetValues<NmiNotification>()];

    [Theory]
    [MemberData(nameof(Notifications))]
    public void A_work_that_an_NMI_adds_anywhere_in_the_kernel_runs_before_the_return_to_user_mode(NmiNotification notification)
    {
        var bench = BenchWith(notification);
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.QueueFromNmi(bench.Node("a"))]);
        bench.Start(bench.Task("A"), [Bench.Syscall(), Bench.Syscall()], on: 0);

        Assert.Equal(["enter queued a return enter return", "enter return enter queued a return", "enter return enter return"], bench.Outcomes(ReadWithAdding));
    }

    [Theory]
    [MemberData(nameof(Notifications))]
    public void A_work_that_an_NMI_adds_in_user_mode_runs_before_the_next_instruction_there(NmiNotification notification)
    {
        var bench = BenchWith(notification);
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.QueueFromNmi(bench.Node("a"))], inUserMode: true);
        bench.Start(bench.Task("A"), [], on: 0);

        Assert.Equal(["", "enter queued a return"], bench.Outcomes(ReadWithAdding));
    }

    [Fact]
    public void The_interrupt_is_taken_before_the_next_kernel_instruction_when_interrupts_are_on()
    {
        var bench = BenchWith(NmiNotification.InterruptSetsFlag);
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.QueueFromNmi(bench.Node("a")), Act.Note("nmi")]);
        bench.Task("A", NoteNotifyResume("on"));

        Assert.Equal(["nmi on1", "on0", "on0 nmi"], bench.Outcomes());
    }

    [Fact]
    public void The_interrupt_is_taken_as_soon_as_interrupts_are_on_again()
    {
        var bench = BenchWith(NmiNotification.InterruptSetsFlag);
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.QueueFromNmi(bench.Node("a")), Act.Note("nmi")]);
        bench.Task("A", Act.Of(0, static async (context, _) =>
        {
            var flags = await context.IrqSave();
            await Resume(context, "off");
            await context.IrqRestore(flags);
            await Resume(context, "on");
        }));

        Assert.Equal(["nmi off0 on1", "nmi off1 on1", "off0 nmi on1", "off0 on0", "off0 on0 nmi"], bench.Outcomes());
    }

    [Fact]
    public void The_flag_is_there_at_once_where_the_NMI_sets_it()
    {
        var bench = BenchWith(NmiNotification.FlagSetAtOnce);
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.QueueFromNmi(bench.Node("a")), Act.Note("nmi")]);
        bench.Task("A", Act.Of(0, static async (context, _) =>
        {
            var flags = await context.IrqSave();
            await Resume(context, "off");
            await context.IrqRestore(flags);
        }));

        Assert.Equal(["nmi off1", "off0", "off0 nmi"], bench.Outcomes());
    }

    [Fact]
    public void The_interrupt_is_taken_inside_a_softirq_and_not_inside_an_interrupt()
    {
        var bench = BenchWith(NmiNotification.InterruptSetsFlag);
        bench.Interrupt("net", ContextLevel.SoftIrq, [Act.Note("net("), NoteNotifyResume("net"), Act.Note(")net")]);
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Note("tick("), NoteNotifyResume("tick"), Act.Note(")tick")]);
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.QueueFromNmi(bench.Node("a")), Act.Note("nmi")]);
        bench.Task("A");
        bench.Start(bench.Machine.Tasks[0], [Bench.Syscall()], on: 0);

        var outcomes = bench.Outcomes();
        Assert.Contains("net( nmi net1 )net", outcomes);
        Assert.DoesNotContain("net( nmi net0 )net", outcomes);
        Assert.Contains("tick( nmi tick0 )tick", outcomes);
        Assert.DoesNotContain("tick( nmi tick1 )tick", outcomes);
    }

    [Fact]
    public void The_interrupt_of_an_NMI_in_schedule_finds_the_next_task_where_it_sets_the_flag_of_whoever_runs() => Assert.Contains(
        TwoTasks(NmiNotification.InterruptSetsFlag),
        static outcome => !RunsBeforeReturn(outcome));

    [Theory]
    [InlineData(NmiNotification.InterruptKnowsTask)]
    [InlineData(NmiNotification.FlagSetAtOnce)]
    public void The_task_that_an_NMI_interrupted_in_schedule_runs_its_work_where_it_is_known(NmiNotification notification)
    {
        var outcomes = TwoTasks(notification);

        Assert.Contains(outcomes, static outcome => outcome.Contains("queued", StringComparison.Ordinal));
        Assert.All(outcomes, static outcome => Assert.True(RunsBeforeReturn(outcome), outcome));
    }

    [Fact]
    public void An_exiting_task_takes_no_work_from_an_NMI_once_its_list_is_closed()
    {
        var bench = BenchWith(NmiNotification.InterruptSetsFlag);
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.Of(bench.Node("a"), static async (context, node) =>
        {
            var error = await TaskWork.AddFromNmi(context, node);
            Events.Emit(new Note($"add={error}"));
        })]);
        bench.Start(bench.Task("A"), [Bench.Syscall(new ExitAction())], on: 0, exits: true);

        Assert.Equal(["A-freed", "add=-3 A-freed", "add=0 a A-freed"], bench.Outcomes(Read.Works));
    }

    [Fact]
    public void Each_CPU_has_an_interrupt_of_its_own()
    {
        var bench = new Bench(cpus: 2);
        bench.Machine.Install(new Hooks { Notification = NmiNotification.InterruptSetsFlag });
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.QueueFromNmi(bench.Node("a"))], on: [0]);
        bench.Start(bench.Task("A"), [Bench.Syscall()], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall(NoteNotifyResume("B"))], on: 1);

        Assert.All(bench.Outcomes(), static outcome => Assert.Equal("B0", outcome));
    }

    [Fact]
    public void There_is_no_such_interrupt_where_no_NMI_adds_work()
    {
        var bench = new Bench();
        bench.Machine.Install(new Hooks());
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.Queue(bench.Node("a"))]);
        bench.Start(bench.Task("A"), [Bench.Syscall()], on: 0);

        Assert.Contains("enter queued return", bench.Outcomes(ReadWithAdding));
    }

    private static Bench BenchWith(NmiNotification notification)
    {
        var bench = new Bench();
        bench.Machine.Install(new Hooks { Notification = notification });
        return bench;
    }

    /// <summary>A task that sleeps once and another one that wants its CPU.</summary>
    private static IReadOnlyList<string> TwoTasks(NmiNotification notification)
    {
        var bench = BenchWith(notification);
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.QueueFromNmi(bench.Node("a"))]);
        bench.Start(bench.Task("A"), [Bench.Syscall(new BlockAction()), Bench.Syscall()], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall()], allowed: [0]);
        return bench.Outcomes(static occurrence => occurrence switch
        {
            WorkQueued queued => "queued-" + queued.Task,
            WorkStarting starting => "runs-" + starting.Task,
            _ => Read.EntriesOfTasks(occurrence),
        });
    }

    /// <summary>Whether a work that was queued runs before its task is back in user mode.</summary>
    private static bool RunsBeforeReturn(string outcome)
    {
        var notes = outcome.Split(' ');
        var queued = Array.FindIndex(notes, static note => note.StartsWith("queued-", StringComparison.Ordinal));
        if (queued < 0)
        {
            return true;
        }

        var task = notes[queued]["queued-".Length..];
        return Array.IndexOf(notes, "runs-" + task, queued) is >= 0 and var runs && runs < Array.IndexOf(notes, "return-" + task, queued);
    }

    private static IKernelAction NoteNotifyResume(string name) => Act.Of(name, static async (context, name) => await Resume(context, name));

    private static async Step Resume(KernelContext context, string name)
    {
        var flags = await context.Current.ThreadFlags.ReadOnce();
        Events.Emit(new Note($"{name}{flags & TaskStruct.TifNotifyResume}"));
    }

    private static string? ReadWithAdding(object occurrence) => occurrence is WorkQueued ? "queued" : Read.WorksAndEntries(occurrence);
}
