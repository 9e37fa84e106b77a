using Microsoft.Playwright;

namespace Viewer.Tests.Support;

/// <summary>A window of the browser while one test has it, and everything that its page complained of or asked for.</summary>
internal sealed class Window
{
    private readonly Action<IPage> giveBack;
    private readonly List<string> complaints = [];
    private readonly List<string> requests = [];
    private readonly List<string> failures = [];
    private bool asked;

    public Window(IPage page, Action<IPage> giveBack)
    {
        Page = page;
        this.giveBack = giveBack;
        page.Console += OnConsole;
        page.PageError += OnError;
        page.Dialog += OnDialog;
        page.Request += OnRequest;
        page.RequestFailed += OnFailure;
    }

    public IPage Page { get; }

    /// <summary>What the page said on the console, threw or asked with a dialog.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>The addresses that it asked for.</summary>
    public IReadOnlyList<string> Requests => requests;

    /// <summary>The addresses that it did not get.</summary>
    public IReadOnlyList<string> Failures => failures;

    /// <summary>Leaves the page, which ends all that it does, and lets another test have the window: without the mouse in it, and only
    /// if it is as it was. The browser closes another one, and windows that a page has opened.</summary>
    public async Task Leave()
    {
        Page.RequestFailed -= OnFailure;
        var reusable = !asked && !Page.IsClosed && Page.Context.Pages.Count == 1;
        if (reusable)
        {
            await Page.Mouse.MoveAsync(-1, -1);
            await Page.GotoAsync("about:blank");
        }
        else
        {
            await Page.Context.CloseAsync();
        }

        Page.Console -= OnConsole;
        Page.PageError -= OnError;
        Page.Dialog -= OnDialog;
        Page.Request -= OnRequest;
        if (reusable)
        {
            giveBack(Page);
        }
    }

    private void OnConsole(object? sender, IConsoleMessage message) => complaints.Add($"{message.Type}: {message.Text}");

    private void OnError(object? sender, string error) => complaints.Add(error);

    private void OnDialog(object? sender, IDialog dialog)
    {
        asked = true;
        complaints.Add($"dialog: {dialog.Message}");
    }

    private void OnRequest(object? sender, IRequest request) => requests.Add(request.Url);

    private void OnFailure(object? sender, IRequest request) => failures.Add($"{request.Url}: {request.Failure}");
}
