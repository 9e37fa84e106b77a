using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Models;

/// <summary>What a scenario attaches to tracepoints.</summary>
internal sealed class Probes : ITracepointProbes
{
    private readonly Probe[] probes;

    public Probes(Model model, IEnumerable<(ProbeLine Line, TaskStruct? Task, KernelBlock Body)> lines) =>
        probes = [.. lines.Select((line, index) => new Probe(
            line.Line.Tracepoint,
            line.Task,
            line.Line.Max is { } max ? model.Cell($"probe {index + 1} left", max) : null,
            line.Body))];

    /// <inheritdoc/>
    public async Step At(Tracepoint point, KernelContext context)
    {
        for (var i = 0; i < probes.Length; i++)
        {
            var probe = probes[i];
            if (probe.Tracepoint != point || (probe.Task is not null && probe.Task != context.Current))
            {
                continue;
            }

            if (probe.Left is not null)
            {
                var left = await probe.Left.ReadOnce();
                if (left == 0)
                {
                    continue;
                }

                await probe.Left.WriteOnce(left - 1);
            }

            await probe.Body.Run(context);
        }
    }

    private sealed record Probe(Tracepoint Tracepoint, TaskStruct? Task, Cell? Left, KernelBlock Body) : IModelObject;
}
