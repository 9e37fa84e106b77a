using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using UnwindCheck.Traces;

namespace UnwindCheck.Reports.Ci;

/// <summary>
/// SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): a result for each problem, at the line of the last step
/// that the design makes; the steps of each process are a thread flow, and execution orders say how they interleave.
/// Searches that were cut short are notifications.
/// </summary>
internal static class Sarif
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";
    private const string Root = "%SRCROOT%";

    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Stream stream, JudgedRun run)
    {
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json, run);
        WriteInvocation(json, run);
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        var rules = run.Rules.Select((rule, index) => (rule.Id, Index: index)).ToDictionary(rule => rule.Id, rule => rule.Index, StringComparer.Ordinal);
        foreach (var judged in run.Cases)
        {
            foreach (var problem in judged.Problems)
            {
                WriteResult(json, judged, problem, rules[problem.Rule]);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTool(Utf8JsonWriter json, JudgedRun run)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "unwindcheck");
        json.WriteString("semanticVersion", TraceFile.ToolVersion);
        json.WriteStartArray("rules");
        foreach (var rule in run.Rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            WriteText(json, "shortDescription", rule.Says);
            if (rule.Source is not null)
            {
                WriteText(json, "fullDescription", $"{rule.Says} ({rule.Source})");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInvocation(Utf8JsonWriter json, JudgedRun run)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", run.ExitCode != ExitCode.Incomplete);
        json.WriteNumber("exitCode", run.ExitCode);
        json.WriteStartArray("toolExecutionNotifications");
        WriteNotification(json, "note", run.Summary);
        foreach (var judged in run.Cases.Where(judged => judged.Undecided is not null))
        {
            WriteNotification(json, "warning", $"{judged.Suite}, {judged.Name}: {judged.Undecided}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteNotification(Utf8JsonWriter json, string level, string text)
    {
        json.WriteStartObject();
        json.WriteString("level", level);
        WriteText(json, "message", text);
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, JudgedCase judged, Problem problem, int rule)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", problem.Rule);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", "error");
        WriteText(json, "message", problem.Text);
        json.WriteStartArray("locations");
        if (problem.Place is not null)
        {
            json.WriteStartObject();
            WriteLocation(json, problem.Place);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (problem.Flow.Count > 0)
        {
            WriteFlow(json, problem.Flow);
        }

        // The same problem is the same one in the next run, wherever its line has moved to.
        json.WriteStartObject("partialFingerprints");
        json.WriteString("unwindcheck/v1", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{judged.Suite}\n{judged.Name}\n{problem.Rule}"))));
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("suite", judged.Suite);
        json.WriteString("case", judged.Name);
        if (problem.File is not null)
        {
            json.WriteString("file", problem.File);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFlow(Utf8JsonWriter json, IReadOnlyList<FlowStep> flow)
    {
        json.WriteStartArray("codeFlows");
        json.WriteStartObject();
        json.WriteStartArray("threadFlows");
        foreach (var process in flow.GroupBy(step => step.Process, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("id", process.Key);
            json.WriteStartArray("locations");
            foreach (var step in process)
            {
                json.WriteStartObject();
                json.WriteStartObject("location");
                WriteLocation(json, step.Place);
                WriteText(json, "message", $"step {step.Number}: {step.Text}");
                json.WriteEndObject();
                json.WriteNumber("executionOrder", step.Number);
                json.WriteString("importance", step.Matters ? "essential" : "important");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteLocation(Utf8JsonWriter json, SourcePlace place)
    {
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        var uri = UriOf(place.File);
        json.WriteString("uri", uri);
        if (!uri.StartsWith("file:", StringComparison.Ordinal))
        {
            json.WriteString("uriBaseId", Root);
        }

        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", place.Line);
        json.WriteEndObject();
        json.WriteEndObject();
        if (place.Member is not null)
        {
            json.WriteStartArray("logicalLocations");
            json.WriteStartObject();
            json.WriteString("name", place.Member);
            json.WriteString("kind", "function");
            json.WriteEndObject();
            json.WriteEndArray();
        }
    }

    /// <summary>Relative to where the program runs, which is the root of what is checked; or absolute, if it is elsewhere.</summary>
    private static string UriOf(string file)
    {
        var path = file.Replace('\\', '/');
        path = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        if (!Path.IsPathRooted(path))
        {
            return Escaped(path);
        }

        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? new Uri(path).AbsoluteUri : Escaped(relative);
    }

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
