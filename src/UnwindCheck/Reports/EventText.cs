using Interleave.Automata;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Tracers;

namespace UnwindCheck.Reports;

/// <summary>Events in the words of the kernel.</summary>
internal static class EventText
{
    public static string Of(object occurrence) => occurrence switch
    {
        KernelEntered entered => $"{entered.Task} enters the kernel with user stack {entered.Stack}",
        UserReturned returned => $"{returned.Task} is back in user mode",
        SignalFrameBuilt built => $"{built.Task} is about to run a signal handler: its user registers are the handler's",
        SwitchedOut left => $"{left.Task} is about to leave its CPU",
        SwitchedIn back => $"{back.Task} goes on",
        TaskExiting exiting => $"{exiting.Task} exits",
        TaskReleased released => $"{released.Task} has left the list of tasks",
        TaskGone gone => $"{gone.Task} is freed",
        WorkQueued queued => $"{queued.Head} is in the list of {queued.Task}",
        WorkUnlinked unlinked => $"{unlinked.Head} is out of the list of {unlinked.Task}",
        WorkStarting starting => $"{starting.Task} takes {starting.Head} to run it",
        WorkFinished finished => $"{finished.Head} has run",
        Warned warned => $"WARNING: {warned.Text}",
        SleptInAtomic slept => $"BUG: {slept.Where} in {slept.Context}",
        Allocated allocated => $"{allocated.Memory} is allocated",
        AllocationFailed failed => $"there is no memory for {failed.Task}",
        KeptInTask kept => $"{kept.Task} has {Of(kept.Part)}",
        ForgottenInTask forgotten => $"{forgotten.Task} no longer has {Of(forgotten.Part)}",
        Stored stored => $"{stored.Task} stores to {stored.Memory}",
        Loaded loaded => $"{loaded.Task} looks at {loaded.Memory}",
        Freed freed => $"{freed.Memory} is freed",
        CookieAssigned assigned => $"the context of {assigned.Task} has cookie {assigned.Cookie:x}",
        RequestStarted started => $"request({started.Work}) begins{At(started.Level)}",
        RequestReturned returned => $"request({returned.Work}) returns {Error(returned.Result.Return)}, cookie {(returned.Result.CookieWritten ? returned.Result.Cookie.ToString("x") : "not written")}",
        CallbackHandedData handed => $"callback({handed.Work}) is handed the data of {handed.Data}",
        KernelSampleTaken taken => $"{taken.Work} takes a sample of {taken.Task}",
        StackSettled settled => $"the user stack for callback({settled.Work}) is settled",
        CallbackStarted started => $"callback({started.Work}) begins with cookie {started.Cookie:x}",
        CallbackSawStack callback => $"callback({callback.Work}) sees user stack {callback.Stack?.ToString() ?? "<garbage>"}",
        CallbackFinished finished => $"callback({finished.Work}) returns",
        PendingSet set => $"{set.Work} is marked pending",
        PendingCleared cleared => $"{cleared.Work} is no longer marked pending",
        CancelStarted started => $"{Cancel(started)} begins",
        CancelReturned returned => $"{Cancel(new CancelStarted(returned.Work, returned.Task))} returns {(returned.Result ? "true" : "false")}",
        RegisterStarted started => $"register({started.Work}) begins",
        RegisterReturned returned => $"register({returned.Work}) returns: it is {(returned.Accepted ? "registered" : "refused")}",
        NullCalled called => $"BUG: {called.Task} calls the callback of {called.Work}, which is NULL",
        UnwoundDirectly unwound => $"a tracer unwinds {unwound.Task} by itself: {(unwound.Stack.Count == 0 ? "nothing" : $"user stack {unwound.Stack}")}",
        MaskBitAssigned assigned => $"{assigned.Work} is given bit {assigned.Bit}{(assigned.Reserved ? ", which the interface uses itself" : "")}",
        MaskBitSet set => $"bit {set.Bit} of {set.Task}'s mask is set for {set.Work}",
        MaskBitsCleared { Bits: ulong.MaxValue } cleared => $"{cleared.Task}'s mask is cleared",
        MaskBitsCleared cleared => $"bits {cleared.Bits:x} of {cleared.Task}'s mask are cleared",
        LockWanted wanted => $"{wanted.Lock} is wanted",
        LockTaken taken => $"{taken.Lock} is taken",
        LockDropped dropped => $"{dropped.Lock} is given back",
        SampleRecorded sample => $"{sample.Tracer} writes a sample of {sample.Task} to its ring buffer, cookie {sample.Cookie:x}",
        StackRecorded stack => $"{stack.Tracer} writes user stack {stack.Stack} of {stack.Task} to its ring buffer, cookie {stack.Cookie:x}",
        RecordLost lost => $"the ring buffer of {lost.Tracer} is full: a record of {lost.Task} with cookie {lost.Cookie:x} is lost",
        WorkMemoryFreed freed => $"the memory of {freed.Work} is freed",
        DeclarationMismatch mismatch => $"{mismatch.Called} meets the declaration {mismatch.Declared}",
        ProcessFailed failed => failed.Description,
        _ => occurrence.ToString() ?? "",
    };

    /// <summary>A cancellation, with its task where the design's interface has one.</summary>
    public static string Cancel(CancelStarted started) => started.Task is null ? $"cancel({started.Work})" : $"cancel({started.Task}, {started.Work})";

    private static string Of(ContextPart part) => part switch
    {
        ContextPart.Cookie => "a cookie",
        ContextPart.CookieOfNmi => "a cookie that an NMI left",
        ContextPart.Stack => "a user stack in its cache",
        _ => "the pending mark",
    };

    private static string Error(int value) => value switch
    {
        -3 => "-ESRCH",
        -12 => "-ENOMEM",
        -16 => "-EBUSY",
        -17 => "-EEXIST",
        -22 => "-EINVAL",
        -114 => "-EALREADY",
        _ => $"{value}",
    };

    private static string At(ContextLevel level) => level switch
    {
        ContextLevel.Task => "",
        ContextLevel.SoftIrq => " in a softirq",
        ContextLevel.Irq => " in an interrupt",
        _ => " in an NMI",
    };
}
