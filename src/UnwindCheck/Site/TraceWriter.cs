using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using UnwindCheck.Checking;
using UnwindCheck.Models;
using UnwindCheck.Page;
using UnwindCheck.Reports;
using UnwindCheck.Traces;

namespace UnwindCheck.Site;

/// <summary>Writes the page of each trace, and once for all of them what they share: style, script and sources.</summary>
internal sealed class TraceWriter(SiteContent content, SiteMap map, SiteDirectory directory, CancellationToken cancellation)
{
    private const string WithoutScript = "<p class=\"notice\">Stepping through the trace needs JavaScript.</p>";

    // A file of its own cannot be ended by what it contains.
    private static readonly JsonSerializerOptions SourceOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ConcurrentDictionary<string, bool> sources = new(StringComparer.Ordinal);

    /// <summary>Writes them, several at a time.</summary>
    /// <returns>The number of pages.</returns>
    public int Write()
    {
        var found = content.Traced
            .SelectMany(row => row.Violations.Where(violation => violation.Witness is not null).Select(violation => (Page: SiteMap.Trace(row, violation.Invariant), row, violation)))
            .DistinctBy(trace => trace.Page)
            .ToList();
        try
        {
            Parallel.ForEach(found, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, trace => directory.Write(trace.Page, PageOf(trace.row, trace.violation, trace.Page)));
        }
        catch (AggregateException exception) when (exception.InnerExceptions.FirstOrDefault(inner => inner is InputException) is { } cause)
        {
            throw new InputException(cause.Message, exception);
        }

        directory.Write(SiteMap.TraceScript, "\"use strict\";\n" + PageTemplate.Script(TracePage.Modules));
        foreach (var source in sources.Keys)
        {
            directory.Write(SiteMap.Source(source), $"(globalThis.sources ??= {{}})[{JsonSerializer.Serialize(source, SourceOptions)}] = {JsonSerializer.Serialize(SourceText.Whole(source), SourceOptions)};\n");
        }

        return found.Count;
    }

    private string PageOf(CheckRow row, FoundViolation violation, string page)
    {
        var model = ScenarioModel.Build(row.Design, row.Scenario, InvariantCatalogue.Monitors().Where(monitor => monitor.Invariant == violation.Invariant));
        var replay = TraceReplay.Of(TraceFile.Of(row.Design, row.Scenario, model, violation.Invariant, violation.Witness!), page);
        var data = PageDataBuilder.Of(replay, withSources: false);
        foreach (var source in data.Sources)
        {
            sources.TryAdd(source.Name, true);
        }

        string[] scripts = [.. data.Sources.Select(source => SiteMap.Source(source.Name)), SiteMap.TraceScript];
        return TracePage.Of(
            replay,
            data,
            PageParts.Beside([SiteMap.Address(SiteMap.Style, page)], [.. scripts.Select(script => SiteMap.Address(script, page))]),
            new TraceLinks(SiteMap.Address(SiteMap.Index, page), AddressOf(SiteMap.Design(row.Design.Name), page), AddressOf(SiteMap.Scenario(row.Scenario.Name), page), AddressOf(SiteMap.Invariant(violation.Invariant), page)),
            WithoutScript);
    }

    private string? AddressOf(string target, string page) => map.Has(target) ? SiteMap.Address(target, page) : null;
}
