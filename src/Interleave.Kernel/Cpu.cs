namespace Interleave.Kernel;

/// <summary>A CPU: a processor of the engine with the kernel's view of its interrupt flag.</summary>
public sealed class Cpu : IModelObject
{
    internal Cpu(Processor processor) => Processor = processor;

    /// <summary>The number that <c>smp_processor_id()</c> returns here.</summary>
    public uint Id => (uint)Processor.Index;

    /// <summary>The engine's processor. Its mask holds an <see cref="InterruptFlag"/>.</summary>
    public Processor Processor { get; }

    /// <inheritdoc/>
    public override string ToString() => Processor.Name;
}

/// <summary>Values of a CPU's interrupt flag.</summary>
public static class InterruptFlag
{
    /// <summary>Kernel mode, interrupts on: a maskable interrupt may strike on top of the task.</summary>
    public const uint On = 0;

    /// <summary>Kernel mode, interrupts off.</summary>
    public const uint Off = 1;

    /// <summary>User mode. Interrupts are on, but one that strikes here is an entry from user mode, with its own entry
    /// context and exit loop; the task's process takes it itself (<see cref="UserMode"/>). So it does with NMIs.</summary>
    public const uint User = 0x40;

    /// <summary>An NMI that struck in user mode: only deeper ones may strike on top of it.</summary>
    public static uint InNmi(int depth) => Off + (uint)depth;
}
