using Interleave.Exploration;
using Interleave.Tests.Golden;

namespace Interleave.Tests.LongRuns;

/// <summary>A search that goes on from a checkpoint ends with the numbers and verdicts of one that was never interrupted.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"checkpoint-{Guid.NewGuid():N}");

    public static TheoryData<bool, bool, long?, int> Kinds => new()
    {
        { true, false, null, 1 },
        { false, false, null, 1 },
        { false, false, null, 2 },
        { false, true, null, 1 },
        { false, false, 1 << 16, 1 },
    };

    public void Dispose() => File.Delete(path);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Interrupted_again_and_again_it_comes_to_the_same_end(bool keepGraph, bool exact, long? bitstate, int threads)
    {
        var options = new SearchOptions { KeepGraph = keepGraph, Exact = exact, BitstateBytes = bitstate, Threads = threads };
        var expected = Explore.All(Subject(), options);
        var interruptions = 0;
        ExplorationResult result;
        do
        {
            using var source = new CancellationTokenSource();
            var looks = 0;
            result = Explore.All(Subject(), options with
            {
                CheckpointTo = path,
                ResumeFrom = interruptions == 0 ? null : path,
                Cancellation = source.Token,
                Progress = _ =>
                {
                    // A few looks further each time: in the middle of levels as well as between them.
                    if (++looks == 15)
                    {
                        source.Cancel();
                    }
                },
            });

            // Of a machine that is too slow to come further between two interruptions there would be no end.
            Assert.InRange(++interruptions, 1, 1000);
        }
        while (result.Search.StoppedBy == "interruption");

        Assert.True(interruptions >= 3);
        AssertSame(expected, result);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_checkpoint_from_the_middle_is_as_good_as_one_of_an_interruption(bool keepGraph, bool exact, long? bitstate, int threads)
    {
        // One is written at each look; the copy of one of them is what a killed process leaves.
        var options = new SearchOptions { KeepGraph = keepGraph, Exact = exact, BitstateBytes = bitstate, Threads = threads };
        using var source = new CancellationTokenSource();
        var looks = 0;
        var copy = path + ".copy";
        Explore.Search(Subject(), options with
        {
            CheckpointTo = path,
            CheckpointEvery = TimeSpan.Zero,
            Cancellation = source.Token,
            Progress = _ =>
            {
                if (++looks == 12)
                {
                    File.Copy(path, copy);
                    source.Cancel();
                }
            },
        });
        try
        {
            AssertSame(Explore.All(Subject(), options), Explore.All(Subject(), options with { ResumeFrom = copy }));
        }
        finally
        {
            File.Delete(copy);
        }
    }

    [Fact]
    public void A_search_cut_in_the_middle_of_a_level_by_a_number_of_states_goes_on()
    {
        var options = new SearchOptions { KeepGraph = false, Threads = 2 };
        var expected = Explore.All(Subject(), options);
        Assert.Equal("--max-states", Explore.Search(Subject(), options with { CheckpointTo = path, MaxStates = 10_000 }).StoppedBy);
        AssertSame(expected, Explore.All(Subject(), options with { ResumeFrom = path }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_stays_open_and_what_is_opened_again_is_known_wherever_a_search_is_cut(bool answers)
    {
        var expected = Explore.Search(Asking(answers));
        Assert.Equal(answers ? [EngineInvariants.Terminates] : [EngineInvariants.Terminates, "answered"], expected.Violated);
        for (var states = 1; states < expected.States; states++)
        {
            Assert.Equal("--max-states", Explore.Search(Asking(answers), new SearchOptions { CheckpointTo = path, MaxStates = states }).StoppedBy);
            Assert.Equal(expected.Violated, Explore.Search(Asking(answers), new SearchOptions { ResumeFrom = path }).Violated);
        }
    }

    [Fact]
    public void The_checkpoint_of_a_search_that_has_ended_holds_its_result()
    {
        var expected = Explore.All(Subject(), new SearchOptions { CheckpointTo = path });
        var progress = new List<SearchProgress>();
        AssertSame(expected, Explore.All(Subject(), new SearchOptions { ResumeFrom = path, Progress = progress.Add }));
        Assert.Empty(progress);
    }

    [Fact]
    public void The_time_before_the_checkpoint_counts()
    {
        var first = Explore.Search(Subject(), new SearchOptions { CheckpointTo = path });
        Assert.True(Explore.Search(Subject(), new SearchOptions { ResumeFrom = path }).Elapsed >= first.Elapsed / 2);
    }

    private static Model Subject()
    {
        // Many local states, violations early and late, monitors, and a few thousand states a level.
        var model = ParametricPrograms.Parse("fib(4)");
        model.Watch(new LateViolation());
        var shared = model.Cell("shared");
        model.Process("choosing", () => Choosing(shared));
        return model;
    }

    private static Model Asking(bool answers)
    {
        var model = new Model();
        model.Watch(new Response("answered", e => e is "request", e => e is "answer"));
        var x = model.Cell("x");
        model.Process("client", () => AskOrCount(x, answers));
        return model;
    }

    private static async Step AskOrCount(Cell x, bool answers)
    {
        // The cycle is among the first states, the others keep the search going.
        if (await CellOperations.Choose(2, "counts") == 1)
        {
            for (var i = 1u; i <= 6; i++)
            {
                await x.WriteOnce(i);
            }

            return;
        }

        Events.Emit("request");
        while (true)
        {
            await x.ReadOnce();
            if (answers)
            {
                Events.Emit("answer");
                Events.Emit("request");
            }
        }
    }

    private static async Step Choosing(Cell shared)
    {
        var sum = 0u;
        for (var round = 0; round < 2; round++)
        {
            sum = (sum * 7) + (uint)await CellOperations.Choose(4, "any");
            await shared.WriteOnce(sum);
            Events.Emit(new Chose(sum));
        }

        Check.That(sum != 9, "nine");
    }

    private static void AssertSame(ExplorationResult expected, ExplorationResult actual)
    {
        var (one, other) = (expected.Search, actual.Search);
        Assert.Equal((one.Complete, one.StoppedBy, one.States, one.Transitions, one.Expanded, one.Depth, one.CompleteDepth), (other.Complete, other.StoppedBy, other.States, other.Transitions, other.Expanded, other.Depth, other.CompleteDepth));
        Assert.Equal((one.Interleavings, one.HasCycle, one.LocalStates), (other.Interleavings, other.HasCycle, other.LocalStates));
        Assert.Equal(one.Violated, other.Violated);
        Assert.NotEmpty(one.Violated);
        Assert.All(expected.Witnesses, witness => Assert.Equal(witness.Value.Moves, actual.Witnesses[witness.Key].Moves));
    }

    private sealed record Chose(uint Sum);

    private sealed class LateViolation : Monitor<uint>
    {
        public override string Invariant => "late";

        protected override uint Start => 0;

        protected override uint Next(uint state, object occurrence, out Violation? violation)
        {
            violation = occurrence is Chose { Sum: 22 } ? new Violation("twenty-two") : null;
            return occurrence is Chose chose ? chose.Sum : state;
        }
    }
}
