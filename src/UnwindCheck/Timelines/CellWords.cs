using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Timelines;

/// <summary>What the numbers in the kernel's variables mean.</summary>
internal sealed class CellWords
{
    private const string Next = ".next";

    private readonly Model model;
    private readonly List<string> nodes;

    public CellWords(Model model)
    {
        this.model = model;

        // A pointer to a task-work node is its number, and nodes are numbered in the order in which they were added.
        nodes = [.. model.Cells.Where(cell => cell.Name.EndsWith(Next, StringComparison.Ordinal)).Select(cell => cell.Name[..^Next.Length])];
    }

    /// <summary>A value of a cell: the number, and what it means if there are words for it.</summary>
    public string Described(string cell, ulong value)
    {
        var label = cell[(cell.LastIndexOf('.') + 1)..];
        return Of("." + label == Next ? Next : label, value) is { Length: > 0 } meaning ? $"{StepWords.Value(value)} ({meaning})" : StepWords.Value(value);
    }

    /// <summary>The meaning of a value; empty when the number says it all.</summary>
    public string Of(string label, ulong value) => label switch
    {
        "mask" => value switch
        {
            InterruptFlag.On => "interrupts on",
            InterruptFlag.Off => "interrupts off",
            InterruptFlag.User => "user mode",
            _ => "",
        },
        "current" => value == 0 ? "idle" : Thread(value),
        "place" => value == 0 ? "on no CPU" : value <= (ulong)model.Processors.Count ? $"on {model.Processors[(int)value - 1]}" : "",
        "runnable" => value == 0 ? "sleeps" : "may run",
        "TIF" => Bits(value, (TaskStruct.TifNotifyResume, "NOTIFY_RESUME"), (TaskStruct.TifNeedResched, "NEED_RESCHED")),
        "flags" => Bits(value, (TaskStruct.PfExiting, "PF_EXITING")),
        "mm" => value == 0 ? "NULL: has exited" : "",
        "task_works" => Node(value, "empty list"),
        "pi_lock" => value == 0 ? "free" : "held",
        "dead" => value == 0 ? "" : "gone",
        "pending" => value == 0 ? "not pending" : "pending",
        "running" => value == 0 ? "" : "callback runs",
        "freed" => value == 0 ? "" : "freed",
        "entries" => value == 0 ? "NULL" : "allocated",
        _ when label.EndsWith(" freed", StringComparison.Ordinal) => value == 0 ? "" : "freed",
        _ when label.EndsWith(Next, StringComparison.Ordinal) => Node(value, "end of list"),
        _ => "",
    };

    private string Thread(ulong number) => model.Threads.FirstOrDefault(thread => (ulong)thread.Number == number)?.Name ?? "";

    private string Node(ulong value, string none) =>
        value == 0 ? none : value == TaskWork.WorkExited ? "work_exited" : value <= (ulong)nodes.Count ? nodes[(int)value - 1] : "";

    private static string Bits(ulong value, params (uint Bit, string Name)[] names) =>
        string.Join(" + ", names.Where(name => (value & name.Bit) != 0).Select(name => name.Name));
}
