using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Tracers;

/// <summary>A tracer asks for the user stack of <c>current</c>.</summary>
public sealed class RequestAction(Tracer tracer) : IKernelAction
{
    /// <inheritdoc/>
    public async Step<bool> Run(KernelContext context)
    {
        await tracer.Request(context);
        return true;
    }
}

/// <summary>A tracer cancels what may be pending for a task.</summary>
public sealed class CancelAction(Tracer tracer, TaskStruct task) : IKernelAction
{
    /// <inheritdoc/>
    public async Step<bool> Run(KernelContext context)
    {
        await tracer.Cancel(context, task);
        return true;
    }
}

/// <summary>A tracer stops asking and waits until no request of its runs.</summary>
public sealed class QuiesceAction(Tracer tracer) : IKernelAction
{
    /// <inheritdoc/>
    public async Step<bool> Run(KernelContext context)
    {
        await tracer.Quiesce();
        return true;
    }
}

/// <summary>A tracer frees its descriptors.</summary>
public sealed class FreeAction(Tracer tracer, TaskStruct task) : IKernelAction
{
    /// <inheritdoc/>
    public async Step<bool> Run(KernelContext context)
    {
        await tracer.Free(task);
        return true;
    }
}

/// <summary>A tracer registers its descriptors again.</summary>
public sealed class RegisterAction(Tracer tracer, TaskStruct task) : IKernelAction
{
    /// <inheritdoc/>
    public async Step<bool> Run(KernelContext context)
    {
        await tracer.Register(context, task);
        return true;
    }
}

/// <summary>Somebody unwinds the user stack of <c>current</c> by himself, where he may sleep.</summary>
public sealed class UnwindAction(UnwindDesign design) : IKernelAction
{
    /// <inheritdoc/>
    public async Step<bool> Run(KernelContext context)
    {
        await design.UnwindDirectly(context);
        return true;
    }
}

/// <summary>A tracer is turned off: used with care, it stops asking and waits for the requests that run; then it cancels and
/// frees its descriptors.</summary>
public sealed class DetachAction(Tracer tracer, TaskStruct task, bool careful) : IKernelAction
{
    /// <inheritdoc/>
    public async Step<bool> Run(KernelContext context)
    {
        if (careful)
        {
            await tracer.Quiesce();
        }

        await tracer.Cancel(context, task);
        await tracer.Free(task);
        return true;
    }
}
