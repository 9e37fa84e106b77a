using System.Runtime.InteropServices;

namespace Interleave.Tests.Generated;

/// <summary>One point of an execution of a generated program, for <see cref="BruteForce"/>.</summary>
internal sealed partial class World
{
    private const uint Poison = 0xBAADF00D;

    private readonly ProgramSpec spec;
    private readonly uint[] memory;
    private readonly Standing[] standings;

    /// <summary>The processor that a thread is placed on, by context; -1: none.</summary>
    private readonly int[] places;

    /// <summary>Whether in some execution a mask holds the largest value, which masks every handler.</summary>
    private readonly bool everybodyIsMasked;

    private WatchedOrder order;
    private bool odd;

    private World(ProgramSpec spec, uint[] memory, Standing[] standings, int[] places, bool everybodyIsMasked)
    {
        this.spec = spec;
        this.memory = memory;
        this.standings = standings;
        this.places = places;
        this.everybodyIsMasked = everybodyIsMasked;
    }

    /// <summary>Whether a mask holds the largest value now.</summary>
    public bool MasksEverybody => memory[Words.Mask] == uint.MaxValue || memory[Words.Mask + 1] == uint.MaxValue;

    public static World Initial(ProgramSpec spec, out List<string> violations, bool everybodyIsMasked = false)
    {
        var words = new uint[Words.Count];
        words[Words.Unwritten] = Poison;
        spec.Budgets.CopyTo(words, Words.Budget0);
        for (var processor = 0; processor < spec.Processors; processor++)
        {
            words[Words.Mask + processor] = spec.Masks[processor];
        }

        var world = new World(spec, words, new Standing[spec.Contexts.Count], new int[spec.Contexts.Count], everybodyIsMasked);
        violations = [];
        for (var i = 0; i < spec.Contexts.Count; i++)
        {
            var context = spec.Contexts[i];
            world.places[i] = context.Kind == ContextKind.Thread ? context.Processor : -1;
            if (context.Kind == ContextKind.Thread)
            {
                words[Words.Runnable + i] = context.Runnable ? 1u : 0u;
            }

            world.RunLocally(i, new Todo(context.Body, null), default, violations);
        }

        return world;
    }

    public World Copy() => new(spec, memory.AsSpan().ToArray(), standings.AsSpan().ToArray(), places.AsSpan().ToArray(), everybodyIsMasked) { order = order, odd = odd };

    public List<Turn> Moves()
    {
        var moves = new List<Turn>();
        for (var i = 0; i < standings.Length; i++)
        {
            if (standings[i].Next is { } next && IsOnTop(i) && !IsHeld(i))
            {
                AddMoves(moves, i, next);
            }
        }

        for (var processor = 0; processor < spec.Processors; processor++)
        {
            for (var i = 0; i < standings.Length; i++)
            {
                if (spec.Contexts[i].Kind == ContextKind.Thread && MayBePlaced(i, processor))
                {
                    moves.Add(new Turn(i, false, -1, processor, true));
                }
            }
        }

        return moves;
    }

    /// <summary>The processor that a move happens on, or a number beyond the processors for each context
    /// that is on none.</summary>
    public int UnitOf(Turn move) => move.Place >= 0 ? move.Place
        : ProcessorOf(move.Context) is var processor and >= 0 ? processor
        : spec.Processors + move.Context;

    /// <summary>Whether a choice of something else than 0 is one that a reader has to remember.</summary>
    public bool Fails(Turn move) => standings[move.Context].Next is { Access: Access.ChooseWithBudget, Operand.Constant: not 0 };

    /// <summary>Makes a move; returns the names of the invariants that it violates.</summary>
    public List<string> Apply(Turn move)
    {
        var violations = new List<string>();
        var i = move.Context;
        if (move.Place >= 0)
        {
            places[i] = move.Place;
            return violations;
        }

        var standing = standings[i];
        if (move.Strikes)
        {
            memory[spec.Contexts[i].Budget]--;
            standings[i] = standing = standing with { Active = true };
            if (!move.Executes)
            {
                return violations;
            }
        }

        var result = Perform(i, standing.Next!, standing.Locals, move.Choice, violations);
        RunLocally(i, standing.Rest, standing.Locals.With(standing.Next!.Into, result), violations);
        return violations;
    }

