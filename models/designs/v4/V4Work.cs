using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>v4's descriptor: it has a task-work node and a pending mark of its own.</summary>
public sealed class V4Work : UnwindWork
{
    internal V4Work(Machine machine, string name, IUnwindCallback callback, Func<V4Work, ITaskWorkFunction> function, V4Changes changes)
        : base(machine, name, callback)
    {
        Head = machine.AddHead(name + ".work", function(this), Memory);
        Pending = machine.Model.Cell(name + ".pending", 0, Memory);
        Running = changes.HasFlag(V4Changes.CancelWaits) ? machine.Model.Cell(name + ".running", 0, Memory) : null;
        Delivered = changes.HasFlag(V4Changes.OncePerContext)
            ? new KernelU64(machine.Architecture, machine.Model.Cell64(name + ".delivered", 0, Memory))
            : null;
    }

    /// <summary>Its task-work node.</summary>
    public CallbackHead Head { get; }

    /// <inheritdoc/>
    public override CallbackHead? OwnHead => Head;

    /// <summary>1 while it is considered queued.</summary>
    public Cell Pending { get; }

    /// <summary>1 while a callback runs, where a change needs that.</summary>
    public Cell? Running { get; }

    /// <summary>The cookie of the last callback, where a change needs that.</summary>
    public KernelU64? Delivered { get; }
}
