using UnwindCheck.Models.Format;

namespace UnwindCheck.Fuzzing;

/// <summary>A scenario that is written and read again says the same.</summary>
public sealed class TextRoundTrips : FuzzProperty
{
    /// <inheritdoc/>
    public override string Name => "text-round-trips";

    /// <inheritdoc/>
    public override string About => "A scenario that is written and read again says the same and has the same states.";

    /// <inheritdoc/>
    protected override FuzzOutcome Judge(FuzzCase fuzzCase)
    {
        var whole = ScenarioPrinter.Print(fuzzCase.Scenario);
        foreach (var text in new[] { whole, ScenarioPrinter.PrintShort(fuzzCase.Scenario) })
        {
            var again = ScenarioParser.Parse(fuzzCase.Scenario.Name, "printed", text);
            if (ScenarioPrinter.Print(again) != whole)
            {
                return FuzzOutcome.Failed($"read again it says:\n{ScenarioPrinter.Print(again)}");
            }

            if (!fuzzCase.Search.Complete)
            {
                continue;
            }

            var search = Interleave.Explore.Search(Models.ScenarioModel.Build(fuzzCase.Design, again), fuzzCase.Options);
            if ((search.States, search.Transitions) != (fuzzCase.Search.States, fuzzCase.Search.Transitions))
            {
                return FuzzOutcome.Failed($"{fuzzCase.Search.States} states, but {search.States} read again");
            }
        }

        return FuzzOutcome.Held;
    }
}
