using System.Text;

namespace UnwindCheck.Reports.Ci;

/// <summary>A few lines of Markdown for the page of a build: what a step of a workflow writes to $GITHUB_STEP_SUMMARY.</summary>
internal static class StepSummary
{
    /// <summary>The page holds a megabyte, and nobody reads that.</summary>
    private const int MostRows = 100;

    public static string Of(JudgedRun run)
    {
        var text = new StringBuilder();
        var problems = run.Cases.SelectMany(judged => judged.Problems.Select(problem => (Case: judged, Problem: problem))).ToList();
        var undecided = run.Cases.Where(judged => judged.Undecided is not null).ToList();
        var mark = problems.Count > 0 ? "✗" : undecided.Count > 0 ? "?" : "✓";
        text.Append("### ").Append(mark).Append(" unwindcheck ").Append(run.Command).Append("\n\n");
        if (problems.Count > 0)
        {
            text.Append("| | | broken | how | trace |\n|---|---|---|---|---|\n");
            foreach (var (judged, problem) in problems.Take(MostRows))
            {
                text.Append("| ").AppendJoin(" | ", Cell(judged.Suite), Cell(judged.Name), Cell(problem.Rule), Cell(problem.Text), problem.File is null ? "" : Cell(problem.File)).Append(" |\n");
            }

            text.Append('\n');
            if (problems.Count > MostRows)
            {
                text.Append("… and ").Append(problems.Count - MostRows).Append(" more.\n\n");
            }
        }

        foreach (var judged in undecided.Take(MostRows))
        {
            text.Append("- undecided: ").Append(Cell(judged.Suite)).Append(", ").Append(Cell(judged.Name)).Append(": ").Append(Cell(judged.Undecided!)).Append('\n');
        }

        if (undecided.Count > MostRows)
        {
            text.Append("- … and ").Append(undecided.Count - MostRows).Append(" more that are undecided\n");
        }

        return text.Append(undecided.Count > 0 ? "\n" : "").Append(Cell(run.Summary)).Append("\n\n").ToString();
    }

    /// <summary>Text that Markdown takes for nothing else.</summary>
    private static string Cell(string text) => string.Concat(text.Select(c => c switch
    {
        _ when char.IsControl(c) => " ",
        '<' => "&lt;",
        '|' or '*' or '_' or '`' or '[' or ']' or '\\' or '#' => "\\" + c,
        _ => c.ToString(),
    }));
}
