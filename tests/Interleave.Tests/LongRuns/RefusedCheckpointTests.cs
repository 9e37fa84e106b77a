using Interleave.Exploration;

namespace Interleave.Tests.LongRuns;

/// <summary>A checkpoint that is not the one of this search is refused with one sentence that says why and what to do.</summary>
public sealed class RefusedCheckpointTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"checkpoint-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void A_file_that_is_not_there() => Refused(new SearchOptions(), Counting(3), "cannot be read as a checkpoint");

    [Fact]
    public void A_file_that_is_something_else()
    {
        File.WriteAllText(path, new string('x', 1000));
        Refused(new SearchOptions(), Counting(3), "is not a checkpoint");
    }

    [Fact]
    public void An_empty_file()
    {
        File.WriteAllText(path, "");
        Refused(new SearchOptions(), Counting(3), "is not a checkpoint");
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public void A_file_that_was_cut(double share)
    {
        Save(Counting(3));
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(int)(bytes.Length * share)]);
        Refused(new SearchOptions(), Counting(3), "checkpoint");
    }

    [Theory]
    [InlineData(8)]
    [InlineData(60)]
    [InlineData(300)]
    [InlineData(-1)]
    public void A_file_in_which_one_bit_has_changed(int at)
    {
        Save(Counting(3));
        var bytes = File.ReadAllBytes(path);
        bytes[at < 0 ? bytes.Length + at : at] ^= 4;
        File.WriteAllBytes(path, bytes);
        Refused(new SearchOptions(), Counting(3), "is a damaged checkpoint: its checksum is wrong");
    }

    [Fact]
    public void The_checkpoint_of_another_kind_of_search()
    {
        Save(Counting(3));
        Refused(new SearchOptions { KeepGraph = false }, Counting(3), "is the checkpoint of a search that keeps the graph, this is a search that keeps fingerprints");
    }

    [Fact]
    public void A_model_with_another_cell()
    {
        Save(Counting(3));
        var model = Counting(3);
        model.Cell("more");
        Refused(new SearchOptions(), model, "is a checkpoint of another model: its cells, processes or invariants are not the ones given");
    }

    [Fact]
    public void A_model_that_begins_with_another_value()
    {
        Save(Counting(3));
        Refused(new SearchOptions(), Counting(3, initial: 1), "is a checkpoint of another model");
    }

    [Fact]
    public void A_model_with_another_invariant()
    {
        Save(Counting(3));
        var model = Counting(3);
        model.Watch(new Semantics.EndsWith("other"));
        Refused(new SearchOptions(), model, "is a checkpoint of another model");
    }

    [Theory]
    [InlineData(2, uint.MaxValue, true, false)]
    [InlineData(1, 5U, true, false)]
    [InlineData(1, uint.MaxValue, false, false)]
    [InlineData(1, uint.MaxValue, true, true)]
    public void A_model_whose_handler_strikes_elsewhere_or_otherwise(int level, uint maskedFrom, bool mustStrike, bool urgent)
    {
        Save(Struck(1, uint.MaxValue, mustStrike: true, urgent: false));
        Refused(new SearchOptions(), Struck(level, maskedFrom, mustStrike, urgent), "is a checkpoint of another model");
    }

    [Fact]
    public void A_model_whose_thread_may_run_elsewhere()
    {
        Save(Placed(on: 1));
        Refused(new SearchOptions(), Placed(on: 2), "is a checkpoint of another model");
    }

    [Fact]
    public void A_process_that_reads_the_same_word_in_another_way()
    {
        Save(Reading(cell => ReadOnce(cell.Low)));
        Refused(new SearchOptions(), Reading(cell => ReadPlainly(cell.Low)), "a process does not do what it did");
        Refused(new SearchOptions(), Reading(ReadWhole), "a process does not do what it did");
    }

    [Fact]
    public void A_thread_that_acts_while_it_is_away()
    {
        Save(Leaving(away: true));
        Refused(new SearchOptions(), Leaving(away: false), "a process does not do what it did");
    }

    [Fact]
    public void A_model_whose_invariant_judges_the_same_events_in_another_way()
    {
        Save(Announcing(limit: 1));
        Refused(new SearchOptions(), Announcing(limit: 2), "an invariant judges events in another way than it did");
    }

    [Fact]
    public void A_model_whose_process_does_something_else_after_a_step_that_was_taken()
    {
        Save(Counting(3));
        Refused(new SearchOptions(), Counting(2), "a process does not do what it did");
    }

    [Fact]
    public void A_model_that_differs_only_where_the_search_has_not_been_goes_on_as_if_begun_with_it()
    {
        Save(Counting(30), maxStates: 20);
        var resumed = Explore.Search(Counting(29), new SearchOptions { ResumeFrom = path });
        var whole = Explore.Search(Counting(29));
        Assert.Equal((whole.States, whole.Transitions, whole.Interleavings), (resumed.States, resumed.Transitions, resumed.Interleavings));
    }

    [Fact]
    public void A_process_that_is_not_deterministic()
    {
        var coin = new Coin();
        Save(Tossing(coin));
        coin.Side = 1;
        Refused(new SearchOptions(), Tossing(coin), "if nothing has changed, the process is not deterministic");
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_does_not_end_the_search()
    {
        var result = Explore.Search(Counting(3), new SearchOptions { CheckpointTo = Path.Combine(path, "in", "no", "directory") });
        Assert.True(result.Complete);
        Assert.Contains("the checkpoint cannot be written", result.CheckpointProblem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_could_not_be_replaced_is_still_there()
    {
        Save(Counting(3));
        var before = File.ReadAllBytes(path);
        Directory.CreateDirectory(path + ".part");
        try
        {
            Assert.NotNull(Explore.Search(Counting(3), new SearchOptions { CheckpointTo = path }).CheckpointProblem);
            Assert.Equal(before, File.ReadAllBytes(path));
        }
        finally
        {
            Directory.Delete(path + ".part");
        }
    }

    private static Model Counting(int rounds, uint initial = 0)
    {
        var model = new Model();
        var x = model.Cell("x", initial);
        model.Process("a", () => Count(x, rounds));
        model.Process("b", () => Count(x, rounds));
        return model;
    }

    private static async Step Count(Cell x, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            await x.FetchAdd(1);
        }
    }

    private static Model Announcing(int limit)
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Watch(new AtMost(limit));
        model.Process("announcing", () => Announce(x));
        return model;
    }

    private static async Step Announce(Cell x)
    {
        for (var i = 0; i < 2; i++)
        {
            await x.FetchAdd(1);
            Events.Emit("added");
        }
    }

    private static Model Struck(int level, uint maskedFrom, bool mustStrike, bool urgent)
    {
        var model = new Model();
        var (cpu, x) = (model.Processor("cpu"), model.Cell("x"));
        model.Process("task", () => Count(x, 1), cpu);
        model.Handler("h", () => Count(x, 1), cpu, level, model.Cell("budget", 1), maskable: false, mustStrike, maskedFrom, urgent);
        return model;
    }

    private static Model Placed(int on)
    {
        var model = new Model();
        var (x, processors) = (model.Cell("x"), Enumerable.Range(0, 3).Select(i => model.Processor($"cpu{i}")).ToList());
        model.Thread("a", () => Count(x, 1), processors[0], [processors[0], processors[on]]);
        return model;
    }

    private static Model Reading(Func<Cell64, Step> body)
    {
        var model = new Model();
        var cell = model.Cell64("cell");
        model.Process("reading", () => body(cell));
        return model;
    }

    private static async Step ReadOnce(Cell cell) => await cell.ReadOnce();

    private static async Step ReadPlainly(Cell cell) => await cell.Read();

    private static async Step ReadWhole(Cell64 cell) => await cell.ReadOnce();

    private static Model Leaving(bool away)
    {
        var model = new Model();
        var (cpu, x, threads) = (model.Processor("cpu"), model.Cell("x"), new Threads());
        threads.Leaving = model.Thread("a", () => away ? LeaveAndCountAway(threads, x) : LeaveAndCount(threads, x), cpu, [cpu]);
        return model;
    }

    private static async Step LeaveAndCountAway(Threads threads, Cell x)
    {
        await threads.Leaving!.Leave(runnable: true);
        await x.FetchAdd(1).WhileAway();
    }

    private static async Step LeaveAndCount(Threads threads, Cell x)
    {
        await threads.Leaving!.Leave(runnable: true);
        await x.FetchAdd(1);
    }

    private static Model Tossing(Coin coin)
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("tossing", () => Toss(x, coin));
        return model;
    }

    private static async Step Toss(Cell x, Coin coin)
    {
        await x.WriteOnce(1);
        await x.WriteOnce(coin.Side);
    }

    private void Save(Model model, long? maxStates = null) => Explore.Search(model, new SearchOptions { CheckpointTo = path, MaxStates = maxStates });

    private void Refused(SearchOptions options, Model model, string why)
    {
        var refusal = Assert.Throws<CheckpointException>(() => Explore.Search(model, options with { ResumeFrom = path }));
        Assert.StartsWith(path + ": ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    private sealed class AtMost(int limit) : Monitor<int>
    {
        public override string Invariant => "at most so many";

        protected override int Start => 0;

        protected override int Next(int state, object occurrence, out Violation? violation)
        {
            violation = state < limit ? null : new Violation("one more");
            return state + 1;
        }
    }

    private sealed class Threads : IModelObject
    {
        public ProcessThread? Leaving { get; set; }
    }

    private sealed class Coin : IModelObject
    {
        public uint Side { get; set; }
    }
}
