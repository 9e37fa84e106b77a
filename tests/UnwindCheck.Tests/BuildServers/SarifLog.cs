using System.Text.Json;
using System.Text.RegularExpressions;

namespace UnwindCheck.Tests.BuildServers;

/// <summary>What <c>--sarif</c> wrote. Reading it insists on what the schema of SARIF 2.1.0 demands of the objects that are
/// used, and on references that lead somewhere.</summary>
public sealed class SarifLog
{
    private static readonly string[] Levels = ["none", "note", "warning", "error"];
    private static readonly string[] Importances = ["important", "essential", "unimportant"];

    private SarifLog(JsonElement run)
    {
        var driver = run.GetProperty("tool").GetProperty("driver");
        Assert.Equal("unwindcheck", driver.GetProperty("name").GetString());
        Assert.Matches(new Regex(@"^\d+\.\d+\.\d+$", RegexOptions.None, TimeSpan.FromSeconds(1)), driver.GetProperty("semanticVersion").GetString());
        Rules = [.. driver.GetProperty("rules").EnumerateArray().Select(static rule =>
        {
            Members(rule, "id", "shortDescription", "fullDescription");
            return (rule.GetProperty("id").GetString()!, TextOf(rule, "shortDescription"));
        })];
        Assert.Equal(Rules.Count, Rules.Select(static rule => rule.Id).Distinct().Count());
        var invocation = Assert.Single(run.GetProperty("invocations").EnumerateArray());
        Members(invocation, "executionSuccessful", "exitCode", "toolExecutionNotifications");
        Successful = invocation.GetProperty("executionSuccessful").GetBoolean();
        ExitCode = invocation.GetProperty("exitCode").GetInt32();
        Notifications = [.. invocation.GetProperty("toolExecutionNotifications").EnumerateArray().Select(static notification => (Level(notification), TextOf(notification, "message")))];
        Results = [.. run.GetProperty("results").EnumerateArray().Select(Result)];
    }

    public IReadOnlyList<(string Id, string Says)> Rules { get; }

    public bool Successful { get; }

    public int ExitCode { get; }

    public IReadOnlyList<(string Level, string Text)> Notifications { get; }

    public IReadOnlyList<SarifResult> Results { get; }

    public static SarifLog Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        Assert.Equal("2.1.0", root.GetProperty("version").GetString());
        Assert.True(Uri.IsWellFormedUriString(root.GetProperty("$schema").GetString(), UriKind.Absolute));
        Members(root, "$schema", "version", "runs");
        var run = Assert.Single(root.GetProperty("runs").EnumerateArray());
        Members(run, "tool", "invocations", "columnKind", "results");
        Assert.Equal("utf16CodeUnits", run.GetProperty("columnKind").GetString());
        return new SarifLog(run);
    }

    private SarifResult Result(JsonElement result)
    {
        Members(result, "ruleId", "ruleIndex", "level", "message", "locations", "codeFlows", "partialFingerprints", "properties");
        var rule = result.GetProperty("ruleId").GetString()!;
        Assert.Equal(rule, Rules[result.GetProperty("ruleIndex").GetInt32()].Id);
        Assert.Equal("error", Level(result));
        Assert.All(result.GetProperty("partialFingerprints").EnumerateObject(), static print => Assert.Equal(JsonValueKind.String, print.Value.ValueKind));
        var flows = result.TryGetProperty("codeFlows", out var codeFlows)
            ? Assert.Single(codeFlows.EnumerateArray()).GetProperty("threadFlows").EnumerateArray().Select(ThreadFlow).ToList()
            : [];
        return new SarifResult(
            rule,
            TextOf(result, "message"),
            [.. result.GetProperty("locations").EnumerateArray().Select(Location)],
            flows,
            result.GetProperty("partialFingerprints").EnumerateObject().Single().Value.GetString()!);
    }

    private static SarifFlow ThreadFlow(JsonElement flow)
    {
        Members(flow, "id", "locations");
        var steps = flow.GetProperty("locations").EnumerateArray().Select(static step =>
        {
            Members(step, "location", "executionOrder", "importance");
            Assert.Contains(step.GetProperty("importance").GetString(), Importances);
            Assert.InRange(step.GetProperty("executionOrder").GetInt32(), 1, int.MaxValue);
            return (step.GetProperty("executionOrder").GetInt32(), Location(step.GetProperty("location")), TextOf(step.GetProperty("location"), "message"));
        }).ToList();
        Assert.NotEmpty(steps);
        return new SarifFlow(flow.GetProperty("id").GetString()!, steps);
    }

    private static (string Uri, int Line) Location(JsonElement location)
    {
        Members(location, "physicalLocation", "logicalLocations", "message");
        var physical = location.GetProperty("physicalLocation");
        Members(physical, "artifactLocation", "region");
        var uri = physical.GetProperty("artifactLocation").GetProperty("uri").GetString()!;
        Assert.True(Uri.IsWellFormedUriString(uri, UriKind.RelativeOrAbsolute), uri);
        var line = physical.GetProperty("region").GetProperty("startLine").GetInt32();
        Assert.InRange(line, 1, int.MaxValue);
        return (uri, line);
    }

    private static string Level(JsonElement element)
    {
        var level = element.GetProperty("level").GetString()!;
        Assert.Contains(level, Levels);
        return level;
    }

    private static string TextOf(JsonElement element, string name)
    {
        var text = element.GetProperty(name).GetProperty("text").GetString()!;
        Assert.NotEqual("", text);
        return text;
    }

    /// <summary>The schema allows no others.</summary>
    private static void Members(JsonElement element, params string[] allowed) =>
        Assert.Empty(element.EnumerateObject().Select(static member => member.Name).Except(allowed, StringComparer.Ordinal));
}

public sealed record SarifResult(string Rule, string Message, IReadOnlyList<(string Uri, int Line)> Locations, IReadOnlyList<SarifFlow> Flows, string Fingerprint);

public sealed record SarifFlow(string Process, IReadOnlyList<(int Order, (string Uri, int Line) Place, string Text)> Steps);
