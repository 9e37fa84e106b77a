namespace Interleave.Kernel;

/// <summary>How often things may go wrong in one execution.</summary>
/// <param name="Faults">User accesses that fault: each sleeps and goes on, or fails.</param>
/// <param name="Allocations">Allocations that do not succeed at once: each sleeps and succeeds, or fails.</param>
/// <param name="Preemptions">Involuntary context switches of tasks in kernel mode.</param>
public sealed record Budgets(uint Faults = 0, uint Allocations = 0, uint Preemptions = 0);

/// <summary>A computer that runs a kernel: CPUs, tasks, interrupts, and the budgets of the environment.</summary>
public sealed class Machine : IModelObject
{
    private readonly List<Cpu> cpus = [];
    private readonly List<TaskStruct> tasks = [];
    private readonly List<CallbackHead> heads = [];
    private readonly List<Interrupt> interrupts = [];
    private readonly List<IrqWork> irqWorks = [];
    private readonly Dictionary<(TaskStruct Current, ContextLevel Level, Cpu? Cpu), KernelContext> contexts = [];
    private readonly Budgets budgets;
    private readonly Cell faultBudget;
    private readonly Cell allocationBudget;
    private readonly Cell preemptionBudget;

    /// <summary>Builds a machine.</summary>
    public Machine(Model model, Architecture architecture, int cpuCount, Budgets budgets)
    {
        Model = model;
        Architecture = architecture;
        this.budgets = budgets;
        for (var i = 0; i < cpuCount; i++)
        {
            cpus.Add(new Cpu(model.Processor($"cpu{i}", InterruptFlag.User)));
        }

        InterruptFlagOfThisCpu = model.OwnMask();
        faultBudget = model.Cell("faults left", budgets.Faults);
        allocationBudget = model.Cell("allocation failures left", budgets.Allocations);
        preemptionBudget = model.Cell("preemptions left", budgets.Preemptions);
        Elsewhere = NewElsewhere();
        TaskList = new TaskList(this);
    }

    /// <summary>The model that the machine is part of.</summary>
    public Model Model { get; }

    /// <summary>The instruction set.</summary>
    public Architecture Architecture { get; }

    /// <summary>The CPUs, by number.</summary>
    public IReadOnlyList<Cpu> Cpus => cpus;

    /// <summary>The tasks, in the order they were added.</summary>
    public IReadOnlyList<TaskStruct> Tasks => tasks;

    /// <summary>What is attached to the tracepoints; null: nothing.</summary>
    public ITracepointProbes? Probes { get; set; }

    /// <summary>The subsystem under test; null: none.</summary>
    public KernelSubsystem? Subsystem { get; private set; }

    /// <summary>The list of all tasks.</summary>
    public TaskList TaskList { get; }

    /// <summary>The address space's <c>mmap_lock</c>, which page faults take; null where nothing else takes it. All tasks
    /// are threads of one process.</summary>
    public RwSemaphore? MmapLock { get; private set; }

    /// <summary>The interrupts that CPUs send to themselves.</summary>
    internal IReadOnlyList<IrqWork> IrqWorks => irqWorks;

    /// <summary>What <c>task_work_add(TWA_NMI_CURRENT)</c> raises; null where nobody calls that.</summary>
    internal TaskWorkNotification? TaskWorkNotification { get; private set; }

    /// <summary>Process context on some other CPU, with nothing else on it: where a remote tracer calls from.</summary>
    public KernelContext Elsewhere { get; }

    /// <summary>The <see cref="InterruptFlag"/> of the CPU that a context runs on.</summary>
    internal Cell InterruptFlagOfThisCpu { get; }

    /// <summary>Whether NMIs may strike.</summary>
    internal bool HasNmis => interrupts.Exists(interrupt => interrupt.Level == ContextLevel.Nmi);

    /// <summary>The interrupts that may strike.</summary>
    internal IReadOnlyList<Interrupt> Interrupts => interrupts;

    /// <summary>Adds a task; <see cref="Start"/> gives it something to do.</summary>
    public TaskStruct AddTask(string name, TaskKind kind = TaskKind.User)
    {
        var task = new TaskStruct(Model, name, tasks.Count, kind);
        tasks.Add(task);
        return task;
    }

    /// <summary>Makes a subsystem part of the kernel, before interrupts and programs are added.</summary>
    public void Install(KernelSubsystem subsystem)
    {
        Subsystem = subsystem;
        if (subsystem.NmiNotification is { } notification)
        {
            TaskWorkNotification = new TaskWorkNotification(this, notification);
        }
    }

    /// <summary>Lets page faults take the <c>mmap_lock</c>, because something else does.</summary>
    public void AddMmapLock() => MmapLock ??= new RwSemaphore(Model, "mmap_lock");

    /// <summary>Adds a mutex.</summary>
    public Mutex AddMutex(string name) => new(Model, name);

