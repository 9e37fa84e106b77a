namespace Interleave.Tests.Search;

/// <summary>On generated programs with endless loops, an unanswered request is reported exactly when a fixpoint computation on
/// the explicit state graph finds one.</summary>
public sealed class GeneratedResponseTests
{
    private const int Programs = 1_000;
    private const int MaxStates = 300;
    private const string Answered = "answered";

    [Fact]
    public void A_request_is_reported_as_unanswered_exactly_when_one_is()
    {
        var (violated, held, cycles, terminating) = (0, 0, 0, 0);
        for (var seed = 0UL; violated + held < Programs; seed++)
        {
            var plain = LoopingProgram.Generate(seed);
            if (!Explore.Search(plain, new() { MaxStates = MaxStates, KeepGraph = false }).Complete)
            {
                continue;
            }

            var expected = FairResponse.IsViolated(plain, IsAsked, IsAnswered);
            var model = LoopingProgram.Generate(seed);
            model.Watch(new Response(Answered, IsAsked, IsAnswered));
            try
            {
                var result = Explore.All(model);
                Assert.Equal(expected, result.Search.Violated.Contains(Answered));
                if (expected && result.Witnesses[Answered].CycleStart is not null)
                {
                    ResponseTests.AssertStaysOpen(model, result.Witnesses[Answered]);
                    cycles++;
                }

                terminating += result.Search.Violated.Contains(EngineInvariants.Terminates) && !expected ? 1 : 0;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}: {exception.Message}", exception);
            }

            (violated, held) = expected ? (violated + 1, held) : (violated, held + 1);
        }

        Assert.True(violated > Programs / 10 && held > Programs / 10, $"{violated} violated, {held} held");
        Assert.True(cycles > Programs / 50, $"{cycles} by a cycle");
        Assert.True(terminating > Programs / 50, $"{terminating} go on for ever and answer");
    }

    private static bool IsAsked(object occurrence) => occurrence is LoopingProgram.Wrote { Cell: "x", Value: 1 };

    private static bool IsAnswered(object occurrence) => occurrence is LoopingProgram.Wrote { Cell: "x", Value: 0 } or LoopingProgram.Wrote { Cell: "y", Value: 1 };
}
