using System.Collections.Concurrent;
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

    /// <summary>Windows that no test has now. A new one takes the browser longer than a page in it: it starts three processes.</summary>
    private readonly ConcurrentDictionary<Powers, ConcurrentBag<IPage>> idle = new();

    /// <summary>A page with a window to itself. Nothing reaches a network, whatever it asks for.</summary>
    internal async Task<TracePage> Open(string html, int width = 1600, int height = 1000, bool dark = false, bool script = true, bool motion = true, string fragment = "") =>
        await TracePage.Open(await Take(new Powers(Online: false, script), width, height, dark, motion), html, fragment);

    /// <summary>A window on a site in a directory. Nothing reaches a network.</summary>
    internal async Task<SiteWindow> Visit(string root, int width, bool dark) =>
        new(await Take(new Powers(Online: false), width, 1000, dark), root);

    /// <summary>A window on a running explorer of a shipped scenario.</summary>
    internal Task<ExplorerWindow> Explore(string design, string scenario, string path = "", int width = 1600, int height = 1000) =>
        Explore(design, ScenarioCatalogue.All.Single(entry => entry.Name == scenario), path, width, height);

    /// <summary>A window on a running explorer.</summary>
    internal async Task<ExplorerWindow> Explore(string design, Scenario scenario, string path = "", int width = 1600, int height = 1000, bool searched = true) =>
        await ExplorerWindow.Open(await Take(new Powers(Online: true), width, height), design, scenario, path, searched);

    public async ValueTask DisposeAsync()
    {
        if (started.IsValueCreated && started.Value.IsCompletedSuccessfully)
        {
            var (driver, browser) = await started.Value;
            await browser.CloseAsync();
            driver.Dispose();
        }
    }

    /// <summary>A window that looks to its page like one that was opened for it.</summary>
    private async Task<Window> Take(Powers powers, int width, int height, bool dark = false, bool motion = true)
    {
        var free = idle.GetOrAdd(powers, _ => []);
        var page = free.TryTake(out var left) ? left : await New(powers);
        await page.SetViewportSizeAsync(width, height);
        await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = motion ? ReducedMotion.NoPreference : ReducedMotion.Reduce });
        return new Window(page, free.Add);
    }

    private async Task<IPage> New(Powers powers)
    {
        var (_, browser) = await started.Value;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { JavaScriptEnabled = powers.Script, Offline = !powers.Online, AcceptDownloads = true });
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
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

    /// <summary>What cannot be changed in a window that is there.</summary>
    private readonly record struct Powers(bool Online, bool Script = true);
}
