using System.Text.Json;
using Microsoft.Playwright;

namespace Viewer.Tests.Support;

/// <summary>A page opened from a file, and everything that it complained of or asked for.</summary>
internal sealed class TracePage : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];
    private readonly List<string> requests = [];

    private TracePage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) => complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => complaints.Add(error);
        page.Dialog += (_, dialog) => complaints.Add($"dialog: {dialog.Message}");
        page.Request += (_, request) => requests.Add(request.Url);
    }

    public IPage Page { get; }

    public string Address => new Uri(directory.PathOf("trace.html")).AbsoluteUri;

    public static async Task<TracePage> Open(IBrowserContext context, string html, string fragment)
    {
        var opened = new TracePage(context, await context.NewPageAsync());
        await File.WriteAllTextAsync(opened.directory.PathOf("trace.html"), html);
        await opened.Page.GotoAsync(opened.Address + fragment);
        return opened;
    }

    /// <summary>The step that is shown, from 1.</summary>
    public async Task<int> Step() => int.Parse((await Text("#position")).Split(' ')[1].TrimEnd(','), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The text of an element.</summary>
    public async Task<string> Text(string selector) => await Page.Locator(selector).InnerTextAsync();

    public Task Press(string key) => Page.Keyboard.PressAsync(key);

    /// <summary>Runs a script in the page.</summary>
    public Task<JsonElement> Evaluate(string script) => Page.EvaluateAsync<JsonElement>(script);

    /// <summary>Fails if anything went wrong in the page or if it asked for anything but itself.</summary>
    public async ValueTask DisposeAsync()
    {
        await context.CloseAsync();
        directory.Dispose();
        Assert.Empty(complaints);
        Assert.All(requests, request => Assert.True(request.Split('#')[0] == Address || request.StartsWith("data:", StringComparison.Ordinal), request));
    }
}
