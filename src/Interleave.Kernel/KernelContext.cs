namespace Interleave.Kernel;

/// <summary>Where code runs, from the lowest priority to the highest.</summary>
public enum ContextLevel
{
    /// <summary>Process context.</summary>
    Task,

    /// <summary>A softirq: interrupts may strike on top of it.</summary>
    SoftIrq,

    /// <summary>A hard interrupt: only NMIs may strike on top of it.</summary>
    Irq,

    /// <summary>An NMI or something NMI-like (#DB, #MC, int3): only a deeper one may strike on top of it.</summary>
    Nmi,
}

/// <summary>What a function of the kernel knows of where it runs: <c>current</c>, the level, and how to mask
/// interrupts there. One instance exists for each combination, made before exploration.</summary>
public sealed class KernelContext : IModelObject
{
    private readonly Cell? ownMask;
    private readonly Cpu? cpu;

    internal KernelContext(Machine machine, TaskStruct? current, ContextLevel level, Cpu? cpu, Cell? ownMask)
    {
        Machine = machine;
        Current = current!;
        Level = level;
        this.cpu = cpu;
        this.ownMask = ownMask;
    }

    /// <summary>The machine.</summary>
    public Machine Machine { get; }

    /// <summary><c>current</c>. A context elsewhere (<see cref="Machine.Elsewhere"/>) has none that matters.</summary>
    public TaskStruct Current { get; }

    /// <summary>The level.</summary>
    public ContextLevel Level { get; }

    /// <summary>Whether this is <see cref="Machine.Elsewhere"/>: some other CPU with nothing else on it.</summary>
    public bool IsElsewhere => ownMask is null;

    /// <summary><c>in_nmi()</c>.</summary>
    public bool InNmi => Level == ContextLevel.Nmi;

    /// <summary>Whether interrupts are off for as long as this context runs, so that masking them changes nothing:
    /// hard interrupts and NMIs run with interrupts off, and a context elsewhere has none.</summary>
    private bool CannotBeInterrupted => Level >= ContextLevel.Irq || ownMask is null;

    /// <summary><c>local_irq_save()</c>: returns the flag to restore.</summary>
    public async Step<uint> IrqSave() => CannotBeInterrupted ? InterruptFlag.Off : await ownMask!.Exchange(InterruptFlag.Off);

    /// <summary><c>local_irq_restore()</c>.</summary>
    public async Step IrqRestore(uint flags)
    {
        if (!CannotBeInterrupted)
        {
            await ownMask!.WriteOnce(flags);
        }
    }

    /// <summary><c>smp_processor_id()</c>. In an interrupt the CPU cannot change, so reading it is no step.</summary>
    public async Step<uint> SmpProcessorId() => cpu is not null ? cpu.Id : await CellOperations.ProcessorIndex();

    /// <summary><c>might_sleep()</c>: reports a context that must not sleep.</summary>
    public async Step MightSleep(string where)
    {
        if (Level != ContextLevel.Task || (ownMask is not null && await ownMask.ReadOnce() >= InterruptFlag.Off))
        {
            Events.Emit(new SleptInAtomic(this, where));
        }
    }

    /// <summary><c>WARN_ON_ONCE()</c>. The model reports each time: a state does not remember earlier warnings.</summary>
    public static bool WarnOn(bool condition, string text)
    {
        if (condition)
        {
            Events.Emit(new Warned(text));
        }

        return condition;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Current?.Name ?? "elsewhere"}/{Level}";
}
