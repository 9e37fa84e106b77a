using Interleave.Exploration;
using Interleave.Tests.Generated;
using Interleave.Tests.Golden;

namespace Interleave.Tests.Search;

/// <summary>A search on several threads finds what one thread finds.</summary>
public sealed class ParallelSearchTests
{
    private const int Programs = 600;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Numbers_and_violations_do_not_depend_on_the_number_of_threads(int threads) => CompareWithOneThread(threads, SearchFault.None);

    /// <summary>The same check for an engine that makes a mistake when it uses several threads.</summary>
    internal static void CompareWithOneThread(int threads, SearchFault fault)
    {
        var one = Explore.Search(Branching(alternatives: 6, rounds: 3, failing: 5), new SearchOptions { KeepGraph = false });
        var several = Explore.Search(Branching(alternatives: 6, rounds: 3, failing: 5), new SearchOptions { KeepGraph = false, Threads = threads, Fault = fault });
        Assert.InRange(one.States, 20_000, 1_000_000);
        AssertSame(one, several);
        Assert.Equal([EngineInvariants.NoException], several.Violated);
    }

    [Theory]
    [InlineData("increments(4,2)")]
    [InlineData("increments(5,2)")]
    [InlineData("fib(5)")]
    public void Programs_of_the_literature_have_the_same_numbers(string program)
    {
        var one = Explore.Search(ParametricPrograms.Parse(program), new SearchOptions { KeepGraph = false });
        AssertSame(one, Explore.Search(ParametricPrograms.Parse(program), new SearchOptions { KeepGraph = false, Threads = 2 }));
        AssertSame(one, Explore.Search(ParametricPrograms.Parse(program), new SearchOptions { KeepGraph = false, Threads = 4 }));
    }

    [Fact]
    public void Generated_programs_have_the_same_numbers_and_witnesses() => Specimen.ForEach(Specimen.WithInterrupts.Take(Programs).Concat(Specimen.WithThreads.Take(Programs)), specimen =>
    {
        var several = specimen.Explored(new SearchOptions { KeepGraph = false, Threads = 2 });
        Assert.Equal((specimen.Search.States, specimen.Search.Transitions, specimen.Search.Depth), (several.Search.States, several.Search.Transitions, several.Search.Depth));
        Assert.Equal(specimen.Search.Violated, several.Search.Violated);
        Assert.All(several.Witnesses, witness => Assert.Equal(specimen.Result.Witnesses[witness.Key].Moves, witness.Value.Moves));
    });

    [Fact]
    public void A_mistake_in_the_model_surfaces_as_on_one_thread()
    {
        var one = Assert.Throws<ModelException>(() => Explore.Search(Mistaken(), new SearchOptions { KeepGraph = false }));
        for (var i = 0; i < 3; i++)
        {
            var several = Assert.Throws<ModelException>(() => Explore.Search(Mistaken(), new SearchOptions { KeepGraph = false, Threads = 4 }));
            Assert.Equal(one.Message, several.Message);
        }
    }

    [Fact]
    public void A_search_on_several_threads_that_is_cut_is_not_complete()
    {
        var result = Explore.Search(Branching(6, 3, failing: -1), new SearchOptions { KeepGraph = false, Threads = 4, MaxStates = 10_000 });
        Assert.False(result.Complete);
        Assert.Equal("--max-states", result.StoppedBy);
        Assert.InRange(result.States, 10_001, 20_000);
    }

    [Fact]
    public void A_search_on_several_threads_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        var options = new SearchOptions
        {
            KeepGraph = false,
            Threads = 4,
            Cancellation = source.Token,
            Progress = progress =>
            {
                if (progress.States > 5_000)
                {
                    source.Cancel();
                }
            },
        };
        var result = Explore.Search(Branching(6, 3, failing: -1), options);
        Assert.Equal("interruption", result.StoppedBy);
    }

    private static void AssertSame(SearchResult one, SearchResult other)
    {
        Assert.Equal((one.States, one.Transitions, one.Expanded, one.Depth, one.CompleteDepth), (other.States, other.Transitions, other.Expanded, other.Depth, other.CompleteDepth));
        Assert.Equal((one.Complete, one.LocalStates), (other.Complete, other.LocalStates));
        Assert.Equal(one.Violated, other.Violated);
    }

    /// <summary>Processes that write numbers of their choice: a wide graph in which new local states are found by every
    /// thread all the time.</summary>
    private static Model Branching(int alternatives, int rounds, int failing)
    {
        var model = new Model();
        var (x, y) = (model.Cell("x"), model.Cell("y"));
        model.Process("p", () => WriteChoices(x, alternatives, rounds, failing));
        model.Process("q", () => WriteChoices(y, alternatives, rounds, failing: -1));
        return model;
    }

    /// <summary>Late, and among thousands of states of the same depth, a process awaits what it must not.</summary>
    private static Model Mistaken()
    {
        var model = new Model();
        var (x, y) = (model.Cell("x"), model.Cell("y"));
        model.Process("p", () => AwaitTask(x));
        model.Process("q", () => WriteChoices(y, alternatives: 12, rounds: 3, failing: -1));
        return model;
    }

    private static async Step WriteChoices(Cell cell, int alternatives, int rounds, int failing)
    {
        var sum = 0u;
        for (var round = 0; round < rounds; round++)
        {
            var chosen = await CellOperations.Choose(alternatives, "any");
            sum = (sum * 31) + (uint)chosen;
            await cell.WriteOnce(sum);
            Check.That(chosen != failing || round < rounds - 1, "the last choice");
        }
    }

    private static async Step AwaitTask(Cell cell)
    {
        for (var i = 0; i < 8; i++)
        {
            await cell.FetchAdd(1);
        }

        if (await CellOperations.Choose(500, "any") == 499)
        {
            await Task.Yield();
        }
    }
}
