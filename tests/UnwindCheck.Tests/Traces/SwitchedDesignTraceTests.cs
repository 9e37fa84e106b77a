using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Traces;

/// <summary>Traces of designs with switches, and of runs that watched only some invariants.</summary>
public sealed class SwitchedDesignTraceTests : ProgramTest
{
    [Fact]
    public async Task A_design_with_switches_is_found_again()
    {
        (await Run("check --design 6.17+reset-at-entry --scenario early-entry --traces t")).Ended(1);
        var trace = "t/6.17+reset-at-entry.early-entry.cookie-own.trace.json";
        (await Run($"replay {trace}")).Ended(1);
        Assert.StartsWith("6.17+reset-at-entry violates cookie-own in scenario early-entry", (await Run($"show {trace}")).Ended(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_switch_of_another_version_is_refused()
    {
        (await Run("check --design 6.17+reset-at-entry --scenario early-entry --traces t")).Ended(1);
        var trace = "t/6.17+reset-at-entry.early-entry.cookie-own.trace.json";
        Here.Write("other.trace.json", Here.Read(trace).Replace("6.17+reset-at-entry", "6.17+of-tomorrow", StringComparison.Ordinal));
        (await Run("replay other.trace.json")).Refused("other.trace.json:1:1: this version has no design '6.17+of-tomorrow'");
    }

    [Fact]
    public async Task A_livelock_is_one_whatever_else_is_remembered()
    {
        // With all invariants watched the cycle is longer: what they remember of cookies has to come round as well.
        (await Run("check --design v4-posted --scenario tracer-in-exit-loop --invariant terminates --traces t")).Ended(1);
        (await Run("replay t/v4-posted.tracer-in-exit-loop.terminates.trace.json")).Ended(1);
    }
}
