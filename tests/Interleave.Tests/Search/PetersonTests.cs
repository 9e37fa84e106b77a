namespace Interleave.Tests.Search;

/// <summary>The engine on Peterson's lock: right, and wrong in the two well-known ways.</summary>
public sealed class PetersonTests
{
    [Fact]
    public void The_lock_excludes_and_terminates()
    {
        var result = Explore.All(Lock(Enter));
        Assert.True(result.Holds);
    }

    [Fact]
    public void Without_a_turn_it_deadlocks_by_spinning()
    {
        var result = Explore.All(Lock(EnterWithoutTurn));
        Assert.Equal([EngineInvariants.Terminates], result.Search.Violated);
        Lasso.AssertFair(Lock(EnterWithoutTurn), result.Witnesses[EngineInvariants.Terminates]);
    }

    [Fact]
    public void With_the_writes_exchanged_both_get_in()
    {
        var result = Explore.All(Lock(EnterTurnFirst));
        Assert.Equal([EngineInvariants.NoException], result.Search.Violated);
        Assert.Equal(2, result.Witnesses[EngineInvariants.NoException].Preemptions);
    }

    private static Model Lock(Func<Peterson, uint, Step> enter)
    {
        var model = new Model();
        var peterson = new Peterson(model.Cell("wants0"), model.Cell("wants1"), model.Cell("turn"), model.Cell("inside"));
        model.Process("p0", () => UseLock(peterson, 0, enter));
        model.Process("p1", () => UseLock(peterson, 1, enter));
        return model;
    }

    private static async Step UseLock(Peterson shared, uint me, Func<Peterson, uint, Step> enter)
    {
        await enter(shared, me);
        Check.That(await shared.Inside.FetchAdd(1) == 0, "one at a time");
        await shared.Inside.FetchAdd(uint.MaxValue);
        await shared.Wants(me).WriteOnce(0);
    }

    private static async Step Enter(Peterson shared, uint me)
    {
        await shared.Wants(me).WriteOnce(1);
        await shared.Turn.WriteOnce(1 - me);
        while (await shared.Wants(1 - me).ReadOnce() == 1 && await shared.Turn.ReadOnce() == 1 - me)
        {
            // It is the other's turn.
        }
    }

    private static async Step EnterWithoutTurn(Peterson shared, uint me)
    {
        await shared.Wants(me).WriteOnce(1);
        while (await shared.Wants(1 - me).ReadOnce() == 1)
        {
            // The other one wants to, too.
        }
    }

    private static async Step EnterTurnFirst(Peterson shared, uint me)
    {
        await shared.Turn.WriteOnce(1 - me);
        await shared.Wants(me).WriteOnce(1);
        while (await shared.Wants(1 - me).ReadOnce() == 1 && await shared.Turn.ReadOnce() == 1 - me)
        {
            // It is the other's turn.
        }
    }

    private sealed class Peterson(Cell wants0, Cell wants1, Cell turn, Cell inside) : IModelObject
    {
        public Cell Turn => turn;

        public Cell Inside => inside;

        public Cell Wants(uint process) => process == 0 ? wants0 : wants1;
    }
}
