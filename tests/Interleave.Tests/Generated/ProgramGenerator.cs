namespace Interleave.Tests.Generated;

/// <summary>Generates small programs from seeds.</summary>
internal static partial class ProgramGenerator
{
    private const ulong Pending = 0x50454E44;

    /// <summary>A program of free processes, or of pinned tasks with handlers, or both.</summary>
    public static ProgramSpec WithInterrupts(ulong seed)
    {
        var rng = new Rng(seed);
        var contexts = new List<ContextSpec>();
        var processors = 0;
        switch (rng.Below(4))
        {
            case 0:
                AddFree(contexts, rng, 2 + rng.Below(2));
                break;
            case 1:
                processors = 1;
                AddPinned(contexts, rng, 0);
                AddHandlers(contexts, rng, 1 + rng.Below(2), processors);
                break;
            case 2:
                processors = 2;
                AddPinned(contexts, rng, 0);
                if (!rng.OneIn(4))
                {
                    AddPinned(contexts, rng, 1);
                }

                AddHandlers(contexts, rng, 1 + rng.Below(contexts.Count == 1 ? 2 : 1), processors);
                break;
            default:
                processors = 1;
                AddFree(contexts, rng, 1);
                if (!rng.OneIn(4))
                {
                    AddPinned(contexts, rng, 0);
                }

                AddHandlers(contexts, rng, 1, processors);
                break;
        }

        return new ProgramSpec(seed, processors, [rng.Value(3), 1 + rng.Value(2)], contexts);
    }

    /// <summary>A program of threads that are placed on one or two processors, with preemptions and interrupts.</summary>
    public static ProgramSpec WithThreads(ulong seed)
    {
        var rng = new Rng(seed);
        var contexts = new List<ContextSpec>();
        var processors = 1 + rng.Below(2);
        var count = 2 + rng.Below(2);
        var taken = 0u;
        for (var i = 0; i < count; i++)
        {
            var place = rng.OneIn(3) ? -1 : rng.Below(processors);
            if (place >= 0 && (taken >> place & 1) != 0)
            {
                place = -1;
            }

            taken |= place < 0 ? 0 : 1u << place;
            contexts.Add(new ContextSpec($"t{i}", ContextKind.Thread, Body(rng, ContextKind.Thread, 1 + rng.Below(4), count))
            {
                Processor = place,
                Allowed = place < 0 || rng.OneIn(2) ? (1u << processors) - 1 : 1u << place,
                Runnable = !rng.OneIn(5),
            });
        }

        if (rng.OneIn(2))
        {
            contexts.Add(new ContextSpec("preempt", ContextKind.ThreadHandler, Preemption(rng, count))
            {
                Thread = rng.Below(count),
                Level = 1 + rng.Below(2),
                Maskable = rng.OneIn(2),
                Budget = rng.Pick(Words.Budget0, Words.Budget1),
            });
        }

        if (rng.OneIn(3))
        {
            AddHandlers(contexts, rng, 1, processors);
        }

        if (rng.OneIn(4))
        {
            contexts.Add(new ContextSpec("free", ContextKind.Free, Body(rng, ContextKind.Free, 1, count)));
        }

        return new ProgramSpec(seed, processors, [rng.Value(3), 1 + rng.Value(2)], contexts);
    }

    /// <summary>One of the above, with interrupts that are pending, masks with levels, and threads that do something while
    /// they sleep.</summary>
    public static ProgramSpec WithPendingInterrupts(ulong seed) => WithPendingInterrupts(seed, new Rng(seed ^ Pending));

    /// <summary>The same, with numbers that may be those that the program was drawn with.</summary>
    public static ProgramSpec WithPendingInterrupts(ulong seed, Rng rng)
    {
        var spec = rng.OneIn(2) ? WithInterrupts(seed) : WithThreads(seed);
        var contexts = spec.Contexts.Select(context => context with { Body = WithLevels(rng, context.Body) }).ToList();
        if (spec.Processors > 0 && !contexts.Exists(context => context.Kind == ContextKind.Handler))
        {
            AddHandlers(contexts, rng, 1, spec.Processors);
        }

        for (var i = 0; i < contexts.Count; i++)
        {
            contexts[i] = contexts[i].Kind switch
            {
                ContextKind.Handler => contexts[i] with { Urgent = !rng.OneIn(3), MaskedFrom = contexts[i].Maskable ? uint.MaxValue : 2, MustStrike = contexts[i].MustStrike && rng.OneIn(2) },
                ContextKind.Thread when !rng.OneIn(3) => contexts[i] with { Body = WithSleep(rng, contexts[i].Body, i) },
                _ => contexts[i],
            };
        }

        return spec with { Contexts = contexts };
    }

