using System.Runtime.CompilerServices;
using Interleave.Exploration;
using Interleave.Replay;

namespace Interleave.Tests.Replay;

/// <summary>What a step of a trace says.</summary>
public sealed class TraceStepTests
{
    [Fact]
    public void What_was_accessed_and_how_it_changed()
    {
        var model = new Model();
        var x = model.Cell("x", 7);
        model.Process("p", () => Add(x));
        var step = Steps(model)[0];
        Assert.Equal(("x", OperationKind.FetchAdd, 7ul, 10ul, 7ul), (step.Cell, step.Kind, step.Before, step.After, step.Result));
        Assert.Equal(("p", -1, 0), (step.Process.Name, step.Processor, step.Level));
    }

    [Fact]
    public void Where_the_operation_stands_in_the_source()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("p", () => Add(x));
        var site = Steps(model)[0].Site!;
        Assert.Equal(("cell", "1 + 2", "Add", LineOfAdd()), (site.Target, site.Operand, site.Member, site.Line));
        Assert.EndsWith("TraceStepTests.cs", site.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Which_methods_the_process_is_in()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("p", () => Outer(x));
        Assert.Equal(["Outer", "Middle", "Add"], Steps(model)[0].Methods);
    }

    [Fact]
    public void The_copy_of_a_per_processor_cell_by_its_own_name()
    {
        var model = new Model();
        model.Processor("cpu0");
        var cpu = model.Processor("cpu1");
        var counter = model.PerProcessorCell("counter", _ => 0);
        model.Process("p", () => Add(counter), cpu);
        var step = Steps(model)[0];
        Assert.Equal(("cpu1.counter", 1), (step.Cell, step.Processor));
    }

    [Fact]
    public void A_64_bit_cell_by_one_name_with_its_whole_value()
    {
        var model = new Model();
        var cell = model.Cell64("cookie", 0x1_0000_0002);
        model.Process("p", () => Write(cell));
        var step = Steps(model)[0];
        Assert.Equal(("cookie", 0x1_0000_0002ul, 0x3_0000_0004ul), (step.Cell, step.Before, step.After));
    }

    [Fact]
    public void The_level_of_a_handler_and_its_events()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Handler("h", () => Say(x), model.Processor("cpu"), 3, model.Cell("budget", 1), maskable: true, mustStrike: true);
        var step = Steps(model)[0];
        Assert.Equal((MoveKind.Strike, 3, 0), (step.Move.Kind, step.Level, step.Processor));
        Assert.Equal(["said"], step.Events);
    }

    [Fact]
    public void The_placement_of_a_thread_has_no_operation()
    {
        var model = new Model();
        var x = model.Cell("x");
        var cpu = model.Processor("cpu");
        model.Thread("t", () => Add(x), null, [cpu]);
        var step = Steps(model)[0];
        Assert.Equal((MoveKind.Place, 0, null, null), (step.Move.Kind, step.Processor, step.Kind, step.Site));
    }

    [Theory]
    [InlineData(0, ChoiceKind.Free)]
    [InlineData(1, ChoiceKind.Failure)]
    public void What_kind_of_choice_was_made(int value, ChoiceKind kind)
    {
        var model = new Model();
        var budget = model.Cell("budget", 1);
        model.Process("p", () => Fail(budget));
        Assert.Equal(kind, new Interpreter(model).Apply(new Move(MoveKind.Step, 0, value)).Choice);
    }

    [Fact]
    public void A_step_that_chooses_nothing_makes_no_choice()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Thread("p", () => Add(x), null, [model.Processor("cpu0"), model.Processor("cpu1")]);
        Assert.All(Steps(model), step => Assert.Equal(ChoiceKind.Free, step.Choice));
    }

    [Fact]
    public void A_scheduling_point_is_a_place_in_the_source_whoever_comes_there()
    {
        var model = new Model();
        var (x, y) = (model.Cell("x"), model.Cell("y"));
        model.Process("p", () => Add(x));
        model.Process("q", () => Add(y));
        var point = Assert.Single(Explore.All(model).SchedulingPoints);
        Assert.Equal(("Add", LineOfAdd(), OperationKind.FetchAdd), (point.Member, point.Line, point.Kind));
    }

    /// <summary>The steps of an execution that always takes the first move offered.</summary>
    private static List<TraceStep> Steps(Model model)
    {
        var interpreter = new Interpreter(model);
        var steps = new List<TraceStep>();
        while (interpreter.Moves() is [var move, ..])
        {
            steps.Add(interpreter.Apply(move));
        }

        return steps;
    }

    private static async Step Outer(Cell cell) => await Middle(cell);

    private static async Step Middle(Cell cell) => await Add(cell);

    private static int LineHere([CallerLineNumber] int line = 0) => line;

    private static int LineOfAdd() => LineHere() + 2;

    private static async Step Add(Cell cell) => await cell.FetchAdd(1 + 2);

    private static async Step Fail(Cell budget) => await budget.Choose(2, "fails");

    private static async Step Write(Cell64 cell) => await cell.Write(0x3_0000_0004);

    private static async Step Say(Cell x)
    {
        await x.ReadOnce();
        Events.Emit("said");
    }
}
