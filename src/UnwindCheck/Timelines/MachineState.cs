using Interleave;
using Interleave.Replay;

namespace UnwindCheck.Timelines;

/// <summary>What all variables of a machine hold, by owner, before an execution and after each of its steps.</summary>
/// <param name="Groups">The variables: tasks first, then descriptors and tracers, CPUs, and what may still happen.</param>
/// <param name="Initial">What each holds at first, in the order of the groups.</param>
/// <param name="Changes">For each step the variables, by their place in that order, that hold something else after it.</param>
internal sealed record MachineState(
    IReadOnlyList<StateGroup> Groups,
    IReadOnlyList<CellText> Initial,
    IReadOnlyList<IReadOnlyList<(int Variable, CellText Text)>> Changes)
{
    /// <summary>Executes steps on a model and writes down what its variables hold.</summary>
    public static MachineState Of(Model model, IReadOnlyList<TraceStep> steps)
    {
        var groups = new StateGroups(model).Groups;
        var variables = groups.SelectMany(group => group.Variables).ToList();
        var interpreter = new Interpreter(model);
        var initial = variables.ConvertAll(variable => variable.TextOf(interpreter));
        var now = initial.ToList();
        var changes = new List<IReadOnlyList<(int, CellText)>>();
        foreach (var step in steps)
        {
            interpreter.Apply(step.Move);
            var changed = new List<(int, CellText)>();
            for (var i = 0; i < variables.Count; i++)
            {
                if (variables[i].TextOf(interpreter) is var text && text != now[i])
                {
                    changed.Add((i, text));
                    now[i] = text;
                }
            }

            changes.Add(changed);
        }

        return new MachineState(groups, initial, changes);
    }
}

/// <summary>Variables with one owner.</summary>
internal sealed record StateGroup(string Title, IReadOnlyList<Variable> Variables);

/// <summary>A variable of one or two words.</summary>
/// <param name="Label">Its name without its owner's.</param>
/// <param name="Low">The cell, or the low half.</param>
/// <param name="High">The high half, or null.</param>
/// <param name="Words">What its values mean.</param>
internal sealed record Variable(string Label, Cell Low, Cell? High, CellWords Words)
{
    /// <summary>What the variable holds.</summary>
    public CellText TextOf(Interpreter interpreter)
    {
        var value = interpreter.ValueOf(Low) | (High is null ? 0 : (ulong)interpreter.ValueOf(High) << 32);
        return value == Model.Uninitialised ? new CellText("?", "never written") : new CellText(StepWords.Value(value), Words.Of(Label, value));
    }
}

/// <summary>What a variable holds: the number, and what it means, if there are words for it.</summary>
internal readonly record struct CellText(string Value, string Meaning);
