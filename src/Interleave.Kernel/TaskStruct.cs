namespace Interleave.Kernel;

/// <summary>A task: the fields of <c>task_struct</c> that the model needs.</summary>
public sealed class TaskStruct : IModelObject
{
    /// <summary>Bit of <see cref="ThreadFlags"/>: task work may be pending.</summary>
    public const uint TifNotifyResume = 1;

    /// <summary>Bit of <see cref="ThreadFlags"/>: the scheduler wants the CPU.</summary>
    public const uint TifNeedResched = 2;

    /// <summary>Bit of <see cref="ThreadFlags"/>: a signal is pending.</summary>
    public const uint TifSigPending = 4;

    /// <summary>Bit of <see cref="Flags"/>: <c>do_exit()</c> has begun.</summary>
    public const uint PfExiting = 1;

    /// <summary>Bit of <see cref="Flags"/>: a kernel thread.</summary>
    public const uint PfKthread = 2;

    /// <summary>Bit of <see cref="Flags"/>: a thread of io_uring or vhost.</summary>
    public const uint PfUserWorker = 4;

    internal TaskStruct(Model model, string name, int index, TaskKind kind)
    {
        Name = name;
        Index = index;
        Kind = kind;
        ThreadFlags = model.Cell(name + ".TIF");
        Flags = model.Cell(name + ".flags", kind switch { TaskKind.KernelThread => PfKthread, TaskKind.UserWorker => PfUserWorker, _ => 0 });
        Mm = model.Cell(name + ".mm", kind == TaskKind.KernelThread ? 0u : 1u);
        TaskWorks = model.Cell(name + ".task_works");
        PiLock = model.Cell(name + ".pi_lock");
        Dead = model.Cell(name + ".dead");
        Listed = model.Cell(name + ".listed", 1);
        References = model.Cell(name + ".refs");
        User = new UserMemory(model, name);
    }

    /// <summary>The name shown in traces.</summary>
    public string Name { get; }

    /// <summary>Position among the machine's tasks, from 0.</summary>
    public int Index { get; }

    /// <summary>What kind of task it is.</summary>
    public TaskKind Kind { get; }

    /// <summary><c>user_mode(task_pt_regs(task))</c>: a user worker has the registers of a task that is about to start, all
    /// of them 0, but in user mode.</summary>
    public bool HasUserRegisters => Kind != TaskKind.KernelThread;

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

    /// <summary>1 while the task is on the list of all tasks; kept only where somebody walks that list.</summary>
    public Cell Listed { get; }

    /// <summary>References that others hold; the task is freed when it is dead and nobody holds one.</summary>
    public Cell References { get; }

    /// <summary>Its user memory and registers.</summary>
    public UserMemory User { get; }

    /// <summary>The engine's thread.</summary>
    public ProcessThread Thread { get; internal set; } = null!;

    /// <summary>What it does.</summary>
    internal TaskLife Life { get; set; } = null!;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Kinds of tasks.</summary>
public enum TaskKind
{
    /// <summary>A task that runs in user mode.</summary>
    User,

    /// <summary>PF_USER_WORKER: a thread of io_uring or vhost. It has an address space but never returns to user mode.</summary>
    UserWorker,

    /// <summary>PF_KTHREAD: no address space, no user mode.</summary>
    KernelThread,
}
