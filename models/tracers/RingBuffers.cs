using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Tracers;

/// <summary>A tracer's ring buffers, one for each CPU. Nobody reads them before the end: what does not fit is lost.</summary>
/// <remarks>Reserving a record is one step, which an NMI cannot come into, as <c>perf_output_begin()</c> and the ftrace ring
/// buffer have it; only the number of records is kept, the records are events.</remarks>
public sealed class RingBuffers : IModelObject
{
    private readonly Cell? used;
    private readonly uint capacity;

    /// <summary>Makes them.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="tracer">The name of the tracer.</param>
    /// <param name="capacity">Records that fit into one; null: as many as there are.</param>
    public RingBuffers(Machine machine, string tracer, uint? capacity)
    {
        used = capacity is null ? null : machine.Model.PerProcessorCell(tracer + ".records", static _ => 0);
        this.capacity = capacity ?? 0;
    }

    /// <summary>Reserves a record in the buffer of this CPU. False: there is no room.</summary>
    public async Step<bool> Reserve() => used is null || await used.FetchAdd(1) < capacity;
}
