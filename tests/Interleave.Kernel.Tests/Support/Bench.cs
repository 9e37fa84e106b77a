using Interleave.Exploration;

namespace Interleave.Kernel.Tests.Support;

/// <summary>A machine and what a test puts on it.</summary>
internal sealed class Bench
{
    public Bench(int cpus = 1, Architecture? architecture = null, Budgets? budgets = null)
    {
        Machine = new Machine(Model, architecture ?? Architecture.X8664, cpus, budgets ?? new Budgets());
        InterruptFlag = Model.OwnMask();
    }

    public Model Model { get; } = new();

    public Machine Machine { get; }

    /// <summary>The interrupt flag of the CPU that reads it.</summary>
    public Cell InterruptFlag { get; }

    /// <summary>A task that a test refers to before it says what it does.</summary>
    public TaskStruct Task(string name, TaskKind kind = TaskKind.User) => Machine.AddTask(name, kind);

    /// <summary>A task on CPU 0 that makes one system call.</summary>
    public TaskStruct Task(string name, params IKernelAction[] syscall)
    {
        var task = Task(name);
        Start(task, [Syscall(syscall)], on: 0);
        return task;
    }

    /// <summary>Gives a task its program.</summary>
    public void Start(TaskStruct task, UserStatement[] program, int? on = null, int[]? allowed = null, bool forked = false, bool exits = false) => Machine.Start(
        task,
        UserMode.Of(task.Name, program),
        on is { } cpu ? Machine.Cpus[cpu] : null,
        (allowed ?? [on ?? 0]).Select(number => Machine.Cpus[number]),
        forked,
        exits);

    public static Syscall Syscall(params IKernelAction[] actions) => new(new KernelBlock(actions));

    /// <summary>An interrupt that may strike once.</summary>
    public void Interrupt(string name, ContextLevel level, IKernelAction[] body, int[]? on = null, uint max = 1, int depth = 1, bool inUserMode = false) =>
        Machine.AddInterrupt(name, level, depth, [.. (on ?? [0]).Select(number => Machine.Cpus[number])], max, inUserMode, new KernelBlock(body));

    /// <summary>Somebody on another CPU, who holds references to tasks.</summary>
    public void Remote(string name, TaskStruct[] references, params IKernelAction[] body) =>
        Machine.AddRemote(name, new KernelBlock(body), references);

    /// <summary>A task-work node that does nothing, or what its work is told.</summary>
    public CallbackHead Node(string name, Work? work = null) => Machine.AddHead(name, work ?? new Work(), null);

    /// <summary>Runs an action at a tracepoint.</summary>
    public void At(Tracepoint point, IKernelAction action) => Machine.Probes = new Probe(Machine.Probes, point, action);

    /// <summary>What is noted in each possible execution; every execution must be free of violations.</summary>
    /// <param name="reader">What to note of an event; null: nothing.</param>
    /// <param name="ordered">Whether it matters what comes first.</param>
    public IReadOnlyList<string> Outcomes(Func<object, string?>? reader = null, bool ordered = true)
    {
        var journal = new Journal(reader ?? (static _ => null), ordered);
        Model.Watch(journal);
        var result = Explore.All(Model);
        Assert.Empty(result.Search.Violated);
        Assert.True(result.Search.Complete);
        return [.. journal.Outcomes];
    }

    /// <summary>The invariants that some execution violates.</summary>
    public IReadOnlyList<string> Violated() => Search().Violated;

    private SearchResult Search()
    {
        var result = Explore.All(Model).Search;
        Assert.True(result.Complete);
        return result;
    }

    private sealed class Probe(ITracepointProbes? others, Tracepoint wanted, IKernelAction action) : ITracepointProbes
    {
        public async Step At(Tracepoint point, KernelContext context)
        {
            if (others is not null)
            {
                await others.At(point, context);
            }

            if (point == wanted)
            {
                await action.Run(context);
            }
        }
    }
}
