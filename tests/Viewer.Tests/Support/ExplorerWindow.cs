using System.Text.Json;
using Interleave.Exploration;
using Microsoft.Playwright;
using UnwindCheck.Explorer;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace Viewer.Tests.Support;

/// <summary>A running explorer and a browser window on it, and everything that the page complained of or asked for.</summary>
internal sealed class ExplorerWindow : IAsyncDisposable
{
    private readonly Window window;

    private ExplorerWindow(Session session, ExplorerServer server, Window window)
    {
        Session = session;
        Server = server;
        this.window = window;
    }

    public Session Session { get; }

    public ExplorerServer Server { get; }

    public IPage Page => window.Page;

    /// <summary>Whether what the page said on the console is looked at in the end: a refused request is one of these.</summary>
    public bool MayComplain { get; set; }

    public static async Task<ExplorerWindow> Open(Window window, string design, Scenario scenario, string path = "", bool searched = true)
    {
        var session = new Session(DesignCatalogue.Find(design)!, scenario, new SearchOptions());
        var server = new ExplorerServer(session, 0);
        await server.Start();
        if (searched)
        {
            session.Search();
        }

        var opened = new ExplorerWindow(session, server, window);
        await opened.Page.GotoAsync(server.Address + "#" + path);
        await opened.At(path);
        return opened;
    }

    /// <summary>Waits until the page shows the place at the end of a path.</summary>
    public async Task At(string path) => await Page.WaitForFunctionAsync("path => document.documentElement.dataset.path === path", path);

    /// <summary>Does something and waits for the path that it leads to.</summary>
    public async Task<string> Walked(Func<Task> act)
    {
        var before = await Path();
        await act();
        await Page.WaitForFunctionAsync("path => document.documentElement.dataset.path !== path", before);
        return await Path();
    }

    /// <summary>The path that is shown.</summary>
    public async Task<string> Path() => (await Page.EvaluateAsync<string>("() => document.documentElement.dataset.path"))!;

    public Task Press(string key) => Page.Keyboard.PressAsync(key);

    public async Task<string> Text(string selector) => await Page.Locator(selector).InnerTextAsync();

    public Task<JsonElement> Evaluate(string script) => Page.EvaluateAsync<JsonElement>(script);

    /// <summary>Fails if anything went wrong in the page or if it asked anybody but the explorer.</summary>
    public async ValueTask DisposeAsync()
    {
        var address = Server.Address.AbsoluteUri;
        await window.Leave();
        await Server.DisposeAsync();
        Session.Dispose();
        Assert.True(MayComplain || window.Complaints.Count == 0, string.Join("\n", window.Complaints));
        Assert.All(window.Requests, request => Assert.True(request.StartsWith(address, StringComparison.Ordinal) || request.StartsWith("data:", StringComparison.Ordinal), request));
    }
}