    /// <summary>Adds a reader-writer semaphore.</summary>
    public RwSemaphore AddRwSemaphore(string name) => new(Model, name);

    /// <summary>Adds an RCU flavour.</summary>
    public Rcu AddRcu(string name) => new(Model, name);

    /// <summary>Adds an SRCU domain for the tasks that are known.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="severalWait">Those who wait for its readers do not exclude each other by a lock of their own.</param>
    public Srcu AddSrcu(string name, bool severalWait = false) => new(this, name, severalWait);

    /// <summary>Gives a task its program.</summary>
    /// <param name="task">The task.</param>
    /// <param name="program">Its program in user mode.</param>
    /// <param name="initially">The CPU it runs on at first; null: none, it waits for one.</param>
    /// <param name="allowed">The CPUs it may run on.</param>
    /// <param name="forked">It starts only when another task forks it.</param>
    /// <param name="exits">Whether its program calls exit, so that somebody has to free it.</param>
    public void Start(TaskStruct task, UserMode program, Cpu? initially, IEnumerable<Cpu> allowed, bool forked, bool exits)
    {
        task.User.Reserve(program.Points.Max(point => point.Depth));
        if (forked)
        {
            Model.Initialise(task.Listed, 0);
        }

        var context = ContextOf(task, ContextLevel.Task);
        var life = new TaskLife(this, task, program, initially is not null, forked);
        task.Life = life;
        task.Thread = Model.Thread(task.Name, () => life.Run(context), initially?.Processor, allowed.Select(cpu => cpu.Processor), runnable: !forked && !life.BeginsInContext);
        if (budgets.Preemptions > 0)
        {
            Model.Handler(task.Name + ".preempt", () => Scheduler.Schedule(context), task.Thread, level: 1, preemptionBudget, maskable: true);
        }

        if (exits)
        {
            Model.Process(task.Name + ".rcu", () => TaskExit.Reap(this, task));
        }
    }

    /// <summary>Adds an interrupt that may strike.</summary>
    /// <param name="name">Its name in traces and schedules.</param>
    /// <param name="level">Its level.</param>
    /// <param name="depth">For an NMI: 1, or more for an NMI-like context that may strike inside one of less depth.</param>
    /// <param name="on">The CPUs it may strike on.</param>
    /// <param name="max">How often, on all CPUs together.</param>
    /// <param name="inUserMode">Whether it may also strike in user mode.</param>
    /// <param name="body">What its handler does.</param>
    public void AddInterrupt(string name, ContextLevel level, int depth, IReadOnlyList<Cpu> on, uint max, bool inUserMode, KernelBlock body)
    {
        var budget = Model.Cell(name + " left", max);
        var engineLevel = (int)level + (level == ContextLevel.Nmi ? depth - 1 : 0);
        interrupts.Add(new Interrupt(name, level, depth, on, inUserMode, budget, body));
        foreach (var cpu in on)
        {
            Model.Handler($"{name}@{cpu.Id}", () => InterruptHandler(cpu, level, body), cpu.Processor, engineLevel, budget, maskable: level != ContextLevel.Nmi, maskedFrom: InterruptFlag.InNmi(depth));
        }
    }

    /// <summary>Adds an interrupt that a CPU sends to itself.</summary>
    /// <param name="name">Its name in traces and schedules.</param>
    /// <param name="body">What its handler does.</param>
    public IrqWork AddIrqWork(string name, KernelBlock body)
    {
        var irqWork = new IrqWork(this, name, body);
        irqWorks.Add(irqWork);
        return irqWork;
    }

    /// <summary>Adds somebody elsewhere who acts on a task and holds a reference to it meanwhile.</summary>
    public void AddRemote(string name, KernelBlock body, IReadOnlyList<TaskStruct> references)
    {
        foreach (var task in references)
        {
            Model.Raise(task.References);
        }

        var context = NewElsewhere();
        Model.Process(name, () => Remote(context, body, new TaskSet(references)));
    }

    /// <summary>Adds a task-work node.</summary>
    public CallbackHead AddHead(string name, ITaskWorkFunction function, Region? region)
    {
        var head = new CallbackHead(Model, name, (uint)heads.Count + 1, function, region);
        heads.Add(head);
        return head;
    }

    /// <summary>Adds something that happens by itself, on no CPU of the machine, each time somebody raises a cell: what
    /// others do on behalf of a task while it may be anywhere.</summary>
    public void AddElsewhere(string name, Cell raised, Func<Step> body) =>
        Model.Handler(name, body, Model.Processor(name + ".cpu"), 1, raised, maskable: false, mustStrike: true);

    /// <summary>A context in which others act on a task: its <see cref="KernelContext.Current"/> is that task, but it need
    /// not run.</summary>
    public KernelContext OnBehalfOf(TaskStruct task) => new(this, task, ContextLevel.Task, null, null);

    /// <summary>Adds a buffer that a task may allocate.</summary>
    public TaskBuffer AddBuffer(string name) => new(Model, name);

