using Microsoft.Playwright;

namespace Viewer.Tests.Support;

/// <summary>A window on a site that is opened from a disk, and everything that its pages complained of or asked for.</summary>
internal sealed class SiteWindow : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly string root;
    private readonly List<string> complaints = [];
    private readonly List<string> requests = [];

    private SiteWindow(IBrowserContext context, string root, IPage page)
    {
        this.context = context;
        this.root = new Uri(Path.TrimEndingDirectorySeparator(root) + "/").AbsoluteUri;
        Page = page;
        page.Console += (_, message) => complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => complaints.Add(error);
        page.RequestFailed += (_, request) => complaints.Add($"{request.Url}: {request.Failure}");
        page.Request += (_, request) => requests.Add(request.Url);
    }

    public IPage Page { get; }

    public static async Task<SiteWindow> Open(IBrowserContext context, string root) => new(context, root, await context.NewPageAsync());

    /// <summary>Opens a page.</summary>
    public Task Go(string page) => Page.GotoAsync(root + page);

    /// <summary>The text of what has the focus.</summary>
    public async Task<string> Focused() => (await Page.EvaluateAsync<string>("() => document.activeElement.textContent.trim()"))!;

    /// <summary>Fails if anything went wrong in a page or if one asked for anything but files of the site.</summary>
    public async ValueTask DisposeAsync()
    {
        await context.CloseAsync();
        Assert.Empty(complaints);
        Assert.All(requests, request => Assert.True(request.StartsWith(root, StringComparison.Ordinal) || request.StartsWith("data:", StringComparison.Ordinal), request));
    }
}
