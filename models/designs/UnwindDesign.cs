using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>A design of the deferred unwinding interface: the functions that tracers call and the hooks that the
/// kernel calls.</summary>
public abstract class UnwindDesign : KernelSubsystem
{
    /// <summary>A tracer's descriptor, prepared before anything runs.</summary>
    /// <param name="name">The name shown in traces.</param>
    /// <param name="callback">Its callback.</param>
    /// <param name="registered">Whether it is registered already; else <see cref="Register"/> has to come first.</param>
    public abstract UnwindWork Init(string name, IUnwindCallback callback, bool registered = true);

    /// <summary><c>unwind_deferred_init()</c> of a descriptor that is not registered (any more). False: it was refused, with
    /// an error.</summary>
    public abstract Step<bool> Register(KernelContext context, UnwindWork work);

    /// <summary><c>unwind_deferred_request()</c>.</summary>
    public abstract Step<RequestResult> Request(KernelContext context, UnwindWork work);

    /// <summary><c>unwind_deferred_cancel()</c>.</summary>
    /// <param name="context">Who cancels.</param>
    /// <param name="task">The task whose callback is cancelled, in designs that cancel task by task.</param>
    /// <param name="work">The descriptor.</param>
    public abstract Step<bool> Cancel(KernelContext context, TaskStruct task, UnwindWork work);

    /// <summary><c>unwind_user_faultable()</c>: unwinds the user stack of <c>current</c> at once. Nothing, in designs that
    /// have no such function.</summary>
    public virtual Step UnwindDirectly(KernelContext context) => Step.Done;

    /// <summary>What the documentation of the design says of a result.</summary>
    public abstract RequestMeaning MeaningOf(RequestResult result);

    /// <summary>Whether there is anything behind the functions that tracers call.</summary>
    public virtual bool ServesRequests => true;

    /// <summary>Whether "pending" is said of the callback of the tracer that asks; else of the task work, whoever asked.</summary>
    public virtual bool TellsWhoAsked => true;

    /// <summary>Whether the user stack is kept for further callbacks of an entry context once it was walked.</summary>
    public virtual bool KeepsStack => false;

    /// <summary>Whether there is room for more tracers than the few of a scenario.</summary>
    public virtual bool TakesManyTracers => true;

    /// <summary>Whether a callback that was made is made again when it is asked for again in the same entry context.</summary>
    public virtual bool CallsAgain => false;

    /// <summary>Whether what the design keeps for an entry context is forgotten on the way back to user mode; else at the
    /// next entry, or never.</summary>
    public virtual bool ResetsAtExit => false;

    /// <summary>Whether a task that leaves its CPU is unwound before it goes on; else on its way to user mode.</summary>
    public virtual bool UnwindsAtSwitch => false;

    /// <summary>Whether a cancellation is for one task, so that the descriptor can still be used in others and later.</summary>
    public virtual bool CancelsTaskByTask => false;

    /// <summary>A design's callback: reads the pointer and calls.</summary>
    protected static async Step Call(KernelContext context, UnwindWork work, UnwindStackTrace trace, ulong cookie)
    {
        if (await work.Function.Read() == 0)
        {
            Events.Emit(new NullCalled(work, context.Current));
            return;
        }

        Events.Emit(new CallbackStarted(work, context.Current, cookie));
        await work.Callback.Call(context, work, trace, cookie);
    }
}

/// <summary>What <c>unwind_deferred_request()</c> returns.</summary>
/// <param name="Return">The return value: 0, a positive number or a negative error.</param>
/// <param name="Cookie">What it stored through its <c>cookie</c> argument (a timestamp in some designs).</param>
/// <param name="CookieWritten">Whether it stored anything there.</param>
public readonly record struct RequestResult(int Return, ulong Cookie, bool CookieWritten = true);

/// <summary>What a result promises, by the documentation of the design.</summary>
public enum RequestMeaning
{
    /// <summary>The request failed; no callback follows from it.</summary>
    Refused,

    /// <summary>The request failed because its callback has been made in this context, and is not made again.</summary>
    TooLate,

    /// <summary>A callback will be made, after the request.</summary>
    Queued,

    /// <summary>A callback is pending: it will be made, after the request.</summary>
    Pending,

    /// <summary>The callback has been made already, with this cookie.</summary>
    Answered,

    /// <summary>A callback with this cookie is pending or was made already.</summary>
    PendingOrAnswered,

    /// <summary>The documentation does not know such a result.</summary>
    Undocumented,
}

/// <summary>What a tracer does with a user stack: <c>unwind_callback_t</c>.</summary>
public interface IUnwindCallback : IModelObject
{
    /// <summary>Takes a user stack.</summary>
    Step Call(KernelContext context, UnwindWork work, UnwindStackTrace trace, ulong cookie);
}

/// <summary>A tracer's descriptor: <c>struct unwind_work</c>.</summary>
public abstract class UnwindWork : IModelObject
{
    /// <summary>Makes the memory of a descriptor.</summary>
    protected UnwindWork(Machine machine, string name, IUnwindCallback callback)
    {
        Name = name;
        Callback = callback;
        Memory = machine.Model.Region(name);
        Function = machine.Model.Cell(name + ".func", 1, Memory);
    }

    /// <summary>The name shown in traces.</summary>
    public string Name { get; }

    /// <summary>Whether it is registered before anything runs, in designs that register at all.</summary>
    public bool IsRegisteredAtFirst { get; init; } = true;

    /// <summary>The memory that it is in.</summary>
    public Region Memory { get; }

    /// <summary>Its callback.</summary>
    public IUnwindCallback Callback { get; }

    /// <summary>The pointer to its callback: 0 or 1.</summary>
    public Cell Function { get; }

    /// <summary>Its own task-work node; null where each task has one for all tracers.</summary>
    public virtual CallbackHead? OwnHead => null;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
