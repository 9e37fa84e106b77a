namespace Interleave.Tests.Errors;

/// <summary>Models that break a rule of the engine are refused with a message that names the place and the remedy.</summary>
public sealed class ModelErrorTests
{
    [Fact]
    public void A_cell_that_is_added_by_a_process_is_refused()
    {
        var model = new Model();
        model.Process("p", () => Semantics.Log.Say(model.Cell("late"), "one"));
        var error = Assert.Throws<ModelException>(() => Explore.All(model));
        Assert.StartsWith("cell 'late' is added by a process while it runs; add everything before the exploration", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_processes_with_one_name()
    {
        var model = new Model();
        model.Process("p", () => Step.Done);
        Refused(() => model.Process("p", () => Step.Done), "'p'", "different names");
    }

    [Fact]
    public void Two_pinned_processes_on_one_processor()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        model.Process("p", () => Step.Done, cpu);
        Refused(() => model.Process("q", () => Step.Done, cpu), "'q'", "cpu", "threads");
    }

    [Fact]
    public void A_pinned_process_in_a_model_with_threads()
    {
        var model = new Model();
        var (one, two) = (model.Processor("one"), model.Processor("two"));
        model.Thread("t", () => Step.Done, one, [one]);
        Refused(() => model.Process("p", () => Step.Done, two), "'p'", "not both");
    }

    [Fact]
    public void A_thread_in_a_model_with_pinned_processes()
    {
        var model = new Model();
        var (one, two) = (model.Processor("one"), model.Processor("two"));
        model.Process("p", () => Step.Done, one);
        Refused(() => model.Thread("t", () => Step.Done, two, [two]), "'t'", "not both");
    }

    [Fact]
    public void Two_threads_placed_on_one_processor()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        model.Thread("p", () => Step.Done, cpu, [cpu]);
        Refused(() => model.Thread("q", () => Step.Done, cpu, [cpu]), "'q'", "cpu");
    }

    [Fact]
    public void A_processor_after_a_thread()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        model.Thread("p", () => Step.Done, cpu, [cpu]);
        Refused(() => model.Processor("late"), "'late'", "all processors first");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    public void A_level_out_of_range(int level)
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        Refused(() => model.Handler("h", () => Step.Done, cpu, level, model.Cell("budget"), maskable: true), "'h'", $"{level}", "1..30");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public void The_lowest_and_the_highest_level_are_allowed(int level)
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Handler("h", () => Read(x), model.Processor("cpu"), level, model.Cell("budget", 1), maskable: true, mustStrike: true);
        Assert.True(Explore.All(model).Holds);
    }

    [Fact]
    public void A_handler_without_an_operation() => RefusedHandler(() => Step.Done, "'h'", "must begin with an operation");

    [Fact]
    public void A_handler_that_emits_an_event_before_its_first_operation() => RefusedHandler(EmitFirst, "'h'", "must begin with an operation");

    [Fact]
    public void A_handler_that_throws_before_its_first_operation() => RefusedHandler(Throw, "'h'", "must begin with an operation");

    [Fact]
    public void A_process_without_a_processor_that_asks_for_it() =>
        RefusedProcess(AskForProcessor, "'p'", "asks for its processor", "make it a thread");

    [Fact]
    public void A_process_without_a_processor_that_accesses_a_per_processor_cell()
    {
        var model = new Model();
        model.Processor("cpu");
        var counter = model.PerProcessorCell("counter", _ => 0);
        model.Process("p", () => Read(counter));
        Refused(() => Explore.All(model), "'p'", "per-processor cell");
        Refused(() => Explore.Traces(model), "'p'", "per-processor cell");
    }

    [Fact]
    public void A_process_that_leaves_its_processor_but_is_no_thread()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var thread = model.Thread("t", () => Step.Done, null, [cpu]);
        model.Process("p", () => Leave(thread));
        Refused(() => Explore.All(model), "'p'", "is not a thread");
        Refused(() => Explore.Traces(model), "'p'", "is not a thread");
    }

    [Fact]
    public void A_process_that_awaits_a_task() => RefusedProcess(AwaitTask, "Task", "operations only");

    [Fact]
    public void A_process_that_awaits_a_task_after_some_steps() => RefusedProcess(AwaitTaskLate, "Task", "operations only");

    [Fact]
    public void A_method_that_is_called_and_awaited_later() => RefusedProcess(AwaitLater, "awaited at once");

    [Fact]
    public void A_method_that_is_called_and_never_awaited() => RefusedProcess(NeverAwait, "awaited at once");

    [Fact]
    public void A_method_that_is_called_last_and_never_awaited() => RefusedProcess(NeverAwaitLast, "awaited at once");

    [Fact]
    public void A_method_that_returns_a_value_and_awaits_nothing_it_calls_last() => RefusedProcess(UseWhatNeverAwaits, "awaited at once");

    [Fact]
    public void Masks_that_are_not_evenly_spaced()
    {
        var model = new Model();
        model.Processor("one");
        model.Processor("two");
        model.Cell("between");
        model.Processor("three");
        Refused(() => model.OwnMask(), "one after the other");
    }

    private static void RefusedHandler(Func<Step> body, params string[] parts)
    {
        var model = new Model();
        model.Handler("h", body, model.Processor("cpu"), 1, model.Cell("budget", 1), maskable: true);
        Refused(() => Explore.All(model), parts);
    }

    private static void RefusedProcess(Func<Cell, Step> body, params string[] parts)
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("p", () => body(x));
        Refused(() => Explore.All(model), parts);
        Refused(() => Explore.Traces(model), parts);
    }

    private static void Refused(Action action, params string[] parts)
    {
        var message = Assert.Throws<ModelException>(action).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private static Step Throw() => throw new TimeoutException();

    private static async Step EmitFirst()
    {
        Events.Emit("early");
        await CellOperations.Choose(2, "any");
    }

    private static async Step Read(Cell cell) => await cell.ReadOnce();

    private static async Step AskForProcessor(Cell x) => await x.WriteOnce(await CellOperations.ProcessorIndex());

    private static async Step Leave(ProcessThread thread) => await thread.Leave(runnable: true);

    private static async Step AwaitTask(Cell x)
    {
        await Task.Yield();
        await x.ReadOnce();
    }

    private static async Step AwaitTaskLate(Cell x)
    {
        await x.ReadOnce();
        await Task.Delay(1, TestContext.Current.CancellationToken);
    }

    private static async Step AwaitLater(Cell x)
    {
        var read = Read(x);
        await x.WriteOnce(1);
        await read;
    }

    private static async Step NeverAwait(Cell x)
    {
        _ = Read(x);
        await x.WriteOnce(1);
    }

    private static async Step NeverAwaitLast(Cell x)
    {
        await x.WriteOnce(1);
        _ = Read(x);
    }

    private static async Step UseWhatNeverAwaits(Cell x) => Check.That(await NeverAwaitButReturn(x) == 1, "returned");

    private static async Step<uint> NeverAwaitButReturn(Cell x)
    {
        await x.WriteOnce(1);
        _ = Read(x);
        return 1;
    }
}
