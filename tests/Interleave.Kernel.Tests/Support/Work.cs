namespace Interleave.Kernel.Tests.Support;

/// <summary>The function of a task work that does what an action does.</summary>
internal sealed class Work : ITaskWorkFunction
{
    private IKernelAction? action;

    /// <summary>Says what it does, before exploration; a work may refer to its own node.</summary>
    public void Does(IKernelAction toDo) => action = toDo;

    /// <inheritdoc/>
    public async Step Run(KernelContext context)
    {
        if (action is not null)
        {
            await action.Run(context);
        }
    }
}
