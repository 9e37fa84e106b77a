using Interleave.Exploration;
using Interleave.Tests.Golden;

namespace Interleave.Tests.LongRuns;

/// <summary>What a search says while it runs.</summary>
public sealed class ProgressTests
{
    /// <summary>Once half of the states are found, the total is foretold within a factor of two, where levels grow and shrink
    /// evenly.</summary>
    [Theory]
    [InlineData("increments(5,2)", true)]
    [InlineData("increments(5,2)", false)]
    [InlineData("increments(4,3)", false)]
    public void The_number_of_states_is_foretold(string program, bool keepGraph)
    {
        var reports = new List<SearchProgress>();
        var total = Explore.Search(ParametricPrograms.Parse(program), new SearchOptions { KeepGraph = keepGraph, Progress = reports.Add }).States;
        var late = reports.Where(report => report.States > total / 2).ToList();
        Assert.NotEmpty(late);
        Assert.All(late, report => Assert.InRange(Assert.NotNull(report.EstimatedStates), total / 2, total * 2));
    }

    [Fact]
    public void While_there_is_no_telling_nothing_is_foretold()
    {
        var reports = new List<SearchProgress>();
        Explore.Search(ParametricPrograms.Parse("increments(5,2)"), new SearchOptions { Progress = reports.Add });
        Assert.Null(reports[0].EstimatedStates);
        Assert.Null(reports[0].TimeLeft);
    }

    [Fact]
    public void The_time_left_is_what_the_rate_takes_for_the_rest()
    {
        var progress = new SearchProgress(1_000, 10, 3, TimeSpan.FromSeconds(2)) { Rate = 500, EstimatedStates = 4_000 };
        Assert.Equal(TimeSpan.FromSeconds(6), progress.TimeLeft);
    }

    /// <summary>The other threads have ended by then: they use memory that is freed with the search.</summary>
    [Fact]
    public void A_report_that_throws_ends_a_search_by_several_threads()
    {
        var options = new SearchOptions { KeepGraph = false, Threads = 3, Progress = static report => Check.That(report.Frontier < 20_000, "enough") };

        Assert.Contains("enough", Assert.ThrowsAny<Exception>(() => Explore.Search(ParametricPrograms.Parse("increments(5,3)"), options)).Message, StringComparison.Ordinal);
    }
}
