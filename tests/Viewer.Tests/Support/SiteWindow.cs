using Microsoft.Playwright;

namespace Viewer.Tests.Support;

/// <summary>A window on a site that is opened from a disk, and everything that its pages complained of or asked for.</summary>
internal sealed class SiteWindow : IAsyncDisposable
{
    private readonly Window window;
    private readonly string root;

    public SiteWindow(Window window, string root)
    {
        this.window = window;
        this.root = new Uri(Path.TrimEndingDirectorySeparator(root) + "/").AbsoluteUri;
    }

    public IPage Page => window.Page;

    /// <summary>Opens a page.</summary>
    public Task Go(string page) => Page.GotoAsync(root + page);

    /// <summary>The text of what has the focus.</summary>
    public async Task<string> Focused() => (await Page.EvaluateAsync<string>("() => document.activeElement.textContent.trim()"))!;

    /// <summary>Fails if anything went wrong in a page or if one asked for anything but files of the site.</summary>
    public async ValueTask DisposeAsync()
    {
        await window.Leave();
        Assert.Empty(window.Complaints);
        Assert.Empty(window.Failures);
        Assert.All(window.Requests, request => Assert.True(request.StartsWith(root, StringComparison.Ordinal) || request.StartsWith("data:", StringComparison.Ordinal), request));
    }
}