    /// <summary>The names of the invariants that an execution violates by ending here.</summary>
    public List<string> AtEnd()
    {
        for (var i = 0; i < standings.Length; i++)
        {
            var context = spec.Contexts[i];
            if (context.IsHandler ? standings[i].Active || (context.MustStrike && memory[context.Budget] != 0) : standings[i].Next is not null)
            {
                return ["no-deadlock"];
            }
        }

        return odd ? ["parity"] : [];
    }

    /// <summary>Memory, and which contexts are left where.</summary>
    public string Describe()
    {
        var words = new List<string>();
        for (var word = 0; word < memory.Length; word++)
        {
            var used = word is not (Words.Mask or Words.Mask + 1 or Words.PerProcessor or Words.PerProcessor + 1) || (word & 1) < spec.Processors;
            used &= word is < Words.Runnable or >= Words.PerProcessor
                || (word - Words.Runnable < spec.Contexts.Count && spec.Contexts[word - Words.Runnable].Kind == ContextKind.Thread);
            words.Add(used ? memory[word].ToString() : "-");
        }

        for (var i = 0; i < standings.Length; i++)
        {
            var left = standings[i].Next is null ? "0" : "1";
            words.Add(spec.Contexts[i].Kind switch
            {
                ContextKind.Thread => $"{left}@{places[i]}",
                ContextKind.Handler or ContextKind.ThreadHandler => standings[i].Active ? "1" : "0",
                _ => left,
            });
        }

        return string.Join(' ', words);
    }

    /// <summary>A short text that tells one end from another: <see cref="Describe"/> and what the monitors remember.</summary>
    public string Key()
    {
        Span<uint> words = stackalloc uint[memory.Length + standings.Length + 2];
        memory.CopyTo(words);
        for (var i = 0; i < standings.Length; i++)
        {
            words[memory.Length + i] = (standings[i].Next is null ? 0u : 1) | (standings[i].Active ? 2u : 0) | ((uint)(places[i] + 1) << 2);
        }

        words[^2] = order.Value;
        words[^1] = (uint)order.Tag | (order.Broken ? 8u : 0) | (odd ? 16u : 0);
        return new string(MemoryMarshal.Cast<uint, char>(words));
    }

    private void AddMoves(List<Turn> moves, int i, Operate next)
    {
        var strikes = spec.Contexts[i].IsHandler && !standings[i].Active;

        // What the handler's first operation sees is what is there once it has struck.
        var budget = spec.Contexts[i].Budget;
        if (strikes)
        {
            memory[budget]--;
        }

        if (next.Access is Access.Choose or Access.ChooseWithBudget)
        {
            var all = next.Access == Access.Choose || memory[next.Word] != 0;
            for (var choice = 0; choice < (all ? (int)next.Comparand : 1); choice++)
            {
                moves.Add(new Turn(i, strikes, choice, -1, true));
            }
        }
        else
        {
            var enabled = next.Access switch
            {
                Access.WaitUntil => memory[Address(i, next)] == next.Comparand,
                Access.WaitWhile => memory[Address(i, next)] != next.Comparand,
                Access.Acquire => memory[Address(i, next)] == 0,
                _ => true,
            };
            if (enabled || strikes)
            {
                moves.Add(new Turn(i, strikes, -1, -1, enabled));
            }
        }

        if (strikes)
        {
            memory[budget]++;
        }
    }

