using Interleave.Exploration;
using Interleave.Replay;

namespace Interleave.Tests.Search;

/// <summary>Every request is answered in the end: in executions that end and in those that do not.</summary>
public sealed class ResponseTests
{
    private const string Answered = "answered";

    [Fact]
    public void A_server_that_goes_on_for_ever_and_answers_each_request_keeps_its_promise()
    {
        var result = Explore.All(Serving(Serve));
        Assert.DoesNotContain(Answered, result.Search.Violated);

        // It never ends, which is another matter.
        Assert.Contains(EngineInvariants.Terminates, result.Search.Violated);
    }

    [Fact]
    public void A_request_that_is_overlooked_for_ever_is_shown_by_a_fair_cycle()
    {
        var model = Serving(ServeOnlyTheFirst);
        var result = Explore.All(model);
        Assert.Contains(Answered, result.Search.Violated);
        AssertStaysOpen(model, result.Witnesses[Answered]);
    }

    [Fact]
    public void An_execution_that_ends_with_an_open_request_needs_no_cycle()
    {
        var result = Explore.All(Asking(static request => AskAndForget(request)));
        Assert.Equal([Answered], result.Search.Violated);
        Assert.Null(result.Witnesses[Answered].CycleStart);
    }

    [Fact]
    public void An_execution_that_is_stuck_with_an_open_request_violates_both()
    {
        var result = Explore.All(Asking(static request => AskAndWait(request)));
        Assert.Equal([EngineInvariants.NoDeadlock, Answered], result.Search.Violated);
        var interpreter = new Interpreter(Asking(static request => AskAndWait(request)));
        foreach (var move in result.Witnesses[Answered].Moves)
        {
            interpreter.Apply(move);
        }

        Assert.Contains(interpreter.AtEnd(), violation => violation.Invariant == Answered);
    }

    [Fact]
    public void A_scheduler_that_never_lets_the_server_run_is_not_to_blame_on_the_server()
    {
        // The client asks and spins for ever; only an unfair scheduler keeps the server from answering.
        var result = Explore.All(Serving(Serve, patient: false));
        Assert.DoesNotContain(Answered, result.Search.Violated);
    }

    [Fact]
    public void Requests_that_overlap_are_told_apart_by_their_keys()
    {
        // There is always some request open, but none for ever.
        Assert.DoesNotContain(Answered, Explore.All(Alternating(skipsSecond: false)).Search.Violated);
        var model = Alternating(skipsSecond: true);
        var result = Explore.All(model);
        Assert.Contains(Answered, result.Search.Violated);
        AssertStaysOpen(model, result.Witnesses[Answered]);
    }

    [Fact]
    public void A_step_that_answers_and_asks_again_does_not_leave_a_request_open()
    {
        // In every state the request is open, and yet each is answered.
        var model = new Model();
        model.Watch(new Response(Answered, e => e is Asked, e => e is Replied));
        var x = model.Cell("x");
        model.Process("p", () => AnswerAndAsk(x));
        Assert.Equal([EngineInvariants.Terminates], Explore.All(model).Search.Violated);
    }

    [Fact]
    public void A_step_that_answers_and_asks_again_is_recognised_by_each_key()
    {
        var model = new Model();
        model.Watch(AnsweredByKey());
        var x = model.Cell("x");
        model.Process("p", () => AnswerFirstThenAnswerAndAskSecond(x));
        Assert.Equal([EngineInvariants.Terminates], Explore.All(model).Search.Violated);
    }

    [Fact]
    public void A_step_that_answers_and_asks_again_is_recognised_among_the_steps_of_others()
    {
        // The steps of the process that is of no interest come first in each state.
        var model = new Model();
        model.Watch(new Response(Answered, e => e is Asked, e => e is Replied));
        var (x, y) = (model.Cell("x"), model.Cell("y"));
        model.Process("idle", () => GoRound(y));
        model.Process("p", () => AnswerAndAsk(x));
        Assert.Equal([EngineInvariants.Terminates], Explore.All(model).Search.Violated);
    }

    [Fact]
    public void Without_the_graph_it_is_not_judged_in_full_and_the_result_says_so()
    {
        var search = Explore.Search(Serving(ServeOnlyTheFirst), new SearchOptions { KeepGraph = false });
        Assert.DoesNotContain(Answered, search.Violated);
        Assert.Equal([EngineInvariants.Terminates, Answered], search.Unjudged);
        Assert.Empty(Explore.Search(Serving(ServeOnlyTheFirst)).Unjudged);
        Assert.Contains(Answered, Explore.Search(Asking(static request => AskAndForget(request)), new SearchOptions { KeepGraph = false }).Violated);
    }

