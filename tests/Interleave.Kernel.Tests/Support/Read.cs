namespace Interleave.Kernel.Tests.Support;

/// <summary>Short names of the machine's events.</summary>
internal static class Read
{
    /// <summary>Works as they start.</summary>
    public static string? Works(object occurrence) => occurrence is WorkStarting starting ? starting.Head.Name : null;

    /// <summary>Works, and the ways in and out of the kernel.</summary>
    public static string? WorksAndEntries(object occurrence) => occurrence switch
    {
        KernelEntered => "enter",
        UserReturned => "return",
        _ => Works(occurrence),
    };

    /// <summary>The ways in and out of the kernel, with the task.</summary>
    public static string? EntriesOfTasks(object occurrence) => occurrence switch
    {
        KernelEntered entered => "enter-" + entered.Task,
        UserReturned returned => "return-" + returned.Task,
        _ => null,
    };

    /// <summary>Tasks that leave their CPU and go on.</summary>
    public static string? Switches(object occurrence) => occurrence switch
    {
        SwitchedOut left => "out-" + left.Task,
        SwitchedIn back => "in-" + back.Task,
        _ => null,
    };

    /// <summary>Bugs that the machine reports.</summary>
    public static string? Bugs(object occurrence) => occurrence switch
    {
        SleptInAtomic slept => $"{slept.Context.Level}-slept",
        Warned => "warned",
        _ => null,
    };
}
