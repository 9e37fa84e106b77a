namespace Interleave.Tests.Semantics;

/// <summary>What each operation returns and stores. Each process here runs alone and checks for itself.</summary>
public sealed class OperationTests
{
    [Fact]
    public void A_read_returns_what_was_written() => Holds(async cell =>
    {
        Check.That(await cell.ReadOnce() == 7, "initial value");
        await cell.WriteOnce(8);
        Check.That(await cell.Read() == 8, "written value");
        await cell.Write(9);
        Check.That(await cell.ReadOnce() == 9, "plainly written value");
    });

    [Fact]
    public void An_exchange_returns_the_value_before_and_stores() => Holds(async cell =>
    {
        Check.That(await cell.Exchange(1) == 7, "before");
        Check.That(await cell.ReadOnce() == 1, "after");
    });

    [Fact]
    public void A_compare_exchange_returns_the_value_before_and_stores_only_when_it_was_expected() => Holds(async cell =>
    {
        Check.That(await cell.CompareExchange(6, 1) == 7, "failure returns what is there");
        Check.That(await cell.ReadOnce() == 7, "failure stores nothing");
        Check.That(await cell.CompareExchange(7, 1) == 7, "success returns what was there");
        Check.That(await cell.ReadOnce() == 1, "success stores");
    });

    [Fact]
    public void Atomic_arithmetic_returns_the_value_before() => Holds(async cell =>
    {
        Check.That(await cell.FetchAdd(3) == 7, "add, before");
        Check.That(await cell.FetchOr(5) == 10, "or, before");
        Check.That(await cell.FetchAndNot(3) == 15, "and-not, before");
        Check.That(await cell.ReadOnce() == 12, "after");
    });

    [Fact]
    public void A_32_bit_addition_wraps_around() => Holds(async cell =>
    {
        await cell.FetchAdd(uint.MaxValue - 6);
        Check.That(await cell.ReadOnce() == 0, "wrapped");
    });

    [Fact]
    public void A_wait_returns_the_value_that_ended_it() => Holds(async cell =>
    {
        Check.That(await cell.WaitUntil(7) == 7, "until");
        Check.That(await cell.WaitWhile(6) == 7, "while");
    });

    [Fact]
    public void Acquiring_stores_at_once() => Holds(async cell =>
    {
        await cell.WriteOnce(0);
        await cell.Acquire(5);
        Check.That(await cell.ReadOnce() == 5, "stored");
    });

    [Fact]
    public void A_wait_that_nobody_ends_is_a_deadlock()
    {
        Assert.Equal([EngineInvariants.NoDeadlock], Violated(static async cell => await cell.WaitUntil(6)));
        Assert.Equal([EngineInvariants.NoDeadlock], Violated(static async cell => await cell.WaitWhile(7)));
        Assert.Equal([EngineInvariants.NoDeadlock], Violated(static async cell => await cell.Acquire()));
    }

    [Fact]
    public void A_choice_takes_every_alternative()
    {
        var result = Explored(static async cell =>
        {
            await cell.WriteOnce((uint)await CellOperations.Choose(3, "which"));
            await cell.WriteOnce(0);
        });
        Assert.Equal(3, result.Search.Interleavings);
        Assert.Equal(1 + 3 + 3 + 1, result.Search.States);
    }

    [Fact]
    public void A_choice_with_a_budget_can_be_made_as_often_as_the_budget_says()
    {
        var result = Explored(static async cell =>
        {
            await cell.WriteOnce(2);
            var failures = 0;
            for (var i = 0; i < 4; i++)
            {
                failures += await cell.Choose(2, "failure");
            }

            Check.That(failures <= 2, "within the budget");
            Check.That(await cell.ReadOnce() == 2 - failures, "the budget says what is left");
        });
        Assert.True(result.Holds);
        Assert.Equal(1 + 4 + 6, result.Search.Interleavings);
    }

    private static void Holds(Func<Cell, Step> body) => Assert.Empty(Violated(body));

    private static IReadOnlyList<string> Violated(Func<Cell, Step> body) => Explored(body).Search.Violated;

    private static ExplorationResult Explored(Func<Cell, Step> body)
    {
        var model = new Model();
        var cell = model.Cell("cell", 7);
        model.Process("p", () => body(cell));
        return Explore.All(model);
    }
}
