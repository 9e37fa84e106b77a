using UnwindCheck.Models;

namespace UnwindCheck.Fuzzing;

/// <summary>Draws cases, checks properties of them, and shrinks what fails. The same seed and number of cases give the same
/// results, whatever runs beside it.</summary>
/// <param name="seed">Where the cases come from.</param>
/// <param name="designs">The designs, in turn.</param>
/// <param name="properties">What is checked of each case.</param>
/// <param name="limits">What is too much.</param>
public sealed class Fuzzer(ulong seed, IReadOnlyList<DesignEntry> designs, IReadOnlyList<FuzzProperty> properties, FuzzLimits limits)
{
    /// <summary>The case with a number, from 0.</summary>
    public FuzzCase Case(ulong number, CancellationToken cancellation) => FuzzCase.Decode(Sequences.Draw(seed, number / (ulong)designs.Count), designs[(int)(number % (ulong)designs.Count)], limits, cancellation);

    /// <summary>Checks the properties of a case.</summary>
    public IEnumerable<(FuzzProperty Property, FuzzOutcome Outcome)> Check(FuzzCase fuzzCase)
    {
        ArgumentNullException.ThrowIfNull(fuzzCase);
        return properties.Select(property => (property, property.Check(fuzzCase)));
    }

    /// <summary>The smallest case that can be reached from one that fails, in steps that each fail for the same reason; the
    /// smallest so far when it is told to give up.</summary>
    public static (FuzzCase Case, FuzzOutcome Outcome) Shrink(FuzzProperty property, FuzzCase fuzzCase, FuzzOutcome outcome, CancellationToken giveUp = default)
    {
        ArgumentNullException.ThrowIfNull(property);
        ArgumentNullException.ThrowIfNull(fuzzCase);
        while (!giveUp.IsCancellationRequested && !fuzzCase.Cancellation.IsCancellationRequested)
        {
            var smaller = Sequences.Arbitrary.Shrinker([.. fuzzCase.Numbers])
                .Select(numbers => FuzzCase.Decode(numbers, fuzzCase.Design, fuzzCase.Limits, fuzzCase.Cancellation))
                .Select(candidate => (Case: candidate, Outcome: property.Check(candidate)))
                .TakeWhile(_ => !giveUp.IsCancellationRequested)
                .FirstOrDefault(candidate => candidate.Outcome.FailsLike(outcome));
            if (smaller.Case is null)
            {
                break;
            }

            (fuzzCase, outcome) = smaller;
        }

        return (fuzzCase, outcome);
    }
}
