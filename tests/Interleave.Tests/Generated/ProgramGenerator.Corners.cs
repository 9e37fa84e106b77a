namespace Interleave.Tests.Generated;

/// <summary>Corners of the machine that the other programs never come to.</summary>
internal static partial class ProgramGenerator
{
    /// <summary>One of the others, shortened, with one or more of these: masks that mask every handler or lie at the limit of
    /// one, a thread that may not be placed again where it begins, accesses of the copies of a given processor, and budgets
    /// that are raised.</summary>
    public static ProgramSpec WithCorners(ulong seed)
    {
        // Other numbers than those that the program is drawn with.
        var rng = new Rng(~seed);
        var spec = rng.Below(4) switch
        {
            0 => WithInterrupts(seed),
            1 => WithPendingInterrupts(seed),
            _ => WithThreads(seed),
        };
        var contexts = spec.Contexts.Select(context => context with { Body = new Block([.. context.Body.Statements.Take(1 + rng.Below(3))]) }).ToList();
        spec = spec with { Processors = Math.Max(1, spec.Processors), Contexts = contexts };
        if (!contexts.Exists(context => context.Kind == ContextKind.Handler))
        {
            AddHandlers(contexts, rng, 1, spec.Processors);
        }

        var corners = 1 + rng.Below(15);
        spec = (corners & 1) != 0 && contexts.Exists(context => context.Kind == ContextKind.Thread) ? WithNoWayBack(rng, spec, contexts) : spec;
        spec = (corners & 2) != 0 ? WithRaise(rng, spec, contexts) : spec;
        spec = (corners & 4) != 0 ? WithMasks(rng, spec, contexts) : spec;
        if ((corners & 8) != 0)
        {
            AddAccessOfCopy(rng, spec, contexts);
        }

        return spec;
    }

    /// <summary>A thread begins where it may not be placed again, and leaves. In half of them no thread may be placed there.</summary>
    private static ProgramSpec WithNoWayBack(Rng rng, ProgramSpec spec, List<ContextSpec> contexts)
    {
        var from = rng.Below(2);
        var elsewhere = 1u << (1 - from);
        var nobody = rng.OneIn(2);
        var moved = PickContext(rng, contexts, context => context.Kind == ContextKind.Thread);
        for (var i = 0; i < contexts.Count; i++)
        {
            contexts[i] = contexts[i].Kind switch
            {
                ContextKind.Thread when i == moved => contexts[i] with
                {
                    Processor = from,
                    Allowed = elsewhere,
                    Body = With(rng, contexts[i].Body, new Operate(Access.Leave, -1, new Operand(rng.OneIn(6) ? 0u : 1u))),
                },
                ContextKind.Thread => contexts[i] with
                {
                    Processor = contexts[i].Processor == from ? -1 : contexts[i].Processor,
                    Allowed = nobody ? elsewhere : contexts[i].Allowed,
                },
                ContextKind.Handler when !rng.OneIn(3) => contexts[i] with { Processor = from },
                _ => contexts[i],
            };
        }

        return spec with { Processors = 2 };
    }

    /// <summary>Somebody lets a handler strike once more, who is no handler: else there would be no end of it.</summary>
    private static ProgramSpec WithRaise(Rng rng, ProgramSpec spec, List<ContextSpec> contexts)
    {
        var budget = contexts[PickContext(rng, contexts, context => context.Kind == ContextKind.Handler)].Budget;
        Insert(rng, contexts, context => !context.IsHandler, new Operate(rng.Pick(Access.Write, Access.FetchAdd), budget, new Operand(1)));
        return rng.OneIn(3) ? spec : spec with { Budgets = [.. spec.Budgets.Select((value, i) => Words.Budget0 + i == budget ? 0 : value)] };
    }

