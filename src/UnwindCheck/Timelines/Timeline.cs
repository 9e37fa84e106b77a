namespace UnwindCheck.Timelines;

/// <summary>What happened where: a lane for each CPU and for each process that acts from elsewhere, and on it nested blocks.</summary>
internal sealed record Timeline(IReadOnlyList<Lane> Lanes, IReadOnlyList<Block> Blocks, IReadOnlyList<int> LaneOfStep);

/// <summary>A lane.</summary>
internal sealed record Lane(string Name, bool IsCpu);

/// <summary>A stretch of steps of one lane.</summary>
/// <param name="Lane">Its number.</param>
/// <param name="Depth">How many blocks it lies in.</param>
/// <param name="Start">The first step, from 0.</param>
/// <param name="End">The last step.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Label">What it is called.</param>
internal sealed record Block(int Lane, int Depth, int Start, int End, BlockKind Kind, string Label);

/// <summary>What a block stands for.</summary>
internal enum BlockKind
{
    /// <summary>A task is on the CPU.</summary>
    Task,

    /// <summary>It is in the kernel: an entry context.</summary>
    Kernel,

    /// <summary>A task work runs.</summary>
    Work,

    /// <summary>A call into the interface, or a callback out of it.</summary>
    Call,

    /// <summary>The scheduler takes the CPU away.</summary>
    Preemption,

    /// <summary>A softirq.</summary>
    SoftIrq,

    /// <summary>A hard interrupt.</summary>
    Irq,

    /// <summary>An NMI or something like one.</summary>
    Nmi,

    /// <summary>Somebody on no CPU of the scenario.</summary>
    Elsewhere,
}
