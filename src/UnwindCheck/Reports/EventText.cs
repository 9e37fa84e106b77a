using Interleave.Automata;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Reports;

/// <summary>Events in the words of the kernel.</summary>
internal static class EventText
{
    public static string Of(object occurrence) => occurrence switch
    {
        KernelEntered entered => $"{entered.Task} enters the kernel with user stack {entered.Stack}",
        UserReturned returned => $"{returned.Task} is back in user mode",
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
        Freed freed => $"{freed.Memory} is freed",
        CookieAssigned assigned => $"the context of {assigned.Task} has cookie {assigned.Cookie:x}",
        RequestStarted started => $"request({started.Work}) begins{At(started.Level)}",
        RequestReturned returned => $"request({returned.Work}) returns {Error(returned.Result.Return)}, cookie {(returned.Result.CookieWritten ? returned.Result.Cookie.ToString("x") : "not written")}",
        CallbackHandedData handed => $"callback({handed.Work}) is handed the data of {handed.Data}",
        KernelSampleTaken taken => $"{taken.Work} takes a sample of {taken.Task}",
        CallbackStarted started => $"callback({started.Work}) begins with cookie {started.Cookie:x}",
        CallbackSawStack callback => $"callback({callback.Work}) sees user stack {callback.Stack?.ToString() ?? "<garbage>"}",
        CallbackFinished finished => $"callback({finished.Work}) returns",
        PendingSet set => $"{set.Work} is marked pending",
        PendingCleared cleared => $"{cleared.Work} is no longer marked pending",
        CancelStarted started => $"cancel({started.Task}, {started.Work}) begins",
        CancelReturned returned => $"cancel({returned.Task}, {returned.Work}) returns {(returned.Result ? "true" : "false")}",
        WorkMemoryFreed freed => $"the memory of {freed.Work} is freed",
        DeclarationMismatch mismatch => $"{mismatch.Called} meets the declaration {mismatch.Declared}",
        ProcessFailed failed => failed.Description,
        _ => occurrence.ToString() ?? "",
    };

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

    private static string At(ContextLevel level) => level == ContextLevel.Task ? "" : $" in {level} context";
}
