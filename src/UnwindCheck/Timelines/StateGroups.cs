using Interleave;

namespace UnwindCheck.Timelines;

/// <summary>Sorts the cells of a model by the owners that their names begin with.</summary>
internal sealed class StateGroups
{
    private const string Left = " left";
    private const string Freed = " freed";

    private readonly Model model;
    private readonly HashSet<string> tasks;
    private readonly HashSet<string> cpus;
    private readonly HashSet<string> regions;

    public StateGroups(Model model)
    {
        this.model = model;
        tasks = [.. model.Threads.Select(thread => thread.Name)];
        cpus = [.. model.Processors.Select(processor => processor.Name)];
        regions = [.. model.Cells.Where(cell => cell.Region is not null).Select(cell => cell.Region!.Name)];
        var words = new CellWords(model);
        Groups =
        [
            .. Variables(words).GroupBy(entry => entry.Owner, StringComparer.Ordinal)
                .OrderBy(group => Order(group.Key))
                .Select(group => new StateGroup(Title(group.Key), [.. group.Select(entry => entry.Variable)])),
        ];
    }

    /// <summary>The groups.</summary>
    public IReadOnlyList<StateGroup> Groups { get; }

    private IEnumerable<(string Owner, Variable Variable)> Variables(CellWords words)
    {
        for (var i = 0; i < model.Cells.Count; i++)
        {
            var cell = model.Cells[i];
            var (owner, label) = Split(cell);
            if (label == "active")
            {
                // Which levels are active is what the lanes show.
                continue;
            }

            if (label.EndsWith(".lo", StringComparison.Ordinal) && i + 1 < model.Cells.Count && model.Cells[i + 1].Name == cell.Name[..^3] + ".hi")
            {
                yield return (owner, new Variable(label[..^3], cell, model.Cells[++i], words));
                continue;
            }

            yield return (owner, new Variable(label, cell, null, words));
        }
    }

    private (string Owner, string Label) Split(Cell cell)
    {
        var name = cell.Name.TrimStart('*');
        if (name.EndsWith(Left, StringComparison.Ordinal))
        {
            return ("", name[..^Left.Length]);
        }

        if (name.EndsWith(Freed, StringComparison.Ordinal) && regions.Contains(cell.Name[..^Freed.Length]) && !cell.Name.StartsWith('*'))
        {
            return (name[..^Freed.Length], "freed");
        }

        var owner = tasks.Concat(cpus).Append(cell.Region?.Name ?? "")
            .Where(owner => owner.Length > 0 && name.StartsWith(owner + ".", StringComparison.Ordinal))
            .MaxBy(owner => owner.Length);
        var end = owner?.Length ?? name.IndexOf('.', StringComparison.Ordinal);
        return end < 0 ? ("", name) : (name[..end], name[(end + 1)..]);
    }

    private int Order(string owner) => tasks.Contains(owner) ? 0 : owner.Length == 0 ? 3 : cpus.Contains(owner) ? 2 : 1;

    private string Title(string owner) =>
        tasks.Contains(owner) ? $"Task {owner}"
        : cpus.Contains(owner) ? owner
        : owner.Length == 0 ? "What may still happen"
        : regions.Contains(owner) ? $"Descriptor {owner}"
        : $"Tracer {owner}";
}
