using Interleave.Exploration;

namespace Interleave.Tests.Errors;

/// <summary>A process that does not do the same again makes verdicts worthless: it is named with the place and both results.</summary>
public sealed class DeterminismTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_process_that_counts_outside_of_cells_is_named(bool sampled)
    {
        var error = Assert.Throws<ModelException>(() => Explored(model => Add(model, "counting", Count), sampled));
        Assert.StartsWith("process 'counting' is not deterministic: after x in Count (", error.Message, StringComparison.Ordinal);
        Assert.Contains("DeterminismTests.cs:", error.Message, StringComparison.Ordinal);
        Assert.Matches("it once came to Write of x with 1 in Count .* and now it came to Write of x with [2-9]", error.Message);
    }

    [Fact]
    public void An_event_that_differs_is_enough()
    {
        var error = Assert.Throws<ModelException>(() => Explored(model => Add(model, "telling", Tell), sampled: false));
        Assert.Contains("it once finished with Told { Number = 1 }, and now it finished with Told { Number = 2 }", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_process_named_is_the_one_to_blame()
    {
        var error = Assert.Throws<ModelException>(() => Explored(
            model =>
            {
                var x = model.Cell("x");
                model.Process("good", () => Semantics.Log.Say(x, "one", "two"));
                Add(model, "bad", Tell);
            },
            sampled: false));
        Assert.StartsWith("process 'bad' ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_check_nobody_notices()
    {
        var model = new Model();
        Add(model, "telling", Tell);
        Assert.True(Explore.Search(model, new SearchOptions { SelfCheck = 0 }).Complete);
    }

    private static void Add(Model model, string name, Func<Cell, Outside, Step> body)
    {
        var (x, outside) = (model.Cell(name + ".x"), new Outside());
        model.Process(name, () => body(x, outside));
    }

    private static void Explored(Action<Model> build, bool sampled)
    {
        var model = new Model();
        build(model);
        if (sampled)
        {
            Explore.Sample(model, new() { Runs = 10 });
        }
        else
        {
            Explore.Search(model);
        }
    }

    private static async Step Count(Cell x, Outside outside)
    {
        await x.ReadOnce();
        await x.Write(++outside.Count);
    }

    private static async Step Tell(Cell x, Outside outside)
    {
        await x.ReadOnce();
        Events.Emit(new Told(++outside.Count));
    }

    private sealed record Told(uint Number);

    /// <summary>It says that its state is in cells, which is not so.</summary>
    private sealed class Outside : IModelObject
    {
        public uint Count { get; set; }
    }
}
