namespace Interleave.Tests.Reduced;

/// <summary>Whether events commute depends on what a monitor has seen, so on what the processes may have emitted before. In each model
/// two events do so at first and no longer after two others.</summary>
public sealed class CommutingEventsTests
{
    /// <summary>The monitor has few states, or no end of them.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Events_that_another_process_emits_in_sequence_count(bool endless)
    {
        var model = Watched(endless);
        var z = model.Cell("z");
        model.Process("c", () => EmitInSequence(z, "prepare", "start"));
        SameVerdict.Of(model, "strict");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Events_of_a_handler_that_strikes_again_count(bool endless)
    {
        var model = Watched(endless, alternates: false);
        var z = model.Cell("z");
        model.Handler("h", () => EmitInSequence(z, "prepare"), model.Processor("cpu"), 1, model.Cell("budget", 2), maskable: true);
        SameVerdict.Of(model, "strict");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Events_that_a_handler_emits_in_sequence_count(bool endless)
    {
        var model = Watched(endless);
        var z = model.Cell("z");
        model.Handler("h", () => EmitInSequence(z, "prepare", "start"), model.Processor("cpu"), 1, model.Cell("budget", 1), maskable: true);
        SameVerdict.Of(model, "strict");
    }

    /// <summary>It cannot begin before it has struck.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Events_of_a_handler_that_has_to_wait_first_count(bool endless)
    {
        var model = Watched(endless);
        var (go, budget) = (model.Cell("go"), model.Cell("budget", 1));
        model.Process("enabler", () => WaitThenWrite(budget, 0, go));
        model.Handler("h", () => WaitThenEmit(go, "prepare", "start"), model.Processor("cpu"), 1, budget, maskable: true);
        SameVerdict.Of(model, "strict");
    }

    private static Model Watched(bool endless, bool alternates = true)
    {
        var model = new Model();
        var (x, y) = (model.Cell("x"), model.Cell("y"));
        model.Watch(new StrictMonitor(endless, alternates));
        model.Process("a", () => EmitInSequence(x, "a"));
        model.Process("b", () => EmitInSequence(y, "b"));
        return model;
    }

    private static async Step WaitThenWrite(Cell one, uint value, Cell two)
    {
        await one.WaitUntil(value);
        await two.WriteOnce(1);
    }

    private static async Step WaitThenEmit(Cell cell, string first, string second)
    {
        await cell.WaitUntil(1);
        Events.Emit(first);
        await cell.ReadOnce();
        Events.Emit(second);
    }

    private static async Step EmitInSequence(Cell cell, string first, string? second = null)
    {
        await cell.ReadOnce();
        await cell.ReadOnce();
        Events.Emit(first);
        if (second is not null)
        {
            await cell.ReadOnce();
            Events.Emit(second);
        }
    }

    /// <summary>After two events, prepare and start or prepare twice, it does not like b before a. It may count everything.</summary>
    private sealed class StrictMonitor(bool counts, bool alternates) : Monitor<(int Stage, int Count, string Last)>
    {
        public override string Invariant => "strict";

        protected override (int Stage, int Count, string Last) Start => (0, 0, "");

        protected override (int Stage, int Count, string Last) Next((int Stage, int Count, string Last) state, object occurrence, out Violation? violation)
        {
            var strict = state.Stage == 2;
            violation = strict && state.Last == "b" && occurrence is "a" ? new Violation("b before a") : null;
            var comes = state.Stage == 1 && alternates ? "start" : "prepare";
            return (state.Stage + (!strict && occurrence.Equals(comes) ? 1 : 0), state.Count + (counts ? 1 : 0), strict ? (string)occurrence : "");
        }
    }
}
