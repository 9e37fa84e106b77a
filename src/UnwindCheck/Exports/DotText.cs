using System.Text;
using Interleave.Replay;
using Interleave.Walking;
using UnwindCheck.Reports;
using UnwindCheck.Timelines;

namespace UnwindCheck.Exports;

/// <summary>A whole state space in the language of Graphviz: a node for each state, an edge for each transition.</summary>
internal static class DotText
{
    /// <summary>The graph.</summary>
    /// <param name="walker">The model.</param>
    /// <param name="name">What the graph is called.</param>
    /// <param name="limit">The most states that are drawn.</param>
    /// <exception cref="InputException">There are more.</exception>
    public static string Of(Walker walker, string name, int limit)
    {
        var numbers = new Dictionary<Position, int>(PositionComparer.Instance) { [walker.Start] = 0 };
        var states = new List<(Position Position, Interpreter Execution)> { (walker.Start, new Interpreter(walker.Model)) };
        var text = new StringBuilder($"digraph {Quoted(name)} {{\n  node [shape=circle, fontsize=9, width=0.3, fixedsize=true];\n  edge [fontsize=8];\n  s0 [style=bold];\n");
        for (var i = 0; i < states.Count; i++)
        {
            var (position, execution) = states[i];
            var ways = walker.From(position);
            if (ways.MayEnd)
            {
                text.Append($"  s{i} [shape=doublecircle{(ways.ViolatedAtEnd.Count == 0 ? "" : $", color=red, xlabel={Quoted(string.Join(", ", ways.ViolatedAtEnd))}")}];\n");
            }

            foreach (var way in ways.All)
            {
                var next = execution.Clone();
                var step = next.Apply(way.Move);
                if (!numbers.TryGetValue(way.Next, out var number))
                {
                    if (states.Count == limit)
                    {
                        throw new InputException($"{name} has more than {Numbers.Exact(limit)} states, too many to draw: nobody could read it; explore it with 'unwindcheck explore', or draw it all the same with --max-states N");
                    }

                    numbers.Add(way.Next, number = states.Count);
                    states.Add((way.Next, next));
                }

                var label = $"{(StepWords.Strikes(step) ? "⚡ " : "")}{step.Process}: {StepWords.Action(step)}";
                text.Append(way.Violated.Count == 0
                    ? $"  s{i} -> s{number} [label={Quoted(label)}];\n"
                    : $"  s{i} -> s{number} [label={Quoted($"{label}\n✗ {string.Join(", ", way.Violated)}")}, color=red, fontcolor=red];\n");
            }
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>In a quoted string of the language only the quote and the backslash mean something.</summary>
    private static string Quoted(string text) => "\"" + text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