    /// <summary>Masks up to the largest value, of the own processor or another one, also before the first step; handlers that
    /// nothing less masks, or what reaches their level or exceeds it.</summary>
    private static ProgramSpec WithMasks(Rng rng, ProgramSpec spec, List<ContextSpec> contexts)
    {
        for (var i = 0; i < contexts.Count; i++)
        {
            contexts[i] = contexts[i].Kind != ContextKind.Handler ? contexts[i] : rng.Below(3) switch
            {
                0 => contexts[i] with { Maskable = false, MaskedFrom = (uint)(contexts[i].Level + rng.Below(2)) },
                1 => contexts[i] with { Maskable = false, MaskedFrom = uint.MaxValue },
                _ => contexts[i],
            };
        }

        uint[] limits = [.. contexts.Where(context => context.Kind == ContextKind.Handler).Select(context => context.MaskedFrom)];
        for (var i = 0; i < contexts.Count; i++)
        {
            contexts[i] = contexts[i] with
            {
                Body = new Block([.. contexts[i].Body.Statements.Select(statement =>
                    statement is Operate { Access: Access.Write, Word: Words.Mask, Operand.Constant: not 0 } ? new Operate(Access.Write, Words.Mask, new Operand(Mask(rng, limits))) : statement)]),
            };
        }

        var initial = spec.Masks.ToArray();
        if (rng.OneIn(4))
        {
            initial[rng.Below(spec.Processors)] = Mask(rng, limits);
        }

        var set = new Operate(Access.Write, Words.Mask, new Operand(Mask(rng, limits)), on: Copy(rng, spec));
        var reset = new Operate(Access.Write, Words.Mask, new Operand(0), on: set.On);
        Insert(rng, contexts, context => set.On >= 0 || context.Kind != ContextKind.Free, initial.Max() > 0 ? [reset] : rng.OneIn(2) ? [set, reset] : [set]);
        return spec with { Masks = initial };
    }

    private static void AddAccessOfCopy(Rng rng, ProgramSpec spec, List<ContextSpec> contexts)
    {
        var on = rng.Below(spec.Processors);
        Insert(rng, contexts, _ => true, rng.OneIn(6)
            ? new Operate(Access.WaitUntil, Words.PerProcessor, comparand: 1, on: on)
            : new Operate(rng.Pick(Access.Read, Access.Write, Access.FetchAdd, Access.Exchange), Words.PerProcessor, new Operand(1 + rng.Value(2)), into: rng.Below(2), on: on));
        Insert(rng, contexts, context => context.Kind != ContextKind.Free, new Operate(rng.Pick(Access.Read, Access.Write, Access.FetchAdd), Words.PerProcessor, new Operand(1), into: rng.Below(2)));
    }

    /// <summary>The limit of some handler, or something less.</summary>
    private static uint Mask(Rng rng, uint[] limits) => rng.OneIn(3) ? 1 + rng.Value(3) : rng.Pick<uint>(limits);

    /// <summary>Some processor, or whichever executes it.</summary>
    private static int Copy(Rng rng, ProgramSpec spec) => rng.OneIn(2) ? rng.Below(spec.Processors) : -1;

    private static void Insert(Rng rng, List<ContextSpec> contexts, Func<ContextSpec, bool> into, params Statement[] statements)
    {
        var i = PickContext(rng, contexts, into);
        contexts[i] = contexts[i] with { Body = With(rng, contexts[i].Body, statements) };
    }

    /// <summary>The statements, with these between them, in their order.</summary>
    private static Block With(Rng rng, Block body, params Statement[] added)
    {
        var statements = body.Statements.ToList();
        var at = 0;
        foreach (var statement in added)
        {
            at += rng.Below(statements.Count + 1 - at);
            statements.Insert(at++, statement);
        }

        return new Block([.. statements]);
    }

    private static int PickContext(Rng rng, List<ContextSpec> contexts, Func<ContextSpec, bool> among)
    {
        int[] indices = [.. Enumerable.Range(0, contexts.Count).Where(i => among(contexts[i]))];
        return indices[rng.Below(indices.Length)];
    }
}
