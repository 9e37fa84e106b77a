using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>A design of the deferred unwinding interface: the functions that tracers call and the hooks that the
/// kernel calls.</summary>
public abstract class UnwindDesign : IKernelSubsystem
{
    /// <summary><c>unwind_deferred_init()</c>: prepares a descriptor, before anything runs.</summary>
    public abstract UnwindWork Init(string name, IUnwindCallback callback);

    /// <summary><c>unwind_deferred_request()</c>.</summary>
    public abstract Step<RequestResult> Request(KernelContext context, UnwindWork work);

    /// <summary><c>unwind_deferred_cancel()</c>.</summary>
    public abstract Step<bool> Cancel(KernelContext context, TaskStruct task, UnwindWork work);

    /// <inheritdoc/>
    public abstract Step EnterFromUserMode(KernelContext context);

    /// <inheritdoc/>
    public abstract Step ExitToUserMode(KernelContext context);

    /// <inheritdoc/>
    public abstract Step CopyProcess(KernelContext parent, TaskStruct child);

    /// <inheritdoc/>
    public abstract Step FreeTask(TaskStruct task);
}

/// <summary>What <c>unwind_deferred_request()</c> returns.</summary>
/// <param name="Return">The return value: 0 or a negative error.</param>
/// <param name="Cookie">What it stored through its <c>cookie</c> argument.</param>
/// <param name="CookieWritten">Whether it stored anything there.</param>
public readonly record struct RequestResult(int Return, ulong Cookie, bool CookieWritten = true);

/// <summary>The user stack that a callback is handed: <c>struct unwind_stacktrace</c>.</summary>
/// <param name="Initialised">Whether anything was stored to it; a variable on the stack that was not has garbage in it.</param>
/// <param name="Entries">The buffer that it points to; null: none.</param>
/// <param name="Count">The number of entries.</param>
/// <param name="Truncated">The walk ended early because user memory could not be read.</param>
public readonly record struct UnwindStackTrace(bool Initialised, TaskBuffer? Entries, int Count, bool Truncated)
{
    /// <summary><c>{ }</c>.</summary>
    public static readonly UnwindStackTrace Empty = new(true, null, 0, false);
}

/// <summary>What a tracer does with a user stack: <c>unwind_callback_t</c>.</summary>
public interface IUnwindCallback : IModelObject
{
    /// <summary>Takes a user stack.</summary>
    Step Call(KernelContext context, UnwindWork work, UnwindStackTrace trace, ulong cookie);
}

/// <summary>A tracer's descriptor: <c>struct unwind_work</c>.</summary>
public sealed class UnwindWork : IModelObject
{
    internal UnwindWork(Machine machine, string name, IUnwindCallback callback, Func<UnwindWork, ITaskWorkFunction> function)
    {
        Name = name;
        Callback = callback;
        Memory = machine.Model.Region(name);
        Head = machine.AddHead(name + ".work", function(this), Memory);
        Function = machine.Model.Cell(name + ".func", 1, Memory);
        Pending = machine.Model.Cell(name + ".pending", 0, Memory);
    }

    /// <summary>The name shown in traces.</summary>
    public string Name { get; }

    /// <summary>The memory that it is in.</summary>
    public Region Memory { get; }

    /// <summary>Its task-work node.</summary>
    public CallbackHead Head { get; }

    /// <summary>Its callback.</summary>
    public IUnwindCallback Callback { get; }

    /// <summary>The pointer to its callback. It never changes; reading it matters when the descriptor has been freed.</summary>
    public Cell Function { get; }

    /// <summary>1 while it is considered queued.</summary>
    public Cell Pending { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