    /// <summary>The first statements, with some writes of the mask that write 2.</summary>
    private static Block WithLevels(Rng rng, Block body) => new([.. body.Statements.Take(2 + rng.Below(3)).Select<Statement, Statement>(statement => statement switch
    {
        Operate { Access: Access.Write, Word: Words.Mask, Operand.Constant: 1 } when !rng.OneIn(3) => new Operate(Access.Write, Words.Mask, new Operand(2)),
        _ => statement,
    })]);

    /// <summary>The statements, with a sleep somewhere: the thread leaves, something happens to it, it is woken.</summary>
    private static Block WithSleep(Rng rng, Block body, int thread)
    {
        var runnable = rng.OneIn(4) ? 1u : 0u;
        var asleep = Plain(rng) is var word && rng.OneIn(3)
            ? new Operate(Access.WaitUntil, word, comparand: rng.Value(2), away: true)
            : new Operate(rng.Pick(Access.Write, Access.FetchAdd, Access.Read), word, new Operand(1), into: rng.Below(2), away: true);
        var woken = new Operate(Access.Write, Words.Runnable + thread, new Operand(1), away: true);
        var at = rng.Below(body.Statements.Count + 1);
        return new Block([.. body.Statements.Take(at), new Operate(Access.Leave, -1, new Operand(runnable)), asleep, woken, .. body.Statements.Skip(at)]);
    }

    private static void AddFree(List<ContextSpec> contexts, Rng rng, int count)
    {
        for (var i = 0; i < count; i++)
        {
            contexts.Add(new ContextSpec($"p{i}", ContextKind.Free, Body(rng, ContextKind.Free, 2 + rng.Below(count == 2 ? 4 : 2), 0)));
        }
    }

    private static void AddPinned(List<ContextSpec> contexts, Rng rng, int processor) =>
        contexts.Add(new ContextSpec($"task{processor}", ContextKind.Pinned, Body(rng, ContextKind.Pinned, 2 + rng.Below(4), 0)) { Processor = processor });

    private static void AddHandlers(List<ContextSpec> contexts, Rng rng, int count, int processors)
    {
        for (var i = 0; i < count; i++)
        {
            contexts.Add(new ContextSpec($"irq{i}", ContextKind.Handler, HandlerBody(rng))
            {
                Processor = rng.Below(processors),
                Level = 1 + rng.Below(3),
                Maskable = !rng.OneIn(3),
                MustStrike = rng.OneIn(2),
                Budget = rng.Pick(Words.Budget0, Words.Budget1),
            });
        }
    }

    private static Block HandlerBody(Rng rng)
    {
        var body = Body(rng, ContextKind.Handler, 1 + rng.Below(3), 0);
        return BeginsWithOperation(body)
            ? body
            : new Block([rng.Pick<Statement>(new Operate(Access.Read, Words.X, into: 0), new Operate(Access.Choose, -1, comparand: 2, into: 0)), .. body.Statements]);
    }

    private static bool BeginsWithOperation(Block body) => body.Statements.Count > 0 && body.Statements[0] switch
    {
        Operate => true,
        Repeat repeat => BeginsWithOperation(repeat.Body),
        _ => false,
    };

    private static Block Preemption(Rng rng, int threads)
    {
        var leave = new Operate(Access.Leave, -1, new Operand(1));
        return rng.Below(4) switch
        {
            0 => new Block(new Operate(Access.Read, Words.X, into: 0), leave),
            1 => new Block(leave, Single(rng, ContextKind.ThreadHandler, threads)),
            2 => new Block(new Operate(Access.WaitUntil, Words.Y, comparand: 1), leave),
            _ => new Block(leave),
        };
    }

    private static Block Body(Rng rng, ContextKind kind, int length, int threads)
    {
        var statements = new List<Statement>();
        for (var i = 0; i < length; i++)
        {
            AppendSome(statements, rng, kind, threads);
        }

        if (kind is not ContextKind.Handler && rng.OneIn(2))
        {
            // What the context has seen shows in the final state.
            statements.Add(new Operate(rng.Pick(Access.Write, Access.FetchAdd), rng.Pick(Words.Y, Words.Z), new Operand(0, rng.Below(2))));
        }

        return new Block([.. statements]);
    }

    private static Operate Single(Rng rng, ContextKind kind, int threads) => rng.OneIn(6) && kind is ContextKind.Thread
        ? new Operate(Access.Leave, -1, new Operand(rng.OneIn(4) ? 0u : 1u))
        : rng.OneIn(6) && threads > 0
        ? new Operate(Access.Write, Words.Runnable + rng.Below(threads), new Operand(1))
        : Shared(rng);

