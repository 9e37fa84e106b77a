using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;
using UnwindCheck.Coyote;
using UnwindCheck.Models;
using Xunit;

namespace Interleave.Coyote.Tests;

/// <summary>A request is answered, as Coyote's own liveness checking has it.</summary>
public sealed class LivenessTests
{
    private const string AtTheEnd = "UnwindCheck.Coyote.RequestIsAnswered detected liveness bug in hot state 'Waiting' at the end of program execution.";
    private const string WithoutEnd = "UnwindCheck.Coyote.RequestIsAnswered detected potential liveness bug in hot state 'Waiting'.";

    public static TheoryData<string> Designs => [.. ShippedPairs.Designs.Select(design => design.Name)];

    [Theory]
    [InlineData("v4", "shared-descriptor", 60, AtTheEnd)]
    [InlineData("6.19", "cancel-remote", 60, AtTheEnd)]
    [InlineData("v3", "callback-without-memory", 20, WithoutEnd)]
    public void A_request_that_is_never_answered_is_reported(string design, string scenario, uint iterations, string report) =>
        Assert.Contains(report, Test(design, scenario, iterations));

    /// <summary>In the last one requests are answered for ever.</summary>
    [Theory]
    [InlineData("v4-repaired", "irq-and-syscall")]
    [InlineData("v4-posted", "tracer-in-exit-loop")]
    public void Requests_that_are_answered_are_not_reported(string design, string scenario) =>
        Assert.Empty(Test(design, scenario, iterations: 60));

    /// <summary>The exit loop has looked for the last time, and A does not enter the kernel again.</summary>
    [Fact]
    public void A_request_that_is_still_queued_at_the_end_is_late_and_not_reported()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "tracer w per-task\ntask A on 0 { syscall { } }\nat user_enter max 1 { request w }\n");
            Assert.Empty(Test("6.19", file, iterations: 20));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void What_is_reported_is_violated_in_the_exhaustive_search(string name)
    {
        foreach (var scenario in ShippedPairs.ScenariosOf(ShippedPairs.Design(name)))
        {
            var violated = VerdictBaseline.Violated(name, scenario.Name)!;
            foreach (var report in Test(name, scenario.Name, iterations: 10))
            {
                Assert.Contains(report == AtTheEnd ? "callback-lost" : EngineInvariants.Terminates, violated);
            }
        }
    }

    private static HashSet<string> Test(string design, string scenario, uint iterations)
    {
        var configuration = Configuration.Create()
            .WithTelemetryEnabled(isEnabled: false)
            .WithTestingIterations(iterations)
            .WithTestIterationsRunToCompletion(true)
            .WithMaxSchedulingSteps(1000, 4000)
            .WithRandomGeneratorSeed(1)
            .WithRandomStrategy()
            .WithPartiallyControlledConcurrencyAllowed(isAllowed: false)
            .WithPotentialDeadlocksReportedAsBugs(reportedAsBugs: false);
        using var engine = TestingEngine.Create(configuration, () => EntryPoints.WatchLiveness(design, scenario));
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        engine.Run();
        return engine.TestReport.BugReports;
    }
}
