using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace UnwindCheck.Tests.Program;

/// <summary>What <c>--json</c> wrote. Reading it insists on its members, all of them and no others.</summary>
public sealed class Report
{
    private Report(string version, IReadOnlyList<ReportResult> results)
    {
        Version = version;
        Results = results;
    }

    public string Version { get; }

    public IReadOnlyList<ReportResult> Results { get; }

    /// <summary>The result of a design in a scenario.</summary>
    public ReportResult this[string design, string scenario] => Assert.Single(Results, result => result.Design == design && result.Scenario == scenario);

    public static Report Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        Members(root, "version", "results");
        return new Report(Text(root, "version"), [.. root.GetProperty("results").EnumerateArray().Select(Result)]);
    }

    private static ReportResult Result(JsonElement result)
    {
        Members(result, "design", "scenario", "carelessBecause", "verdict", "stoppedBy", "unjudged", "coverage", "violations", "reduced", "states", "transitions", "interleavings", "collisionProbability", "seconds");
        return new ReportResult(
            Text(result, "design"),
            Text(result, "scenario"),
            Text(result, "verdict"),
            TextOrNull(result, "stoppedBy"),
            [.. result.GetProperty("unjudged").EnumerateArray().Select(name => name.GetString()!)],
            result.GetProperty("coverage") is { ValueKind: not JsonValueKind.Null } coverage ? coverage.GetDouble() : null,
            [.. result.GetProperty("violations").EnumerateArray().Select(Violation)],
            result.GetProperty("states").GetInt64(),
            result.GetProperty("transitions").GetInt64(),
            TextOrNull(result, "interleavings") is { } digits ? BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) : null,
            result.GetProperty("collisionProbability").GetDouble(),
            result.GetProperty("seconds").GetDouble());
    }

    private static ReportViolation Violation(JsonElement violation)
    {
        Members(violation, "invariant", "steps", "preemptions", "interrupts", "trace");
        return new ReportViolation(
            Text(violation, "invariant"),
            NumberOrNull(violation, "steps"),
            NumberOrNull(violation, "preemptions"),
            NumberOrNull(violation, "interrupts"),
            TextOrNull(violation, "trace"));
    }

    private static void Members(JsonElement element, params string[] names) => Assert.Equal(names, element.EnumerateObject().Select(member => member.Name));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string? TextOrNull(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static int? NumberOrNull(JsonElement element, string name) =>
        element.GetProperty(name) is { ValueKind: not JsonValueKind.Null } number ? number.GetInt32() : null;
}

public sealed record ReportResult(
    string Design,
    string Scenario,
    string Verdict,
    string? StoppedBy,
    IReadOnlyList<string> Unjudged,
    double? Coverage,
    IReadOnlyList<ReportViolation> Violations,
    long States,
    long Transitions,
    BigInteger? Interleavings,
    double CollisionProbability,
    double Seconds);

public sealed record ReportViolation(string Invariant, int? Steps, int? Preemptions, int? Interrupts, string? Trace);
