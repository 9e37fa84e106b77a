using System.Security.Cryptography;
using System.Text;

namespace Interleave.Exploration.Checkpoints;

/// <summary>Recognises a model: a hash of its cells with their values before the first step, its processors, processes and
/// invariants. What the processes do is recognised by <see cref="AutomataHistory"/>.</summary>
internal static class ModelDigest
{
    public static byte[] Of(TransitionSystem system)
    {
        var model = system.Model;
        var text = new StringBuilder();
        foreach (var cell in model.Cells)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"cell {cell.Name} {cell.Word} {cell.Region?.Name}\n");
        }

        text.AppendJoin(' ', system.Initial).Append('\n');
        foreach (var processor in model.Processors)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"processor {processor.Name} {processor.Mask.Word} {processor.Occupant.Word}\n");
        }

        foreach (var process in model.Processes)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"process {process.Name} {process.Kind} {process.Processor?.Index} {process.MayWait}");
            if (process is ProcessThread thread)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $" {thread.Place.Word} {thread.Runnable.Word} {thread.Allowed}");
            }

            if (process is Handler handler)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $" {handler.Level} {handler.Budget.Word} {handler.MaskedFrom} {handler.Urgent} {handler.MustStrike} {handler.Thread?.Index}");
            }

            text.Append('\n');
        }

        foreach (var monitor in model.Monitors)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"invariant {monitor.Invariant}\n");
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
