using UnwindCheck;
using UnwindCheck.Site;
using Viewer.Tests.Support;

namespace Viewer.Tests.Site;

/// <summary>A report is there as a whole or not at all, and takes the place of nothing else.</summary>
public sealed class WholeOrNothingTests
{
    private static readonly string[] Little = ["-d", "6.19", "-s", "first-request"];

    [Fact]
    public void An_interrupted_report_leaves_nothing()
    {
        using var directory = new TemporaryDirectory();
        Assert.Equal(ExitCode.Incomplete, SmallSite.Make(directory.PathOf("site"), Little, interrupted: true));
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.PathOf("")));
    }

    [Fact]
    public void A_killed_report_leaves_the_earlier_one_and_the_next_one_replaces_both()
    {
        using var directory = new TemporaryDirectory();
        var site = directory.PathOf("site");
        Assert.Equal(0, SmallSite.Make(site, Little));
        var killed = SiteDirectory.Begin(site);
        killed.Write("designs/half.html", "half");
        Assert.True(File.Exists(Path.Combine(site, "index.html")));
        Assert.False(File.Exists(Path.Combine(site, "designs", "half.html")));

        // What it has written is beside the site and has no first page.
        Assert.False(File.Exists(Path.Combine(site + ".part", "index.html")));
        Assert.Equal(0, SmallSite.Make(site, Little));
        Assert.Equal([site], Directory.EnumerateFileSystemEntries(directory.PathOf("")));
        Assert.False(File.Exists(Path.Combine(site, "designs", "half.html")));
    }

    [Fact]
    public void A_report_that_was_killed_while_it_took_its_place_has_not_cost_the_earlier_one()
    {
        using var directory = new TemporaryDirectory();
        var site = directory.PathOf("site");
        Assert.Equal(0, SmallSite.Make(site, Little));
        Directory.Move(site, site + ".old");
        using var next = SiteDirectory.Begin(site);
        Assert.True(File.Exists(Path.Combine(site, "index.html")));
    }

    [Fact]
    public void A_directory_with_anything_else_in_it_is_refused()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.PathOf("home"));
        File.WriteAllText(directory.PathOf("home/letter"), "dear");
        var refused = Assert.Throws<InputException>(() => SmallSite.Make(directory.PathOf("home"), Little));
        Assert.Contains("has something else in it than a report; give another one", refused.Message, StringComparison.Ordinal);
        Assert.Equal("dear", File.ReadAllText(directory.PathOf("home/letter")));
        Assert.Throws<InputException>(() => SmallSite.Make(directory.PathOf("home/letter"), Little));
        Assert.Throws<InputException>(() => SmallSite.Make("/proc/site", Little));
    }

    [Fact]
    public void An_empty_directory_is_taken()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.PathOf("site"));
        Assert.Equal(0, SmallSite.Make(directory.PathOf("site") + "/", Little));
        Assert.True(File.Exists(directory.PathOf("site/index.html")));
    }
}
