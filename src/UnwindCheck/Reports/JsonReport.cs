using System.Text.Encodings.Web;
using System.Text.Json;
using Interleave.Exploration;
using UnwindCheck.Checking;
using UnwindCheck.Models.Format;
using UnwindCheck.Traces;

namespace UnwindCheck.Reports;

/// <summary>The verdicts as one JSON object, for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(IReadOnlyList<CheckRow> rows) => JsonSerializer.Serialize(
        new
        {
            version = TraceFile.ToolVersion,
            results = rows.Select(row => new
            {
                design = row.Design.Name,
                scenario = row.Scenario.Name,
                carelessBecause = ScenarioUse.CarelessBecause(row.Scenario),
                verdict = row.Verdict,
                stoppedBy = row.Exploration.Search.StoppedBy,
                unjudged = row.Exploration.Search.Unjudged,
                coverage = row.Exploration.Search.Bitstate?.Estimate,
                violations = row.Violations.Select(violation => new
                {
                    invariant = violation.Invariant,
                    steps = violation.Witness?.Moves.Count,
                    preemptions = violation.Witness?.Preemptions,
                    interrupts = violation.Witness?.Interrupts,
                    trace = violation.TracePath,
                }),
                reduced = row.Exploration.Search.Reduction != Reduction.None,
                states = row.Exploration.Search.States,
                transitions = row.Exploration.Search.Transitions,
                interleavings = row.Exploration.Search.Interleavings?.ToString(),
                collisionProbability = Math.Min(1, row.Exploration.Search.ExpectedMissedStates),
                seconds = row.Elapsed.TotalSeconds,
            }),
        },
        Options) + "\n";
}
