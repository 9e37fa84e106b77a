using UnwindCheck.Traces;
using Viewer.Tests.Support;

namespace Viewer.Tests.Browser;

/// <summary>A test of the page in a browser. When it ends, nothing was said on the console and nothing was requested.</summary>
public abstract class PageTest(Chromium chromium)
{
    private protected Chromium Browser => chromium;

    private protected Task<TracePage> Open(TraceReplay trace, string fragment = "", int width = 1600) => chromium.Open(UnwindCheck.Page.TracePage.Of(trace), width, fragment: fragment);
}
