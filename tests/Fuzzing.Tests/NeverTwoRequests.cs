namespace UnwindCheck.Fuzzing.Tests;

/// <summary>A property that is wrong, to see what becomes of one.</summary>
internal sealed class NeverTwoRequests : FuzzProperty
{
    public override string Name => "never-two-requests";

    public override string About => "No system call makes two requests.";

    protected override FuzzOutcome Judge(FuzzCase fuzzCase) =>
        fuzzCase.Scenario.Tasks.Any(static task => task.Program.Any(static line => line.Body.Count(static action => action.Verb == "request") > 1))
            ? FuzzOutcome.Failed("two or more requests", "requests")
            : FuzzOutcome.Held;
}
