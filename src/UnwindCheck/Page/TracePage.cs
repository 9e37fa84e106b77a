using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using UnwindCheck.Exports;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Reports;
using UnwindCheck.Traces;
using static UnwindCheck.Page.PageTemplate;

namespace UnwindCheck.Page;

/// <summary>The page of a trace.</summary>
internal static class TracePage
{
    /// <summary>The modules of its script, each after those that it imports.</summary>
    public static readonly IReadOnlyList<string> Modules = ["dom", "trace", "highlight", "lanes", "steps", "source", "state", "records", "main"];

    // It writes '<', '>' and '&' as \u…: nothing in the data can end the block.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>One HTML file that needs nothing else.</summary>
    /// <param name="replay">The trace.</param>
    /// <param name="overview">The page that lists this one, or null.</param>
    public static string Of(TraceReplay replay, string? overview = null) => Of(replay, PageDataBuilder.Of(replay), overview);

    /// <summary>The same of a trace whose data are known.</summary>
    internal static string Of(TraceReplay replay, PageData data, string? overview = null) => Of(
        replay,
        data,
        PageParts.Inside("page.css", Modules),
        new TraceLinks(overview),
        $"<p class=\"notice\">Stepping through the trace needs JavaScript. This is all of it as text:</p>\n<pre>{Html(MailText.Of(replay))}</pre>");

    /// <summary>A page of a site.</summary>
    /// <param name="replay">The trace.</param>
    /// <param name="data">What the page knows.</param>
    /// <param name="parts">Its style and its script.</param>
    /// <param name="links">The pages that it leads to.</param>
    /// <param name="withoutScript">What stands there where no script runs, in HTML.</param>
    public static string Of(TraceReplay replay, PageData data, PageParts parts, TraceLinks links, string withoutScript)
    {
        var file = replay.File;
        var invariant = InvariantCatalogue.All.First(invariant => invariant.Invariant == file.Invariant);
        var scenario = replay.Scenario;
        return Fill("trace.html", parts, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["title"] = Html($"✗ {file.Invariant} · {file.Design} · {file.Scenario}"),
            ["overview"] = links.Overview is null ? "" : $"<a href=\"{Html(links.Overview)}\">← all results</a> · ",
            ["promise"] = Html(PlainWords.Promise(file.Invariant, invariant.Quote)),
            ["reason"] = Html(replay.Reason),
            ["breaks-at"] = $"{data.BreaksAt + 1}",
            ["where"] = Html(Where(replay, data)),
            ["quote"] = Html(invariant.Quote),
            ["quote-source"] = Html(invariant.Source),
            ["invariant"] = Name(file.Invariant, links.Invariant),
            ["design"] = Name(file.Design, links.Design),
            ["design-about"] = Html(DesignCatalogue.All.FirstOrDefault(design => design.Name == file.Design)?.About ?? ""),
            ["scenario"] = Name(file.Scenario, links.Scenario),
            ["scenario-about"] = Html(scenario.About),
            ["use"] = Use(scenario),
            ["names"] = Html(NameList.Of(replay)),
            ["scenario-text"] = Html(scenario.Text.Trim()),
            ["steps"] = $"{replay.Steps.Count}",
            ["cost"] = Html(Cost.Of(replay)),
            ["schedule"] = Html(file.Schedule),
            ["again"] = Again(file, scenario),
            ["version"] = Html(file.Version),
            ["without-script"] = withoutScript,
            ["data"] = JsonSerializer.Serialize(data, Options),
        });
    }

    /// <summary>Whether somebody who uses the interface as it is meant can be hit.</summary>
    private static string Use(Scenario scenario) => ScenarioUse.CarelessBecause(scenario) is { } careless
        ? $"<b>Takes careless use:</b> {Html(careless)}."
        : "<b>Happens under correct use</b> of the interface.";

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

    /// <summary>The command that finds the trace again, where it needs no file.</summary>
    private static string Again(TraceFile file, Scenario scenario) =>
        ScenarioCatalogue.All.Any(shipped => shipped.Name == file.Scenario && shipped.Text == scenario.Text)
            ? $"<p>To find it again: <code>unwindcheck check -d {Html(file.Design)} -s {Html(file.Scenario)} -i {Html(file.Invariant)}</code></p>"
            : "";

    private static string Name(string name, string? address) => address is null ? $"<b>{Html(name)}</b>" : $"<a href=\"{Html(address)}\"><b>{Html(name)}</b></a>";
}

/// <summary>Addresses of the pages that the page of a trace leads to, as far as there are any.</summary>
internal sealed record TraceLinks(string? Overview, string? Design = null, string? Scenario = null, string? Invariant = null);
