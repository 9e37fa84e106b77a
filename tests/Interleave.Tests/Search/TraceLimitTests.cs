using Interleave.Exploration;
using Interleave.Exploration.Dpor;
using Interleave.Tests.Golden;

namespace Interleave.Tests.Search;

/// <summary>What cuts an exploration of traces short, and what it does not do.</summary>
public sealed class TraceLimitTests
{
    private const string Program = "lastzero(5)";

    /// <summary>The clock is looked at now and then only.</summary>
    private const string LongProgram = "lastzero(9)";

    [Fact]
    public void A_number_of_executions_stops_it()
    {
        var result = Explored(new TraceOptions { MaxExecutions = 3 });
        Assert.False(result.Complete);
        Assert.Equal("--max-executions", result.StoppedBy);
        Assert.Equal(3, result.Executions);
    }

    [Fact]
    public void As_many_executions_as_are_allowed_are_enough()
    {
        var whole = Explored(new TraceOptions());
        var allowed = Explored(new TraceOptions { MaxExecutions = whole.Executions + 1 });
        Assert.True(allowed.Complete);
        Assert.Equal(whole.Executions, allowed.Executions);
    }

    [Fact]
    public void The_time_stops_it()
    {
        var result = Explored(new TraceOptions { TimeLimit = TimeSpan.Zero }, LongProgram);
        Assert.Equal("--time-limit", result.StoppedBy);
        Assert.False(result.Complete);
        Assert.True(Explored(new TraceOptions { TimeLimit = TimeSpan.FromDays(1) }, LongProgram).Complete);
    }

    [Fact]
    public void Whoever_asked_for_it_stops_it()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var result = Explored(new TraceOptions { Cancellation = source.Token, TimeLimit = TimeSpan.Zero }, LongProgram);
        Assert.Equal("interruption", result.StoppedBy);
        Assert.False(result.Complete);
    }

    [Fact]
    public void A_number_of_steps_cuts_an_execution_off()
    {
        var result = Explored(new TraceOptions { MaxSteps = 3 });
        Assert.Equal("--max-steps", result.StoppedBy);
        Assert.False(result.Complete);
    }

    [Fact]
    public void Executions_may_have_hundreds_of_steps()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => AddOften(x));
        model.Process("b", () => AddOften(x));
        var result = Explore.Traces(model, new TraceOptions { MaxExecutions = 2 });
        Assert.Equal((2, 600), (result.Executions, result.Depth));
    }

    [Fact]
    public void A_choice_may_not_have_too_many_alternatives()
    {
        Assert.Equal(2, Explore.Traces(Choosing(MoveKey.MaxAlternatives), new TraceOptions { MaxExecutions = 2 }).Executions);
        var refusal = Assert.Throws<ModelException>(() => Explore.Traces(Choosing(MoveKey.MaxAlternatives + 1)));
        Assert.Contains($"a choice has {MoveKey.MaxAlternatives + 1} alternatives", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "source sets")]
    [InlineData(false, "preemptions are counted")]
    public void What_is_for_processes_alone_refuses_handlers_and_threads(bool source, string why)
    {
        var options = source ? new TraceOptions { Reduction = TraceReduction.Source } : new TraceOptions { CountPreemptions = true };
        var (struck, placed) = (new Model(), new Model());
        var (x, y) = (struck.Cell("x"), placed.Cell("y"));
        struck.Handler("h", () => Write(x), struck.Processor("cpu"), 1, struck.Cell("budget", 1), maskable: true);
        placed.Thread("a", () => Write(y), placed.Processor("cpu"), placed.Processors);
        Assert.All([struck, placed], model => Assert.Contains(why, Assert.Throws<ModelException>(() => Explore.Traces(model, options)).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Leaving_a_process_that_has_to_wait_is_no_preemption()
    {
        var model = new Model();
        var (asked, answered) = (model.Cell("asked"), model.Cell("answered"));
        model.Process("asking", () => Ask(asked, answered));
        model.Process("answering", () => Answer(asked, answered));
        Assert.Equal([1], Explore.Traces(model, new TraceOptions { CountPreemptions = true }).ByPreemptions);
    }

    [Fact]
    public void Leaving_a_process_that_need_not_wait_is_a_preemption()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => WriteAndWait(x));
        model.Process("b", () => Write(x));
        Assert.Equal([2, 1], Explore.Traces(model, new TraceOptions { CountPreemptions = true }).ByPreemptions);
    }

    private static TraceResult Explored(TraceOptions options, string program = Program) => Explore.Traces(ParametricPrograms.Parse(program), options);

    private static Model Choosing(int alternatives)
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("choosing", () => ChooseAndWrite(alternatives, x));
        return model;
    }

    private static async Step ChooseAndWrite(int alternatives, Cell x) => await x.WriteOnce((uint)await CellOperations.Choose(alternatives, "value"));

    private static async Step AddOften(Cell x)
    {
        for (var i = 0; i < 300; i++)
        {
            await x.FetchAdd(1);
        }
    }

    private static async Step Write(Cell cell) => await cell.WriteOnce(2);

    private static async Step WriteAndWait(Cell cell)
    {
        await cell.WriteOnce(1);
        await cell.WaitWhile(0);
    }

    private static async Step Ask(Cell asked, Cell answered)
    {
        await asked.WriteOnce(1);
        await answered.WaitUntil(1);
    }

    private static async Step Answer(Cell asked, Cell answered)
    {
        await asked.WaitUntil(1);
        await answered.WriteOnce(1);
    }
}
