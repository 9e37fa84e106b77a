namespace Interleave.Tests.Search;

/// <summary>On generated programs with endless loops, a livelock is reported exactly when a fixpoint computation on the
/// explicit state graph finds a fair execution without end.</summary>
public sealed class GeneratedLivelockTests
{
    private const int Programs = 1_000;
    private const int MaxStates = 400;

    [Fact]
    public void A_livelock_is_reported_exactly_when_a_fair_execution_has_no_end()
    {
        var (with, without) = (0, 0);
        for (var seed = 0UL; with + without < Programs; seed++)
        {
            var model = LoopingProgram.Generate(seed);
            if (!Explore.All(model, new() { MaxStates = MaxStates, KeepGraph = false }).Search.Complete)
            {
                continue;
            }

            var expected = FairPaths.Exist(model);
            try
            {
                var result = Explore.All(model);
                Assert.Equal(expected, result.Search.Violated.Contains(EngineInvariants.Terminates));
                if (expected)
                {
                    Lasso.AssertFair(model, result.Witnesses[EngineInvariants.Terminates]);
                }
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}: {exception.Message}", exception);
            }

            (with, without) = expected ? (with + 1, without) : (with, without + 1);
        }

        Assert.True(with > Programs / 10 && without > Programs / 10, $"{with} with and {without} without a livelock");
    }
}
