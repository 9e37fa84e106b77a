// This file is part of the test project and is also compiled by its tests, as a debug and as a release build.
namespace Interleave.Tests.Compilation;

/// <summary>Models whose processes use one construct of the language each. Every public method is one.</summary>
internal static class LanguageSpecimens
{
    public static Model LocalsThatAreDead() => TwoProcesses(LeaveDeadLocals);

    public static Model LocalsThatAreDeadOnOneBranch() => TwoProcesses(UseOnOneBranch);

    public static Model LocalsOfOneTypeInDifferentScopes() => TwoProcesses(ReuseSlots);

    public static Model NestedLoops() => TwoProcesses(LoopInLoop);

    public static Model LoopsWithBreakAndContinue() => TwoProcesses(BreakAndContinue);

    public static Model DoWhileAndGoto() => TwoProcesses(JumpAround);

    public static Model NestedMethodsWithResults() => TwoProcesses(CallNested);

    public static Model Recursion() => TwoProcesses(static x => Recurse(x, 3));

    public static Model GenericMethods() => TwoProcesses(CallGeneric);

    public static Model OperationsInFinallyBlocks() => TwoProcesses(CleanUp);

    public static Model ExceptionsThatCrossFrames() => TwoProcesses(CatchFromBelow);

    public static Model ExceptionFilters() => TwoProcesses(CatchWhen);

    public static Model ExceptionsThatNobodyCatches() => TwoProcesses(ThrowSometimes);

    public static Model OperationsInsideExpressions() => TwoProcesses(MixOperations);

    public static Model ShortCircuitConditions() => TwoProcesses(AskInTurn);

    public static Model SwitchExpressions() => TwoProcesses(SwitchOnValue);

    public static Model CompoundAssignments() => TwoProcesses(AddUp);

    public static Model StructsThatChange() => TwoProcesses(ChangeStruct);

    public static Model TuplesAndDeconstruction() => TwoProcesses(Deconstruct);

    public static Model NullableLocals() => TwoProcesses(HoldNullable);

    public static Model RecordsWithCopies() => TwoProcesses(CopyRecord);

    public static Model LocalFunctions() => TwoProcesses(CallLocalFunction);

    public static Model InstanceMethods() => TwoProcesses(static x => new Account(x).Transfer());

    public static Model OutVariables() => TwoProcesses(CallWithOut);

    public static Model DisposableStructs() => TwoProcesses(UseDisposable);

    public static Model Handlers()
    {
        var model = new Model();
        var x = model.Cell("x");
        var cpu = model.Processor("cpu");
        model.Process("task", () => MixOperations(x), cpu);
        model.Handler("irq", () => LeaveDeadLocals(x), cpu, 1, model.Cell("irqs", 1), maskable: true, mustStrike: true);
        model.Handler("nmi", () => AddUp(x), cpu, 2, model.Cell("nmis", 1), maskable: false);
        return model;
    }

    public static Model EndlessLoops() => TwoProcesses(SpinUntilSet);

