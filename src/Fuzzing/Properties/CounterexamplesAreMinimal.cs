using Interleave;
using Interleave.Exploration;

namespace UnwindCheck.Fuzzing;

/// <summary>Nothing can be left out of a counterexample.</summary>
public sealed class CounterexamplesAreMinimal : FuzzProperty
{
    private const int StepsOfAnExecution = 60;

    /// <inheritdoc/>
    public override string Name => "counterexamples-are-minimal";

    /// <inheritdoc/>
    public override string About => "A counterexample counts its switches, interrupts and failures right, loses its violation without any of them, and no execution with fewer has it.";

    /// <inheritdoc/>
    protected override FuzzOutcome Judge(FuzzCase fuzzCase)
    {
        if (!fuzzCase.Search.Complete)
        {
            return FuzzOutcome.Skipped($"more than {fuzzCase.Limits.States} states");
        }

        if (fuzzCase.Search.Violated.Count == 0)
        {
            return FuzzOutcome.Void;
        }

        var witnesses = fuzzCase.Exploration.Witnesses;
        foreach (var (invariant, witness) in witnesses)
        {
            if (Problem(fuzzCase.Model(), invariant, witness) is { } problem)
            {
                return FuzzOutcome.Failed($"{invariant}: {problem}");
            }
        }

        // Whatever else there is that costs less than the most expensive of them: as far as it can be tried in full.
        for (var cost = witnesses.Values.Max(Cost) - 1; cost >= 0; cost--)
        {
            if (CheapExecutions.Violations(fuzzCase.Model(), cost, (long)fuzzCase.Limits.Executions * StepsOfAnExecution) is { } cheap)
            {
                return Compare(witnesses, cheap, cost);
            }
        }

        return FuzzOutcome.Held;
    }

    private static string? Problem(Model model, string invariant, Witness witness)
    {
        var stem = witness.Moves.Take(witness.CycleStart ?? witness.Moves.Count).ToList();
        var execution = new Execution(model);
        var runs = new List<(int Unit, List<Move> Moves)>();
        foreach (var move in stem)
        {
            var unit = execution.UnitOf(move);
            if (runs.Count == 0 || runs[^1].Unit != unit)
            {
                runs.Add((unit, []));
            }

            runs[^1].Moves.Add(move);
            execution.Apply(move);
        }

        if ((execution.Switches, execution.Interrupts, execution.Failures) != (witness.Preemptions, witness.Interrupts, witness.Failures))
        {
            return $"it says {witness.Preemptions} switches, {witness.Interrupts} interrupts and {witness.Failures} failures, and has {execution.Switches}, {execution.Interrupts} and {execution.Failures}";
        }

        if (witness.CycleStart is not null)
        {
            return null;
        }

        foreach (var run in HandlerRuns.Of(model, stem))
        {
            if (Execution.Violating(model, stem.Where((_, index) => !run.Contains(index)), invariant) is not null)
            {
                return $"it is reached without {model.Processes[stem[run[0]].Process]}";
            }
        }

        for (var i = 0; i + 2 < runs.Count; i++)
        {
            // Without the switch: who was left goes on first.
            var joined = runs[i + 2].Unit == runs[i].Unit ? runs.Take(i + 1).Append(runs[i + 2]).Append(runs[i + 1]).Concat(runs.Skip(i + 3)) : null;
            if (joined is not null && Execution.Violating(model, joined.SelectMany(static run => run.Moves), invariant) is { } cheaper && cheaper.Cost < Cost(witness))
            {
                return $"it is reached without switch {i + 1}";
            }
        }

        return null;
    }

    private static FuzzOutcome Compare(IReadOnlyDictionary<string, Witness> witnesses, IReadOnlyDictionary<string, (int Cost, int Steps)> cheap, int cost)
    {
        // That an execution is long does not prove that it has no end.
        foreach (var (invariant, (least, steps)) in cheap.Where(static pair => pair.Key != EngineInvariants.Terminates))
        {
            if (!witnesses.TryGetValue(invariant, out var witness))
            {
                return FuzzOutcome.Failed($"an execution of cost {least} violates {invariant}, which the search says holds");
            }

            if (least < Cost(witness) || (least == Cost(witness) && steps < witness.Moves.Count && witness.CycleStart is null))
            {
                return FuzzOutcome.Failed($"{invariant} is reached at cost {least} in {steps} steps; its witness costs {Cost(witness)} and has {witness.Moves.Count}");
            }
        }

        var missed = witnesses.FirstOrDefault(pair => Cost(pair.Value) <= cost && pair.Value.CycleStart is null && !cheap.ContainsKey(pair.Key));
        return missed.Key is null || cheap.ContainsKey(EngineInvariants.Terminates) ? FuzzOutcome.Held : FuzzOutcome.Failed($"the witness of {missed.Key} costs {Cost(missed.Value)}, but no execution up to cost {cost} violates it");
    }

    private static int Cost(Witness witness) => witness.Preemptions + witness.Interrupts + witness.Failures;
}
