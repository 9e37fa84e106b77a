using Interleave.Coyote;
using Microsoft.Coyote.Specifications;
using UnwindCheck.Checking;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Models.Invariants;
using ControlledTestAttribute = Microsoft.Coyote.SystematicTesting.TestAttribute;

namespace UnwindCheck.Coyote;

/// <summary>
/// Entry points for <c>coyote test</c>, after <c>coyote rewrite</c> of this assembly and of no other. Each known verdict has one,
/// <c>DESIGN__SCENARIO</c>, and each of its violations, <c>DESIGN__SCENARIO__INVARIANT</c>; <see cref="Scenario"/> takes anything
/// else. Where the environment variable UNWINDCHECK_TRACES names a directory, a violating execution is stored there as a trace of
/// unwindcheck.
/// </summary>
public static partial class EntryPoints
{
    private const string Wanted = "SCENARIO";
    private const string Traces = "UNWINDCHECK_TRACES";

    /// <summary>The environment variable SCENARIO says what to test: a design, perhaps with switches, a scenario, or the file of
    /// one, and perhaps the only invariant to watch, with blanks between.</summary>
    [ControlledTest]
    public static void Scenario() => RunWanted("a design, a scenario and perhaps an invariant", most: 3, words => Run(words[0], words[1], words.ElementAtOrDefault(2)));

    /// <summary>The same, for <see cref="RequestIsAnswered"/> alone: nothing is asserted, Coyote checks liveness.</summary>
    [ControlledTest]
    public static void Liveness() => RunWanted("a design and a scenario", most: 2, words => WatchLiveness(words[0], words[1]));

    private static void RunWanted(string names, int most, Action<string[]> run)
    {
        var words = (Environment.GetEnvironmentVariable(Wanted) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || words.Length > most)
        {
            Refuse($"{Wanted} must name {names}, as in {Wanted}=\"6.19 nmi-asks\"; 'unwindcheck list' shows all");
            return;
        }

        try
        {
            run(words);
        }
        catch (Exception exception) when (exception is InputException or ScenarioException)
        {
            Refuse($"{Wanted}: {exception.Message}");
        }
    }

    /// <summary>Ends the program, as Coyote does for bad input: an exception would be counted as a bug of the design.</summary>
    private static void Refuse(string message)
    {
        Console.Error.WriteLine("unwindcheck: " + message);
        Environment.Exit(1);
    }

    private static void Run(string designName, string scenarioName, string? invariant)
    {
        var design = Inputs.Design(designName);
        var scenario = Inputs.Scenarios([scenarioName], large: true)[0];
        if (invariant is not null)
        {
            Inputs.Invariants([invariant]);
        }

        var run = new CoyoteRun(ExecutionTrace.ModelOf(design, scenario, invariant), watched: invariant is null ? null : invariant.Equals)
        {
            OnViolation = run =>
            {
                foreach (var violation in run.Violations)
                {
                    Store(design, scenario, violation.Invariant, run);
                }
            },
        };
        run.Execute();
    }

    /// <summary>Runs a design in a scenario with nothing but the monitor of Coyote's.</summary>
    internal static void WatchLiveness(string designName, string scenarioName)
    {
        var design = Inputs.Design(designName);
        var scenario = Inputs.Scenarios([scenarioName], large: true)[0];
        var callbacks = new CallbackLost();
        Specification.RegisterMonitor<RequestIsAnswered>();
        var observer = new RequestIsAnswered.Observer(callbacks);
        var run = new CoyoteRun(ScenarioModel.Build(design, scenario, [callbacks]), watched: static _ => false) { OnMove = observer.Note };
        run.Execute();
        if (observer.IsHot)
        {
            Store(design, scenario, callbacks.Invariant, run);
        }
    }

    private static void Store(DesignEntry design, Scenario scenario, string invariant, CoyoteRun run)
    {
        if (Environment.GetEnvironmentVariable(Traces) is { Length: > 0 } directory)
        {
            ExecutionTrace.Write(directory, design, scenario, invariant, run.Moves, run.CycleStart);
        }
    }
}