    private static Model TwoProcesses(Func<Cell, Step> body)
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("p", () => body(x));
        model.Process("q", () => body(x));
        return model;
    }

    private static async Step LeaveDeadLocals(Cell x)
    {
        var first = await x.FetchAdd(1);
        var copy = first;
        await x.WriteOnce(copy);
        var unused = await x.FetchAdd(2) + copy;
        await x.ReadOnce();
        await x.FetchOr(4);
        _ = unused;
    }

    private static async Step UseOnOneBranch(Cell x)
    {
        var first = await x.FetchAdd(1);
        var second = await x.FetchAdd(1);
        if (await x.FetchAdd(1) > 3)
        {
            await x.WriteOnce(first);
        }
        else
        {
            await x.ReadOnce();
        }

        await x.WriteOnce(second);
    }

    private static async Step ReuseSlots(Cell x)
    {
        {
            var a = await x.FetchAdd(1);
            await x.ReadOnce();
            await x.WriteOnce(a);
        }

        {
            var b = await x.FetchAdd(2);
            await x.ReadOnce();
            await x.WriteOnce(b);
        }

        await x.ReadOnce();
    }

    private static async Step LoopInLoop(Cell x)
    {
        for (var i = 0u; i < 2; i++)
        {
            for (var j = i; j < 2; j++)
            {
                await x.FetchAdd((i * 2) + j);
            }
        }
    }

    private static async Step BreakAndContinue(Cell x)
    {
        var last = 0u;
        for (var i = 0; i < 3; i++)
        {
            last = await x.FetchAdd(1);
            if (last == 1)
            {
                continue;
            }

            if (await x.ReadOnce() > 3)
            {
                break;
            }
        }

        await x.WriteOnce(last);
    }

    private static async Step JumpAround(Cell x)
    {
        var rounds = 0;
        do
        {
            if (await x.FetchAdd(1) == 2)
            {
                goto end;
            }

            rounds++;
        }
        while (rounds < 2);
        await x.WriteOnce(9);
    end:
        await x.ReadOnce();
    }

    private static async Step CallNested(Cell x)
    {
        var sum = await Outer(x, 1);
        await x.WriteOnce(sum);
    }

    private static async Step<uint> Outer(Cell x, uint value)
    {
        var left = await Inner(x, value);
        var right = await Inner(x, left);
        return left + right;
    }

    private static async Step<uint> Inner(Cell x, uint value)
    {
        if (value > 4)
        {
            // Without an operation: the caller does not suspend.
            return value;
        }

        var before = await x.FetchAdd(value);
        return before + value;
    }

    private static async Step<uint> RecurseWithResult(Cell x, int depth)
    {
        var here = await x.FetchAdd(1);
        return depth == 0 ? here : here + await RecurseWithResult(x, depth - 1);
    }

    private static async Step Recurse(Cell x, int depth) => await x.WriteOnce(await RecurseWithResult(x, depth));

    private static async Step CallGeneric(Cell x)
    {
        await Repeat(x, 5u);
        await Repeat(x, (byte)7);
        await Repeat(x, "text");
    }

    private static async Step Repeat<T>(Cell x, T value)
        where T : notnull
    {
        await x.FetchAdd(1);
        await x.FetchAdd((uint)value.ToString()!.Length);
    }

    private static async Step CleanUp(Cell x)
    {
        try
        {
            if (await x.FetchAdd(1) == 1)
            {
                throw new TimeoutException("second");
            }

            await x.FetchAdd(2);
        }
        catch (TimeoutException)
        {
            await x.FetchAdd(8);
        }
        finally
        {
            await x.FetchAndNot(1);
        }
    }

    private static async Step CatchFromBelow(Cell x)
    {
        var caught = 0u;
        for (var i = 0; i < 2; i++)
        {
            try
            {
                await PassThrough(x);
            }
            catch (TimeoutException)
            {
                caught++;
                await x.ReadOnce();
            }
        }

        await x.WriteOnce(caught);
    }

    private static async Step PassThrough(Cell x)
    {
        try
        {
            await ThrowSometimes(x);
            await x.FetchAdd(4);
        }
        finally
        {
            await x.FetchAdd(16);
        }
    }

    private static async Step ThrowSometimes(Cell x)
    {
        var before = await x.FetchAdd(1);
        if (before % 2 == 1)
        {
            throw new TimeoutException("odd");
        }

        await x.ReadOnce();
    }

    private static async Step CatchWhen(Cell x)
    {
        var limit = await x.FetchAdd(1);
        try
        {
            if (await x.FetchAdd(1) > 1)
            {
                throw new InvalidOperationException($"{limit}");
            }
        }
        catch (InvalidOperationException exception) when (exception.Message == "0")
        {
            await x.WriteOnce(limit + 20);
        }
        catch (InvalidOperationException exception)
        {
            await x.WriteOnce((uint)exception.Message.Length);
        }
    }

    private static async Step MixOperations(Cell x) =>
        await x.WriteOnce((await x.FetchAdd(1) * 10) + await x.FetchAdd(2) + Math.Max(await x.ReadOnce(), 1));

    private static async Step AskInTurn(Cell x)
    {
        if (await x.FetchAdd(1) == 0 || (await x.ReadOnce() > 1 && await x.FetchAdd(1) > 1))
        {
            await x.WriteOnce(await x.ReadOnce() > 2 ? 1 : await x.FetchAdd(3));
        }
    }

    private static async Step SwitchOnValue(Cell x)
    {
        var next = await x.FetchAdd(1) switch
        {
            0 => await x.FetchAdd(1),
            1 or 2 => 7u,
            var other => other + await x.ReadOnce(),
        };
        switch (next)
        {
            case 1:
                await x.WriteOnce(next);
                break;
            case > 5:
                await x.ReadOnce();
                goto case 1;
            default:
                break;
        }
    }

    private static async Step AddUp(Cell x)
    {
        var total = 1u;
        total += await x.FetchAdd(1);
        total *= 2 + await x.ReadOnce();
        await x.WriteOnce(total % 5);
    }

    private static async Step ChangeStruct(Cell x)
    {
        var counter = new Counter { Step = 2 };
        counter.Count(await x.FetchAdd(1));
        counter.Count(await x.FetchAdd(1));
        await x.WriteOnce(counter.Total);
        counter = default;
        await x.FetchAdd(counter.Total);
    }

    private static async Step Deconstruct(Cell x)
    {
        var pair = (Low: await x.FetchAdd(1), High: await x.FetchAdd(1));
        var (low, high) = pair;
        (low, high) = (high, low);
        await x.WriteOnce(low - high);
        await x.FetchAdd(low);
    }

    private static async Step HoldNullable(Cell x)
    {
        uint? last = null;
        for (var i = 0; i < 2; i++)
        {
            last = await x.FetchAdd(1) is var value && value == 1 ? null : value;
        }

        await x.ReadOnce();
        await x.WriteOnce(last ?? 9);
    }

    private static async Step CopyRecord(Cell x)
    {
        var point = new Point(1, 2);
        point = point with { X = await x.FetchAdd(1) };
        await x.ReadOnce();
        point = point with { Y = await x.FetchAdd(1) };
        await x.WriteOnce(point.X + point.Y);
    }

    private static async Step CallLocalFunction(Cell x)
    {
        var first = await Twice(x);
        await x.WriteOnce(first);
        return;

        static async Step<uint> Twice(Cell cell)
        {
            await cell.FetchAdd(1);
            return await cell.FetchAdd(1);
        }
    }

    private static async Step CallWithOut(Cell x)
    {
        if (uint.TryParse((await x.FetchAdd(1)).ToString(System.Globalization.CultureInfo.InvariantCulture), out var parsed))
        {
            await x.ReadOnce();
            await x.WriteOnce(parsed + 3);
        }
    }

    private static async Step UseDisposable(Cell x)
    {
        using (var scope = new Scope(await x.FetchAdd(1)))
        {
            await x.FetchAdd(scope.Value);
        }

        await x.ReadOnce();
    }

    private static async Step SpinUntilSet(Cell x)
    {
        while (true)
        {
            var seen = await x.ReadOnce();
            if (seen == 1)
            {
                break;
            }

            if (await x.CompareExchange(0, 2) == 0)
            {
                await x.WriteOnce(1);
                break;
            }
        }
    }

    private struct Counter
    {
        public uint Step;

        public uint Total { get; private set; }

        public void Count(uint value) => Total += Step * value;
    }

    private readonly struct Scope(uint value) : IDisposable
    {
        public uint Value => value;

        public void Dispose()
        {
        }
    }

    private sealed record Point(uint X, uint Y) : IImmutableValue;

    private sealed class Account(Cell balance) : IModelObject
    {
        private readonly uint fee = 2;

        public async Step Transfer()
        {
            var before = await Withdraw(3);
            await balance.WriteOnce(before);
        }

        private async Step<uint> Withdraw(uint amount)
        {
            await balance.FetchAdd(amount + fee);
            return await balance.ReadOnce();
        }
    }
}
