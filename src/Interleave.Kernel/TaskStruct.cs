namespace Interleave.Kernel;

/// <summary>A task: the fields of <c>task_struct</c> that the model needs.</summary>
public sealed class TaskStruct : IModelObject
{
    /// <summary>Bit of <see cref="ThreadFlags"/>: task work may be pending.</summary>
    public const uint TifNotifyResume = 1;

    /// <summary>Bit of <see cref="ThreadFlags"/>: the scheduler wants the CPU.</summary>
    public const uint TifNeedResched = 2;

    /// <summary>Bit of <see cref="Flags"/>: <c>do_exit()</c> has begun.</summary>
    public const uint PfExiting = 1;

    internal TaskStruct(Model model, string name, int index)
    {
        Name = name;
        Index = index;
        ThreadFlags = model.Cell(name + ".TIF");
        Flags = model.Cell(name + ".flags");
        Mm = model.Cell(name + ".mm", 1);
        TaskWorks = model.Cell(name + ".task_works");
        PiLock = model.Cell(name + ".pi_lock");
        Dead = model.Cell(name + ".dead");
        References = model.Cell(name + ".refs");
        User = new UserMemory(model, name);
    }

    /// <summary>The name shown in traces.</summary>
    public string Name { get; }

    /// <summary>Position among the machine's tasks, from 0.</summary>
    public int Index { get; }

    /// <summary>The TIF_ bits.</summary>
    public Cell ThreadFlags { get; }

    /// <summary>The PF_ bits.</summary>
    public Cell Flags { get; }

    /// <summary>1 while the task has an address space, 0 after <c>exit_mm()</c>.</summary>
    public Cell Mm { get; }

    /// <summary>Head of the task-work list: 0, the number of a <see cref="CallbackHead"/>, or
    /// <see cref="TaskWork.WorkExited"/>.</summary>
    public Cell TaskWorks { get; }

    /// <summary>The lock that cancelling task work takes.</summary>
    public Cell PiLock { get; }

    /// <summary>1 once the task has left its CPU for the last time.</summary>
    public Cell Dead { get; }

    /// <summary>References that others hold; the task is freed when it is dead and nobody holds one.</summary>
    public Cell References { get; }

    /// <summary>Its user memory and registers.</summary>
    public UserMemory User { get; }

    /// <summary>The engine's thread.</summary>
    public ProcessThread Thread { get; internal set; } = null!;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
