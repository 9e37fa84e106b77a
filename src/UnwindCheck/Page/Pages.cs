using UnwindCheck.Checking;
using UnwindCheck.Traces;

namespace UnwindCheck.Page;

/// <summary>The pages of a check: one for each violation, and an overview that leads to them.</summary>
internal static class Pages
{
    private const string OverviewName = "index.html";

    /// <summary>Where the overview goes.</summary>
    public static string Overview(string directory) => Path.Combine(directory, OverviewName);

    /// <summary>Writes all pages, and removes those of an earlier check whose violations are gone.</summary>
    public static void Write(string directory, IReadOnlyList<CheckRow> rows, IReadOnlySet<string> watched)
    {
        try
        {
            Parallel.ForEach(rows, row => Write(directory, row, watched));
        }
        catch (AggregateException exception) when (exception.InnerExceptions.FirstOrDefault(inner => inner is InputException) is { } cause)
        {
            throw new InputException(cause.Message, exception);
        }

        // Last: what it links to is there.
        Files.Write(Overview(directory), OverviewPage.Of(rows));
    }

    /// <summary>The name of a violation's page.</summary>
    public static string NameOf(CheckRow row, string invariant) => $"{row.Design.Name}.{row.Scenario.Name}.{invariant}.html";

    private static void Write(string directory, CheckRow row, IReadOnlySet<string> watched)
    {
        foreach (var violation in row.Violations.Where(violation => violation.TracePath is not null))
        {
            Files.Write(Path.Combine(directory, NameOf(row, violation.Invariant)), TracePage.Of(TraceReplay.Of(violation.TracePath!), OverviewName));
        }

        if (row.Exploration.Search.Complete)
        {
            foreach (var invariant in watched.Where(invariant => row.Violations.All(violation => violation.Invariant != invariant)))
            {
                Files.Remove(Path.Combine(directory, NameOf(row, invariant)));
            }
        }
    }
}