    /// <summary>The CPU with a number.</summary>
    public Cpu CpuNumber(uint number) => cpus[(int)number];

    /// <summary>The node with a <see cref="CallbackHead.Number"/>.</summary>
    public CallbackHead Head(uint number) => heads[(int)number - 1];

    /// <summary>A context with <paramref name="current"/> at <paramref name="level"/>.</summary>
    public KernelContext ContextOf(TaskStruct current, ContextLevel level, Cpu? cpu = null)
    {
        var key = (current, level, cpu);
        if (!contexts.TryGetValue(key, out var context))
        {
            contexts.Add(key, context = new KernelContext(this, current, level, cpu, InterruptFlagOfThisCpu));
        }

        return context;
    }

    /// <summary>Process context on some other CPU, for somebody who has it for himself: that is who holds a lock.</summary>
    public KernelContext NewElsewhere() => new(this, null, ContextLevel.Task, null, null);

    /// <summary>Runs what is attached to a tracepoint.</summary>
    public Step Trace(Tracepoint point, KernelContext context) => Probes?.At(point, context) ?? Step.Done;

    /// <summary><c>kmalloc(GFP_KERNEL)</c>: may sleep, may fail.</summary>
    public async Step<bool> Kmalloc(KernelContext context, Region memory)
    {
        await context.MightSleep("kmalloc(GFP_KERNEL)");
        if (budgets.Allocations > 0)
        {
            switch (await allocationBudget.Choose(3, "kmalloc: 0 succeeds, 1 sleeps, 2 fails"))
            {
                case 1:
                    await Scheduler.Schedule(context);
                    break;
                case 2:
                    Events.Emit(new AllocationFailed(context.Current));
                    return false;
            }
        }

        Events.Emit(new Allocated(context.Current, memory));
        return true;
    }

    /// <summary><c>kmalloc(GFP_ATOMIC)</c>: never sleeps, may fail; any context.</summary>
    public async Step<bool> KmallocAtomic(KernelContext context)
    {
        if (budgets.Allocations > 0 && await allocationBudget.Choose(2, "kmalloc(GFP_ATOMIC): 0 succeeds, 1 fails") == 1)
        {
            Events.Emit(new AllocationFailed(context.Current, Atomic: true));
            return false;
        }

        return true;
    }

    /// <summary><c>kfree()</c>.</summary>
    public static async Step Kfree(TaskStruct task, Region memory)
    {
        await memory.Freed.WriteOnce(1);
        Events.Emit(new Freed(task, memory));
    }

    /// <summary><c>might_fault()</c>.</summary>
    internal static Step MightFault(KernelContext context) => context.MightSleep("page fault");

    /// <summary>Whether a word of user memory can be read. A fault may sleep.</summary>
    internal async Step<bool> GetUser(KernelContext context)
    {
        if (budgets.Faults > 0)
        {
            switch (await faultBudget.Choose(3, "get_user: 0 present, 1 faults and sleeps, 2 -EFAULT"))
            {
                case 1:
                    await HandleFault(context);
                    break;
                case 2:
                    return false;
            }
        }

        return true;
    }

    /// <summary>Whether a word of user memory is present: one that is not takes from the budget of faults.</summary>
    internal async Step<bool> IsPresent() =>
        budgets.Faults == 0 || await faultBudget.Choose(2, "copy_from_user_nofault: 0 present, 1 not") == 0;

    internal async Step InterruptHandler(Cpu cpu, ContextLevel level, KernelBlock body)
    {
        var current = await cpu.Processor.Occupant.ReadOnce();
        await body.Run(ContextOf(TaskOf(current), level, cpu));
    }

    /// <summary>The task with a thread number. Tasks may be started in another order than they were added.</summary>
    private TaskStruct TaskOf(uint thread) => tasks.Find(task => task.Thread is { } started && started.Number == (int)thread)!;

    /// <summary>A page that has to be read in.</summary>
    private async Step HandleFault(KernelContext context)
    {
        if (MmapLock is null)
        {
            await Scheduler.Schedule(context);
            return;
        }

        await MmapLock.AcquireRead(context);
        await Scheduler.Schedule(context);
        await MmapLock.ReleaseRead(context);
    }

    private static async Step Remote(KernelContext context, KernelBlock body, TaskSet references)
    {
        await body.Run(context);
        for (var i = 0; i < references.Tasks.Count; i++)
        {
            await references.Tasks[i].References.FetchAdd(uint.MaxValue);
        }
    }

    private sealed record TaskSet(IReadOnlyList<TaskStruct> Tasks) : IModelObject;
}

/// <summary>An interrupt that may strike.</summary>
internal sealed record Interrupt(string Name, ContextLevel Level, int Depth, IReadOnlyList<Cpu> On, bool InUserMode, Cell Budget, KernelBlock Body) : IModelObject;