    /// <summary>Appends a statement, or a few that belong together.</summary>
    private static void AppendSome(List<Statement> statements, Rng rng, ContextKind kind, int threads)
    {
        var hasProcessor = kind is not ContextKind.Free;
        switch (rng.Below(26))
        {
            case 0 or 1:
                statements.Add(new If(rng.Below(2), rng.Value(3), new Block(Single(rng, kind, threads)), rng.OneIn(2) ? new Block() : new Block(Single(rng, kind, threads))));
                break;
            case 2:
                statements.Add(new Repeat(2, new Block(Single(rng, kind, threads))));
                break;
            case 3 or 4:
                var expected = rng.Value(2);
                statements.Add(new Operate(Access.CompareExchange, Plain(rng), new Operand(1 + rng.Value(2)), expected, into: 0));
                statements.Add(new If(0, expected, new Block(Single(rng, kind, threads)), new Block()));
                break;
            case 5:
                statements.Add(new Operate(Access.Acquire, Words.Lock));
                statements.Add(Single(rng, kind, threads));
                statements.Add(new Operate(Access.Write, Words.Lock, new Operand(0)));
                break;
            case 6 or 7 when hasProcessor:
                statements.Add(new Operate(Access.Write, Words.Mask, new Operand(1)));
                statements.Add(Single(rng, kind, threads));
                if (!rng.OneIn(8))
                {
                    statements.Add(new Operate(Access.Write, Words.Mask, new Operand(0)));
                }

                break;
            case 8 when hasProcessor:
                statements.Add(new Operate(Access.FetchAdd, Words.PerProcessor, new Operand(1), into: rng.Below(2)));
                break;
            case 9 when hasProcessor:
                statements.Add(new Operate(Access.ProcessorIndex, -1, into: rng.Below(2)));
                break;
            case 10 or 19:
                statements.Add(new AssertNot(rng.Below(2), rng.Value(3)));
                break;
            case 11 or 12 or 18:
                statements.Add(new Emit(rng.Below(3), rng.Below(2)));
                break;
            case 13:
                statements.Add(rng.OneIn(2) ? new Operate(Access.Choose, -1, comparand: 2 + rng.Value(2), into: rng.Below(2)) : new Operate(Access.ChooseWithBudget, Words.Budget1, new Operand(rng.Value(3)), 2, into: rng.Below(2)));
                break;
            case 14:
                statements.Add(rng.OneIn(2) ? new Operate(Access.WaitUntil, Plain(rng), comparand: rng.Value(2)) : new Operate(Access.WaitWhile, Plain(rng), comparand: rng.Value(2), into: rng.Below(2)));
                break;
            case 15 when kind is ContextKind.Thread:
                statements.Add(new Operate(Access.Leave, -1, new Operand(rng.OneIn(5) ? 0u : 1u)));
                break;
            case 17 when rng.OneIn(3):
                statements.Add(new Operate(Access.Pass, -1, into: rng.Below(2)));
                break;
            case 16 when threads > 0:
                statements.Add(new Operate(Access.Write, Words.Runnable + rng.Below(threads), new Operand(1)));
                break;
            default:
                statements.Add(Shared(rng));
                break;
        }
    }

    private static Operate Shared(Rng rng)
    {
        var operand = rng.OneIn(2) ? new Operand(rng.Value(3)) : new Operand(rng.Value(2), rng.Below(2));
        var into = rng.Below(2);
        return rng.Below(22) switch
        {
            < 5 => new Operate(Access.Read, Plain(rng), into: into),
            < 9 => new Operate(Access.Write, Plain(rng), operand),
            < 11 => new Operate(Access.FetchAdd, Plain(rng), operand, into: into),
            11 => new Operate(Access.FetchOr, Plain(rng), operand, into: into),
            12 => new Operate(Access.FetchAndNot, Plain(rng), operand, into: into),
            13 => new Operate(Access.Exchange, Plain(rng), operand, into: into),
            14 => new Operate(Access.WideRead, Words.Low, into: into),
            15 => new Operate(Access.WideWrite, Words.Low, operand),
            16 => new Operate(Access.WideFetchAdd, Words.Low, operand, into: into),
            17 => new Operate(rng.Pick(Access.Read, Access.Exchange), rng.Pick(Words.Low, Words.High), operand, into: into),
            18 or 19 => rng.OneIn(3) ? new Operate(Access.Write, Words.Freed, new Operand(1)) : new Operate(Access.FetchAdd, Words.Freeable, operand, into: into),
            _ => rng.OneIn(2) ? new Operate(Access.Write, Words.Unwritten, operand) : new Operate(Access.Read, Words.Unwritten, into: into),
        };
    }

    private static int Plain(Rng rng) => rng.Pick(Words.X, Words.X, Words.Y, Words.Y, Words.Z);
}
