namespace UnwindCheck.Models.Tracers;

/// <summary>How a tracer behaves.</summary>
public sealed record TracerOptions
{
    /// <summary>How many descriptors it has.</summary>
    public required DescriptorKind Kind { get; init; }

    /// <summary>How many copies it has, each with such descriptors.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>Whether somebody will wait for its requests to be over.</summary>
    public bool Quiesces { get; init; }

    /// <summary>Whether it asks for user tasks with an address space only: <c>current->flags &amp; (PF_KTHREAD | PF_USER_WORKER)</c>
    /// and <c>current->mm</c>.</summary>
    public bool LooksFirst { get; init; }

    /// <summary>Whether it is registered already; else it asks for nothing before it is.</summary>
    public bool Registered { get; init; } = true;

    /// <summary>Other tracers may have taken all there is.</summary>
    public bool Crowded { get; init; }

    /// <summary>Whether it asks in an interrupt that it sends to its own CPU.</summary>
    public bool ByIrqWork { get; init; }

    /// <summary>How often its callback asks again.</summary>
    public uint CallbackRequests { get; init; }

    /// <summary>Whether its callback cancels.</summary>
    public bool CallbackCancels { get; init; }
}
