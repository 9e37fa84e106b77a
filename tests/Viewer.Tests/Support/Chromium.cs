using Microsoft.Playwright;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using Viewer.Tests.Support;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Viewer.Tests.Support;

/// <summary>A real browser, started when the first test asks for it.</summary>
public sealed class Chromium : IAsyncDisposable
{
    /// <summary>Set to 1, a missing browser is a failure.</summary>
    private const string Required = "UNWINDCHECK_REQUIRE_BROWSER";

    /// <summary>Milliseconds. Where other tests use the machine too, half a minute can be too short.</summary>
    private const float Patience = 120_000;

    private const string Remedy = "the tests of the trace page need Chromium or Chrome: install one, for example with 'apt-get install chromium', or put it on PATH";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

    private readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> started = new(Start);

    /// <summary>A page in a window of its own. Nothing reaches a network, whatever it asks for.</summary>
    internal async Task<TracePage> Open(string html, int width = 1600, int height = 1000, bool dark = false, bool script = true, bool motion = true, string fragment = "")
    {
        var (_, browser) = await started.Value;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = script,
            ReducedMotion = motion ? ReducedMotion.NoPreference : ReducedMotion.Reduce,
            Offline = true,
        });
        context.SetDefaultTimeout(Patience);
        return await TracePage.Open(context, html, fragment);
    }

    /// <summary>A window on a site in a directory. Nothing reaches a network.</summary>
    internal async Task<SiteWindow> Visit(string root, int width, bool dark)
    {
        var (_, browser) = await started.Value;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 1000 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Offline = true,
        });
        context.SetDefaultTimeout(Patience);
        return await SiteWindow.Open(context, root);
    }

    /// <summary>A window on a running explorer of a shipped scenario.</summary>
    internal Task<ExplorerWindow> Explore(string design, string scenario, string path = "", int width = 1600, int height = 1000) =>
        Explore(design, ScenarioCatalogue.All.Single(entry => entry.Name == scenario), path, width, height);

    /// <summary>A window on a running explorer.</summary>
    internal async Task<ExplorerWindow> Explore(string design, Scenario scenario, string path = "", int width = 1600, int height = 1000, bool searched = true)
    {
        var (_, browser) = await started.Value;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            AcceptDownloads = true,
        });
        context.SetDefaultTimeout(Patience);
        return await ExplorerWindow.Open(context, design, scenario, path, searched);
    }

    public async ValueTask DisposeAsync()
    {
        if (started.IsValueCreated && started.Value.IsCompletedSuccessfully)
        {
            var (driver, browser) = await started.Value;
            await browser.CloseAsync();
            driver.Dispose();
        }
    }

    private static async Task<(IPlaywright Driver, IBrowser Browser)> Start()
    {
        if (Find() is not { } path)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable(Required) == "1", Remedy);
            throw new InvalidOperationException(Remedy);
        }

        var driver = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        return (driver, await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--no-sandbox"], Timeout = Patience }));
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(directory => Names.SelectMany(name => new[] { Path.Combine(directory, name), Path.Combine(directory, name + ".exe") }))
        .FirstOrDefault(File.Exists);
}
