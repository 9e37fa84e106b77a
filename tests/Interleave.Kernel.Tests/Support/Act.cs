namespace Interleave.Kernel.Tests.Support;

/// <summary>Something that a test lets the kernel do.</summary>
internal static class Act
{
    /// <summary>An action over what a test hands it: cells, tasks, nodes. The body captures nothing.</summary>
    public static IKernelAction Of<T>(T on, Func<KernelContext, T, Step> body) => new Action<T>(on, body);

    /// <summary>Takes a moment and notes it.</summary>
    public static IKernelAction Note(string text) => Of(text, static async (_, text) =>
    {
        await CellOperations.Pass("note");
        Events.Emit(new Note(text));
    });

    /// <summary>Notes the beginning and the end of something that takes a while.</summary>
    public static IKernelAction Span(string name) => Of(name, static async (_, name) =>
    {
        await CellOperations.Pass("begin");
        Events.Emit(new Note(name + "("));
        await CellOperations.Pass("end");
        Events.Emit(new Note(")" + name));
    });

    /// <summary>Notes the CPU.</summary>
    public static IKernelAction NoteCpu() => Of(0, static async (context, _) =>
    {
        var cpu = await context.SmpProcessorId();
        Events.Emit(new Note($"cpu{cpu}"));
    });

    /// <summary>Disables interrupts for a while and notes from when to when.</summary>
    public static IKernelAction InterruptsOff() => Of(0, static async (context, _) =>
    {
        var flags = await context.IrqSave();
        Events.Emit(new Note("off"));
        await CellOperations.Pass("between");
        await context.IrqRestore(flags);
        Events.Emit(new Note("on"));
    });

    /// <summary>Adds a node to the task-work list of <c>current</c>; it must work.</summary>
    public static IKernelAction Queue(CallbackHead node) => Of(node, static async (context, node) =>
        Check.That(await TaskWork.Add(context.Current, node) == 0, "task_work_add() failed"));

    /// <summary>Adds a node to the task-work list of a task and notes what that returned.</summary>
    public static IKernelAction QueueFor(TaskStruct task, CallbackHead node) => Of((task, node), static async (_, on) =>
    {
        var error = await TaskWork.Add(on.task, on.node);
        Events.Emit(new Note($"add={error}"));
    });

    /// <summary>Cancels a node of a task and notes whether it was still queued.</summary>
    public static IKernelAction Cancel(TaskStruct task, CallbackHead node) => Of((task, node), static async (context, on) =>
    {
        var cancelled = await TaskWork.Cancel(context, on.task, on.node);
        Events.Emit(new Note($"cancel={(cancelled ? 1 : 0)}"));
    });

    /// <summary>Adds a node to the task-work list of <c>current</c> from an NMI; it must work.</summary>
    public static IKernelAction QueueFromNmi(CallbackHead node) => Of(node, static async (context, node) =>
        Check.That(await TaskWork.AddFromNmi(context, node) == 0, "task_work_add(TWA_NMI_CURRENT) failed"));

    /// <summary>Unwinds the user stack of <c>current</c> and notes it.</summary>
    public static IKernelAction Unwind() => Of(0, static async (context, _) =>
    {
        var trace = await UserUnwinder.UnwindUser(context);
        Events.Emit(new Note(trace.ToString()));
    });

    /// <summary>Notes the interrupt flag of the CPU.</summary>
    public static IKernelAction NoteFlag(Cell flag, string name) => Of((flag, name), static async (_, on) =>
    {
        var value = await on.flag.ReadOnce();
        Events.Emit(new Note($"{on.name}={value switch { InterruptFlag.On => "on", InterruptFlag.Off => "off", InterruptFlag.User => "user", _ => "nmi" }}"));
    });

    /// <summary>Waits, on the spot, until a cell holds 1.</summary>
    public static IKernelAction Await(Cell cell) => Of(cell, static async (_, cell) => await cell.WaitUntil(1));

    /// <summary>Stores 1 to a cell.</summary>
    public static IKernelAction Set(Cell cell) => Of(cell, static async (_, cell) => await cell.WriteOnce(1));

    private sealed class Action<T>(T on, Func<KernelContext, T, Step> body) : IKernelAction
    {
        public async Step<bool> Run(KernelContext context)
        {
            await body(context, on);
            return true;
        }
    }
}

/// <summary>Something that a test wants to know about.</summary>
internal sealed record Note(string Text);
