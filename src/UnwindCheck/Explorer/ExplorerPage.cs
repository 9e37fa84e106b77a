using UnwindCheck.Page;
using UnwindCheck.Traces;
using static UnwindCheck.Page.PageTemplate;

namespace UnwindCheck.Explorer;

/// <summary>The page of the explorer. What it shows at a place it asks the server for.</summary>
internal static class ExplorerPage
{
    public static string Of(Session session) => Fill("explore.html", PageParts.Inside("page.css", "dom", "highlight", "lanes", "places", "ways", "explore"), new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["title"] = Html($"explore {session.Design.Name} · {session.Scenario.Name}"),
        ["version"] = Html(TraceFile.ToolVersion),
        ["design"] = Html(session.Design.Name),
        ["design-about"] = Html(session.Design.About),
        ["scenario"] = Html(session.Scenario.Name),
        ["scenario-about"] = Html(session.Scenario.About),
        ["scenario-text"] = Html(session.Scenario.Text.Trim()),
        ["names"] = Html(NameList.Of(session.Walker.Model, session.Walker.Model.Processes)),
    });
}
