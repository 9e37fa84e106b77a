using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using UnwindCheck.Exports;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Reports;
using UnwindCheck.Traces;

namespace UnwindCheck.Page;

/// <summary>The page of a trace: one HTML file that needs nothing else.</summary>
internal static class TracePage
{
    // The default encoder writes '<', '>', '&' and all that is not ASCII as \u…: nothing in the data can end the block.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The page of a trace.</summary>
    /// <param name="replay">The trace.</param>
    /// <param name="overview">The page that lists this one, or null.</param>
    public static string Of(TraceReplay replay, string? overview = null) => Of(replay, PageDataBuilder.Of(replay), overview);

    /// <summary>The page of a trace whose data are known.</summary>
    internal static string Of(TraceReplay replay, PageData data, string? overview = null)
    {
        var file = replay.File;
        var invariant = InvariantCatalogue.All.First(invariant => invariant.Invariant == file.Invariant);
        var scenario = ScenarioParser.Parse(file.Scenario, file.Scenario, string.Join('\n', file.ScenarioText));
        return PageTemplate.Fill("trace.html", "page.css", ["dom", "trace", "highlight", "lanes", "steps", "source", "state", "records", "main"], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["title"] = Html($"✗ {file.Invariant} · {file.Design} · {file.Scenario}"),
            ["overview"] = overview is null ? "" : $"<a href=\"{Html(overview)}\">← all results</a> · ",
            ["promise"] = Html(PlainWords.Promise(file.Invariant, invariant.Quote)),
            ["reason"] = Html(replay.Reason),
            ["breaks-at"] = $"{data.BreaksAt + 1}",
            ["where"] = Html(Where(replay, data)),
            ["quote"] = Html(invariant.Quote),
            ["quote-source"] = Html(invariant.Source),
            ["invariant"] = Html(file.Invariant),
            ["design"] = Html(file.Design),
            ["design-about"] = Html(DesignCatalogue.All.FirstOrDefault(design => design.Name == file.Design)?.About ?? ""),
            ["scenario"] = Html(file.Scenario),
            ["scenario-about"] = Html(scenario.About),
            ["names"] = Html(NameList.Of(replay)),
            ["scenario-text"] = Html(scenario.Text.Trim()),
            ["steps"] = $"{replay.Steps.Count}",
            ["cost"] = Html(Cost.Of(replay)),
            ["schedule"] = Html(file.Schedule),
            ["version"] = Html(file.Version),
            ["text"] = Html(MailText.Of(replay)),
            ["data"] = JsonSerializer.Serialize(data, Options),
        });
    }

    private static string Where(TraceReplay replay, PageData data)
    {
        var step = replay.Steps.Count == 0 ? null : replay.Steps[data.BreaksAt];
        var place = step?.Site is { } site ? $", in {site.Member} ({Path.GetFileName(site.File)}:{site.Line})" : "";
        return replay.File.CycleStart is { } start
            ? $"steps {start + 1} to {replay.Steps.Count} repeat for ever"
            : replay.ViolatedAtStep is null
            ? $"at the end, after step {replay.Steps.Count} of {replay.Steps.Count}{place}"
            : $"at step {data.BreaksAt + 1} of {replay.Steps.Count}{place}";
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