    [Fact]
    public void Too_many_keys_are_refused()
    {
        var model = new Model();
        model.Watch(new Response<string>(Answered, e => (e as Numbered)?.Key, _ => null));
        var x = model.Cell("x");
        model.Process("p", () => AskMany(x));
        Assert.Contains("has more than 64 keys", Assert.Throws<ModelException>(() => Explore.All(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_promise_that_is_broken_for_good_is_not_open_any_more()
    {
        var model = new Model();
        model.Watch(new Breakable());
        model.Process("p", AskThenBreakForEver);
        var result = Explore.All(model);
        Assert.Contains(Answered, result.Search.Violated);
        Assert.Null(result.Witnesses[Answered].CycleStart);
        Assert.Single(result.Witnesses[Answered].Moves);
    }

    /// <summary>The lasso is fair, and no step of its cycle answers.</summary>
    internal static void AssertStaysOpen(Model model, Witness witness)
    {
        Lasso.AssertFair(model, witness);
        var interpreter = new Interpreter(model);
        var monitor = (LivenessMonitor)model.Monitors[0];
        var (state, stays) = (monitor.InitialState, ulong.MaxValue);
        for (var i = 0; i < witness.Moves.Count; i++)
        {
            var cycling = i >= witness.CycleStart;
            stays &= cycling ? monitor.Open(state) : ulong.MaxValue;
            foreach (var occurrence in interpreter.Apply(witness.Moves[i]).Events)
            {
                stays &= cycling ? ~monitor.Closes(state, occurrence) : ulong.MaxValue;
                state = monitor.On(state, occurrence);
                stays &= cycling ? monitor.Open(state) : ulong.MaxValue;
            }
        }

        Assert.NotEqual(0UL, stays);
    }

    private static Model Asking(Func<Cell, Step> body)
    {
        var model = new Model();
        model.Watch(new Response(Answered, e => e is Asked, e => e is Replied));
        var request = model.Cell("request");
        model.Process("client", () => body(request));
        return model;
    }

    private static Model Serving(Func<Cell, Step> server, bool patient = true)
    {
        var model = new Model();
        model.Watch(new Response(Answered, e => e is Asked, e => e is Replied));
        var request = model.Cell("request");
        model.Process("server", () => server(request));
        model.Process("client", () => AskTwice(request, patient));
        return model;
    }

    private static async Step AskTwice(Cell request, bool patient)
    {
        for (var i = 0; i < 2; i++)
        {
            await request.WriteOnce(1);
            Events.Emit(new Asked());
            if (patient)
            {
                await request.WaitUntil(0);
                continue;
            }

            while (await request.ReadOnce() != 0)
            {
            }
        }
    }

    private static async Step Serve(Cell request)
    {
        while (true)
        {
            if (await request.ReadOnce() == 1)
            {
                await request.WriteOnce(0);
                Events.Emit(new Replied());
            }
        }
    }

    private static async Step ServeOnlyTheFirst(Cell request)
    {
        for (var served = false; ;)
        {
            if (await request.ReadOnce() == 1 && !served)
            {
                await request.WriteOnce(0);
                Events.Emit(new Replied());
                served = true;
            }
        }
    }

    private static async Step AskAndForget(Cell request)
    {
        await request.WriteOnce(1);
        Events.Emit(new Asked());
    }

    private static async Step AskAndWait(Cell request)
    {
        await AskAndForget(request);
        await request.WaitUntil(0);
    }

    private static async Step AnswerAndAsk(Cell x)
    {
        await x.ReadOnce();
        Events.Emit(new Asked());
        while (true)
        {
            await x.ReadOnce();
            Events.Emit(new Replied());
            Events.Emit(new Asked());
        }
    }

    private static async Step AskMany(Cell x)
    {
        for (var i = 0; i < 65; i++)
        {
            await x.ReadOnce();
            Events.Emit(new Numbered($"request {i}", Asks: true));
        }
    }

    private static Response<string> AnsweredByKey() =>
        new(Answered, e => e is Numbered { Asks: true } asked ? asked.Key : null, e => e is Numbered { Asks: false } answered ? answered.Key : null);

    private static async Step GoRound(Cell y)
    {
        while (true)
        {
            await y.ReadOnce();
            await y.ReadOnce();
        }
    }

    private static async Step AnswerFirstThenAnswerAndAskSecond(Cell x)
    {
        await x.ReadOnce();
        Events.Emit(new Numbered("one", Asks: true));
        await x.ReadOnce();
        Events.Emit(new Numbered("one", Asks: false));
        Events.Emit(new Numbered("two", Asks: true));
        while (true)
        {
            await x.ReadOnce();
            Events.Emit(new Numbered("two", Asks: false));
            Events.Emit(new Numbered("two", Asks: true));
        }
    }

    private static Model Alternating(bool skipsSecond)
    {
        var model = new Model();
        model.Watch(AnsweredByKey());
        var x = model.Cell("x");
        model.Process("p", () => Alternate(x, skipsSecond));
        return model;
    }

    private static async Step Alternate(Cell x, bool skipsSecond)
    {
        await x.ReadOnce();
        Events.Emit(new Numbered("one", Asks: true));
        while (true)
        {
            await x.ReadOnce();
            Events.Emit(new Numbered("two", Asks: true));
            await x.ReadOnce();
            Events.Emit(new Numbered("one", Asks: false));
            await x.ReadOnce();
            Events.Emit(new Numbered("one", Asks: true));
            if (!skipsSecond)
            {
                await x.ReadOnce();
                Events.Emit(new Numbered("two", Asks: false));
            }
        }
    }

    internal sealed record Asked;

    internal sealed record Replied;

    private sealed record Numbered(string Key, bool Asks);

    private static async Step AskThenBreakForEver()
    {
        while (true)
        {
            await CellOperations.Pass("asks");
            Events.Emit("ask");
            Events.Emit("break");
        }
    }

    /// <summary>Whoever asks is never answered; to break it is a violation at once.</summary>
    private sealed class Breakable : LivenessMonitor
    {
        public override string Invariant => Answered;

        protected internal override object InitialState => false;

        protected internal override object On(object state, object occurrence) => occurrence is "break" ? new Violation("broken") : (bool)state || occurrence is "ask";

        protected internal override ulong Open(object state) => (bool)state ? 1UL : 0;

        protected internal override string Describe(int obligation) => "never answered";
    }
}