    /// <summary>Whether a pending interrupt has to strike first where a context would go on. Only another interrupt may
    /// come before it.</summary>
    private bool IsHeld(int i)
    {
        var processor = ProcessorOf(i);
        if (processor < 0 || (spec.Contexts[i].Kind == ContextKind.Handler && !standings[i].Active))
        {
            return false;
        }

        for (var other = 0; other < standings.Length; other++)
        {
            if (spec.Contexts[other].Urgent && spec.Contexts[other].Processor == processor && !standings[other].Active && IsOnTop(other))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsOnTop(int i)
    {
        var context = spec.Contexts[i];
        var processor = ProcessorOf(i);
        if (standings[i].Next is { Away: true } && context.Kind is ContextKind.Thread or ContextKind.ThreadHandler)
        {
            return processor < 0 && (context.Kind == ContextKind.Thread
                ? LevelOnThread(i) == 0
                : standings[i].Active && LevelOnThread(context.Thread) == context.Level);
        }

        switch (context.Kind)
        {
            case ContextKind.Free:
                return true;
            case ContextKind.Pinned:
                return LevelOf(processor) == 0;
            case ContextKind.Thread:
                return processor >= 0 && LevelOf(processor) == 0 && LevelOnThread(i) == 0;
            case ContextKind.Handler:
                return standings[i].Active
                    ? LevelOf(processor) == context.Level
                    : LevelOf(processor) < context.Level && MayStrike(context, processor) && (!spec.MayHaveThreads(processor) || places.Contains(processor));
            default:
                return processor >= 0 && LevelOf(processor) == 0 && (standings[i].Active
                    ? LevelOnThread(context.Thread) == context.Level
                    : LevelOnThread(context.Thread) < context.Level && MayStrike(context, processor));
        }
    }

    private bool MayStrike(ContextSpec context, int processor) =>
        memory[context.Budget] != 0 && !(context.Maskable && memory[Words.Mask + processor] != 0) && memory[Words.Mask + processor] < context.MaskedFrom;

    private bool MayBePlaced(int i, int processor) =>
        standings[i].Next is not null && places[i] < 0 && memory[Words.Runnable + i] != 0
        && (spec.Contexts[i].Allowed >> processor & 1) != 0 && !places.Contains(processor) && LevelOf(processor) == 0;

    private int ProcessorOf(int i) => spec.Contexts[i].Kind switch
    {
        ContextKind.Free => -1,
        ContextKind.Thread => places[i],
        ContextKind.ThreadHandler => places[spec.Contexts[i].Thread],
        _ => spec.Contexts[i].Processor,
    };

    /// <summary>The highest level of the handlers that are active on a processor.</summary>
    private int LevelOf(int processor)
    {
        var level = 0;
        for (var i = 0; i < standings.Length; i++)
        {
            var context = spec.Contexts[i];
            if (context.Kind == ContextKind.Handler && context.Processor == processor && standings[i].Active)
            {
                level = Math.Max(level, context.Level);
            }
        }

        return level;
    }

    private int LevelOnThread(int thread)
    {
        var level = 0;
        for (var i = 0; i < standings.Length; i++)
        {
            var context = spec.Contexts[i];
            if (context.Kind == ContextKind.ThreadHandler && context.Thread == thread && standings[i].Active)
            {
                level = Math.Max(level, context.Level);
            }
        }

        return level;
    }

    private int Address(int i, Operate operate) => operate.Word + (operate.On >= 0 ? operate.On : Words.IsPerProcessor(operate.Word) ? ProcessorOf(i) : 0);

    private uint Perform(int i, Operate operate, Locals locals, int choice, List<string> violations)
    {
        var value = operate.Operand.In(locals);
        switch (operate.Access)
        {
            case Access.Choose:
                return (uint)choice;
            case Access.ChooseWithBudget:
                memory[operate.Word] -= choice > 0 ? 1u : 0u;
                return (uint)choice;
            case Access.Pass:
                return 0;
            case Access.ProcessorIndex:
                return (uint)ProcessorOf(i);
            case Access.Leave:
                var thread = spec.Contexts[i].Kind == ContextKind.Thread ? i : spec.Contexts[i].Thread;
                places[thread] = -1;
                memory[Words.Runnable + thread] = value;
                return 0;
            case Access.WideRead or Access.WideWrite or Access.WideFetchAdd:
                return PerformWide(operate, value, violations);
        }

        var address = Address(i, operate);
        if (operate.Word == Words.Freeable && memory[Words.Freed] != 0)
        {
            violations.Add("use-after-free");
        }

        if (memory[address] == Poison && operate.Access is not (Access.Write or Access.WaitUntil or Access.Acquire))
        {
            violations.Add("no-uninitialised-read");
        }

        ref var cell = ref memory[address];
        var before = cell;
        switch (operate.Access)
        {
            case Access.Write:
                cell = value;
                return 0;
            case Access.Acquire:
                cell = 1;
                return 0;
            case Access.Exchange:
                cell = value;
                break;
            case Access.CompareExchange when before == operate.Comparand:
                cell = value;
                break;
            case Access.FetchAdd:
                cell += value;
                break;
            case Access.FetchOr:
                cell |= value;
                break;
            case Access.FetchAndNot:
                cell &= ~value;
                break;
        }

        return before;
    }

    private uint PerformWide(Operate operate, uint value, List<string> violations)
    {
        if (operate.Access != Access.WideWrite && (memory[Words.Low] == Poison || memory[Words.High] == Poison))
        {
            violations.Add("no-uninitialised-read");
        }

        var before = memory[Words.Low] + ((ulong)memory[Words.High] << 32);
        var operand = operate.Operand.Local < 0 ? (ulong)value << 32 | 0xFFFF_FFFF : (ulong)value << 32 | value;
        var after = operate.Access switch
        {
            Access.WideWrite => operand,
            Access.WideFetchAdd => before + operand,
            _ => before,
        };
        memory[Words.Low] = (uint)after;
        memory[Words.High] = (uint)(after >> 32);
        return operate.Access == Access.WideWrite ? 0 : (uint)before ^ (uint)(before >> 32);
    }

    /// <summary>Runs local statements until the next operation, or to the end.</summary>
    private void RunLocally(int i, Todo? todo, Locals locals, List<string> violations)
    {
        while (todo is not null)
        {
            var statement = todo.First;
            todo = todo.Rest;
            switch (statement)
            {
                case null:
                    break;
                case Operate operate:
                    standings[i] = standings[i] with { Next = operate, Rest = todo, Locals = locals };
                    return;
                case If branch:
                    todo = new Todo(locals[branch.Local] == branch.Value ? branch.Then : branch.Otherwise, todo);
                    break;
                case Repeat repeat:
                    for (var round = 0; round < repeat.Times; round++)
                    {
                        todo = new Todo(repeat.Body, todo);
                    }

                    break;
                case AssertNot assertion:
                    if (locals[assertion.Local] == assertion.Value)
                    {
                        violations.Add("no-exception");
                        todo = null;
                    }

                    break;
                case Emit emit:
                    Watch(emit.Tag, locals[emit.Local], violations);
                    break;
            }
        }

        Finish(i);
    }

    private void Finish(int i)
    {
        places[i] = -1;
        standings[i] = default;
        if (spec.Contexts[i].IsHandler)
        {
            // Back to where it waits for its next strike. A handler begins with an operation, so nothing happens here.
            RunLocally(i, new Todo(spec.Contexts[i].Body, null), default, []);
        }
    }

    private void Watch(int tag, uint value, List<string> violations)
    {
        emitted = true;
        odd ^= tag == 0;
        if (order.Broken)
        {
            return;
        }

        if (tag == 1 && order.Tag == 2 && order.Value == value)
        {
            violations.Add("order");
            order = new WatchedOrder(0, 0, true);
            return;
        }

        order = new WatchedOrder(tag, value, false);
    }

    private readonly record struct WatchedOrder(int Tag, uint Value, bool Broken);
}

/// <summary>Where a context stands: before <paramref name="Next"/>, or finished when that is null.</summary>
internal readonly record struct Standing(bool Active, Operate? Next, Todo? Rest, Locals Locals);

/// <summary>Statements still to be run, as a linked list.</summary>
internal sealed class Todo(Block block, Todo? after, int index = 0)
{
    public Statement? First => index < block.Statements.Count ? block.Statements[index] : null;

    public Todo? Rest => index + 1 < block.Statements.Count ? new Todo(block, after, index + 1) : after;
}

/// <summary>A move. <paramref name="Choice"/>: what a choice returns, or -1. <paramref name="Place"/>: where a thread is
/// placed, or -1. <paramref name="Executes"/>: false for a handler that strikes and has to wait.</summary>
internal readonly record struct Turn(int Context, bool Strikes, int Choice, int Place, bool Executes);
