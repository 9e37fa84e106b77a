namespace Interleave.Kernel.Tests.Support;

/// <summary>A subsystem whose hooks do what a test says.</summary>
internal sealed class Hooks : IKernelSubsystem
{
    public IKernelAction? Entry { get; init; }

    public IKernelAction? Exit { get; init; }

    /// <inheritdoc/>
    public Step EnterFromUserMode(KernelContext context) => Run(Entry, context);

    /// <inheritdoc/>
    public Step ExitToUserMode(KernelContext context) => Run(Exit, context);

    /// <inheritdoc/>
    public async Step CopyProcess(KernelContext parent, TaskStruct child)
    {
        await CellOperations.Pass("copy_process()");
        Events.Emit(new Note($"{parent.Current}-copies-{child}"));
    }

    /// <inheritdoc/>
    public async Step FreeTask(TaskStruct task)
    {
        await CellOperations.Pass("free_task()");
        Events.Emit(new Note($"{task}-freed"));
    }

    private static async Step Run(IKernelAction? action, KernelContext context)
    {
        if (action is not null)
        {
            await action.Run(context);
        }
    }
}
