using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Check;

/// <summary><c>check --html</c>.</summary>
public sealed class PagesTests : ProgramTest
{
    private const string Check = "check --design v4 --scenario first-request --html pages";

    [Fact]
    public async Task Each_violation_has_a_page_that_the_overview_leads_to()
    {
        var outcome = (await Run(Check)).Ended(1);
        Assert.Equal("pages: pages/index.html", outcome.LastLine);
        var pages = Here.Entries.Where(entry => entry.StartsWith("pages/", StringComparison.Ordinal)).ToList();
        Assert.Equal(["pages/index.html", "pages/v4.first-request.callback-spurious.html", "pages/v4.first-request.contract-queued.html"], pages);
        var overview = Here.Read("pages/index.html");
        Assert.All(pages.Skip(1), page => Assert.Contains($"href=\"{Path.GetFileName(page)}\"", overview, StringComparison.Ordinal));
        Assert.Contains("<a href=\"index.html\">", Here.Read(pages[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_whose_violation_is_gone_goes_with_it_and_other_files_stay()
    {
        Directory.CreateDirectory(Here.PathOf("pages"));
        Here.Write("pages/v4.first-request.list-once.html", "old");
        Here.Write("pages/notes.html", "mine");
        (await Run(Check)).Ended(1);
        Assert.DoesNotContain("pages/v4.first-request.list-once.html", Here.Entries);
        Assert.Equal("mine", Here.Read("pages/notes.html"));
    }

    [Fact]
    public async Task A_check_that_finds_nothing_has_an_overview_that_says_so()
    {
        (await Run("check --design v4-repaired --scenario first-request --html pages")).Ended(0);
        Assert.Contains("✓ holds", Here.Read("pages/index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_place_of_the_directory_is_refused_before_the_search()
    {
        Here.Write("pages", "precious");
        (await Run(Check)).Refused("pages:1:1: cannot be a directory for pages: ", "give another one with --html");
        Assert.Equal("precious", Here.Read("pages"));
    }
}
