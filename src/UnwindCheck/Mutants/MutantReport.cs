using System.Text.Json;
using Spectre.Console;
using UnwindCheck.Reports;

namespace UnwindCheck.Mutants;

/// <summary>Says what became of mutants.</summary>
internal static class MutantReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Print(IAnsiConsole console, IReadOnlyList<MutantsOfDesign> results)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("design");
        foreach (var column in new[] { "mutants", "killed", "equivalent", "survived", "incomplete", "not compiled", "refused", "not executed", "time" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var result in results)
        {
            int[] counts =
            [
                result.Mutants.Count, result.Count(MutantStatus.Killed), result.Count(MutantStatus.Equivalent), result.Count(MutantStatus.Survived), result.Count(MutantStatus.Incomplete),
                result.Count(LeftOut.NotCompiled), result.Count(LeftOut.Refused), result.Count(LeftOut.NotExecuted),
            ];
            table.AddRow([Markup.Escape(result.Design.Name), .. counts.Select(count => Numbers.Exact(count)), Numbers.Seconds(result.Elapsed)]);
        }

        console.Write(table);
        foreach (var result in results)
        {
            foreach (var mutant in result.Mutants.Where(mutant => mutant.Status is MutantStatus.Survived or MutantStatus.Incomplete))
            {
                console.WriteLine($"{(mutant.Status == MutantStatus.Survived ? "SURVIVED" : "INCOMPLETE")} {result.Design.Name} {mutant.Mutation.Id}{(mutant.Scenario is null ? "" : $" (in {mutant.Scenario}{(mutant.Verdict is null ? "" : ": " + mutant.Verdict)})")}");
                console.WriteLine($"    {mutant.Mutation.File}:{mutant.Mutation.Line}: {Change(mutant.Mutation)}");
            }
        }
    }

    /// <summary>A change in a line.</summary>
    public static string Change(Mutation mutation) => mutation.After.Length == 0 ? $"without {mutation.Before}" : $"{mutation.Before} → {mutation.After}";

    public static string ToJson(IReadOnlyList<MutantsOfDesign> results) => JsonSerializer.Serialize(
        new
        {
            designs = results.Select(result => new
            {
                design = result.Design.Name,
                scenarios = result.Scenarios,
                mutants = result.Mutants.Count,
                killed = result.Count(MutantStatus.Killed),
                equivalent = result.Count(MutantStatus.Equivalent),
                survived = result.Count(MutantStatus.Survived),
                incomplete = result.Count(MutantStatus.Incomplete),
                notCompiled = result.Count(LeftOut.NotCompiled),
                refused = result.Count(LeftOut.Refused),
                notExecuted = result.Count(LeftOut.NotExecuted),
                seconds = Math.Round(result.Elapsed.TotalSeconds, 1),
            }),
            mutants = results.SelectMany(result => result.Mutants.Select(mutant => new
            {
                id = mutant.Mutation.Id,
                design = result.Design.Name,
                status = mutant.Status.ToString().ToLowerInvariant(),
                killedBy = mutant.KilledBy,
                reason = mutant.Reason,
                @operator = mutant.Mutation.Operator,
                file = mutant.Mutation.File,
                line = mutant.Mutation.Line,
                before = mutant.Mutation.Before,
                after = mutant.Mutation.After,
            })),
            leftOut = results.SelectMany(result => result.LeftOut.Select(mutation => new
            {
                id = mutation.Mutation.Id,
                design = result.Design.Name,
                kind = mutation.Kind,
                reason = mutation.Reason,
                file = mutation.Mutation.File,
                line = mutation.Mutation.Line,
                before = mutation.Mutation.Before,
                after = mutation.Mutation.After,
            })),
        },
        Json);
}
