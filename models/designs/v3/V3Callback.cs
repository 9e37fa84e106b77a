using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary><c>struct unwind_callback</c> of v2 and v3: who has one of the few slots of the global array. It stands for the
/// tracer's own data as well, the <c>void *data</c> of a request, so that it is seen whose data a callback is handed.</summary>
public sealed class V3Callback : UnwindWork
{
    /// <summary>The value of <see cref="Index"/> in a callback that is not registered: -1.</summary>
    public const uint NoIndex = uint.MaxValue;

    internal V3Callback(Machine machine, string name, IUnwindCallback callback, uint number, uint index)
        : base(machine, name, callback)
    {
        Number = number;
        Index = machine.Model.Cell(name + ".idx", index, Memory);
        Enabled = machine.Model.Cell(name + ".enabled", 0, Memory);
        Data = machine.Model.Cell(name + ".data", 1, Memory);
        RemovalQueued = machine.Model.Cell(name + ".rcu");
    }

    /// <summary>The value of a pointer to it.</summary>
    public uint Number { get; }

    /// <summary><c>idx</c>.</summary>
    public Cell Index { get; }

    /// <summary><c>enabled</c>, in the designs that have it.</summary>
    public Cell Enabled { get; }

    /// <summary>What callbacks look at first in the data that they are handed.</summary>
    public Cell Data { get; }

    /// <summary>1 while <c>rcu</c> is queued by <c>call_srcu()</c>. It belongs to the queue, not to the callback's memory.</summary>
    public Cell RemovalQueued { get; }
}
