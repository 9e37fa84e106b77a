using System.Text.Json;
using Microsoft.Playwright;

namespace Viewer.Tests.Support;

/// <summary>A page opened from a file, and everything that it complained of or asked for.</summary>
internal sealed class TracePage : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly Window window;

    private TracePage(Window window) => this.window = window;

    public IPage Page => window.Page;

    public string Address => new Uri(directory.PathOf("trace.html")).AbsoluteUri;

    public static async Task<TracePage> Open(Window window, string html, string fragment)
    {
        var opened = new TracePage(window);
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
        await window.Leave();
        directory.Dispose();
        Assert.Empty(window.Complaints);
        Assert.All(window.Requests, request => Assert.True(request.Split('#')[0] == Address || request.StartsWith("data:", StringComparison.Ordinal), request));
    }
}
