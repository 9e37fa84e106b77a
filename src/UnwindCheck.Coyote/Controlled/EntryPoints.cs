using Interleave.Coyote;
using UnwindCheck.Checking;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
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
    public static void Scenario()
    {
        var words = (Environment.GetEnvironmentVariable(Wanted) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ([_, _] or [_, _, _]))
        {
            Refuse($"{Wanted} must name a design, a scenario and perhaps an invariant, as in {Wanted}=\"6.19 nmi-asks\"; 'unwindcheck list' shows all");
            return;
        }

        try
        {
            Run(words[0], words[1], words.Length == 3 ? words[2] : null);
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
            OnViolation = run => Store(design, scenario, run),
        };
        run.Execute();
    }

    private static void Store(DesignEntry design, Scenario scenario, CoyoteRun run)
    {
        if (Environment.GetEnvironmentVariable(Traces) is { Length: > 0 } directory)
        {
            foreach (var violation in run.Violations)
            {
                ExecutionTrace.Write(directory, design, scenario, violation.Invariant, run.Moves, run.CycleStart);
            }
        }
    }
}
