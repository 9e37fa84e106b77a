using Interleave;

namespace UnwindCheck.Models.Designs;

/// <summary><c>local_clock()</c>: a clock for each CPU. It goes on between two readings of one CPU; nothing is said of two
/// CPUs: their difference is bounded on real machines, but by nothing that a design may rely on.</summary>
internal sealed class LocalClock(Model model) : IModelObject
{
    private readonly Cell now = model.PerProcessorCell("local_clock", static _ => 1);

    /// <summary>Reads it.</summary>
    public async Step<ulong> Read() => await now.FetchAdd(1);
}
