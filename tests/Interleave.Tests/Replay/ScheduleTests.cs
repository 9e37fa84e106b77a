using Interleave.Replay;

namespace Interleave.Tests.Replay;

/// <summary>Schedules as text, and what is said when a model cannot follow one.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public void A_run_of_operations_is_one_entry()
    {
        var model = Counters(out _);
        Assert.Equal("a×2 b×3 a×1", Follow(model, "a×2 b×3 a×1"));
        Assert.Equal("a×2 b×1", Follow(model, "a×1 a×1 b×1"));
    }

    [Fact]
    public void Plain_characters_can_be_written_for_the_signs()
    {
        Assert.Equal("a×2 b×1", Follow(Counters(out _), "a*2 b*1"));
        Assert.Equal("t→cpu t×1", Follow(Thread(), "t->cpu t*1"));
    }

    [Fact]
    public void The_effect_is_that_of_the_operations_in_this_order()
    {
        var model = Counters(out var x);
        Replayer.Run(model, Schedule.Parse("a×3 b×2"), out var end);
        Assert.Equal(5u, end.ValueOf(x));
    }

    [Fact]
    public void Choices_stand_in_parentheses()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("p", () => ChooseTwice(x));
        Assert.Equal("p×3(2,0)", Follow(model, "p×3(2,0)"));
        Assert.Contains("no more choices", Fails(model, "p×3(2)", step: 3), StringComparison.Ordinal);
        Assert.Contains("fewer choices", Fails(model, "p×3(2,0,1)", step: 3), StringComparison.Ordinal);
        Assert.Contains("cannot go on", Fails(model, "p×1(3)", step: 1), StringComparison.Ordinal);
    }

    [Fact]
    public void Handlers_are_named_like_processes()
    {
        var model = new Model();
        var x = model.Cell("x");
        var cpu = model.Processor("cpu0");
        model.Process("task", () => Count(x), cpu);
        model.Handler("irq@0", () => Count(x), cpu, 1, model.Cell("budget", 1), maskable: true);
        Assert.Equal("task×1 irq@0×3 task×2", Follow(model, "task×1 irq@0×3 task×2"));
        Assert.Contains("what can: irq@0", Fails(model, "task×1 irq@0×1 task×1", step: 3), StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_does_not_exist_is_named_with_those_that_do() =>
        Assert.Contains("no process 'c'; there are a, b", Fails(Counters(out _), "a×1 c×1", step: 2), StringComparison.Ordinal);

    [Fact]
    public void A_process_that_has_finished_cannot_go_on() =>
        Assert.Contains("a cannot go on", Fails(Counters(out _), "a×4", step: 4), StringComparison.Ordinal);

    [Fact]
    public void A_processor_that_does_not_exist_is_named_with_those_that_do() =>
        Assert.Contains("no processor 'gpu'; there are cpu", Fails(Thread(), "t→gpu", step: 1), StringComparison.Ordinal);

    [Fact]
    public void A_thread_cannot_be_placed_twice() =>
        Assert.Contains("t cannot go on", Fails(Thread(), "t→cpu t→cpu", step: 2), StringComparison.Ordinal);

    [Theory]
    [InlineData("a")]
    [InlineData("a×")]
    [InlineData("a×0")]
    [InlineData("a×-1")]
    [InlineData("×3")]
    [InlineData("a×99999999999")]
    [InlineData("a×1(")]
    [InlineData("a×1()")]
    [InlineData("a×1(x)")]
    [InlineData("→cpu")]
    [InlineData("a→")]
    public void What_is_not_a_schedule_is_quoted(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => Schedule.Parse("b×1 " + text)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_empty_schedule_has_no_steps() => Assert.Equal("", Follow(Counters(out _), " "));

    private static string Follow(Model model, string text)
    {
        var steps = Replayer.Run(model, Schedule.Parse(text), out _);
        return Schedule.Of(model, steps.Select(step => step.Move)).ToString();
    }

    private static string Fails(Model model, string text, int step)
    {
        var exception = Assert.Throws<ReplayException>(() => Replayer.Run(model, Schedule.Parse(text), out _));
        Assert.StartsWith($"step {step}: ", exception.Message, StringComparison.Ordinal);
        return exception.Message;
    }

    private static Model Counters(out Cell counter)
    {
        var model = new Model();
        var x = counter = model.Cell("x");
        model.Process("a", () => Count(x));
        model.Process("b", () => Count(x));
        return model;
    }

    private static Model Thread()
    {
        var model = new Model();
        var x = model.Cell("x");
        var cpu = model.Processor("cpu");
        model.Thread("t", () => Count(x), null, [cpu]);
        return model;
    }

    private static async Step Count(Cell x)
    {
        for (var i = 0; i < 3; i++)
        {
            await x.FetchAdd(1);
        }
    }

    private static async Step ChooseTwice(Cell x)
    {
        var sum = await CellOperations.Choose(3, "first");
        await x.WriteOnce((uint)sum);
        await CellOperations.Choose(3, "second");
    }
}
