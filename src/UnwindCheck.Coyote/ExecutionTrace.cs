using Interleave;
using Interleave.Exploration;
using Interleave.Replay;
using UnwindCheck.Checking;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Traces;

namespace UnwindCheck.Coyote;

/// <summary>Executions that another scheduler found, as traces that <c>unwindcheck replay</c> and <c>show</c> take.</summary>
public static class ExecutionTrace
{
    /// <summary>The text of the trace file of an execution.</summary>
    /// <param name="design">The design.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="invariant">The name of the invariant that the execution violates.</param>
    /// <param name="moves">The execution.</param>
    /// <param name="cycleStart">For a livelock: how many moves come before the cycle.</param>
    /// <exception cref="ReplayException">The design cannot make these moves.</exception>
    public static string Of(DesignEntry design, Scenario scenario, string invariant, IReadOnlyList<Move> moves, int? cycleStart = null)
    {
        var model = ModelOf(design, scenario, invariant);
        return TraceFile.Of(design, scenario, model, invariant, ExecutionCost.Of(model, moves, cycleStart)).ToJson();
    }

    /// <summary>Writes the trace file of an execution into a directory, under the name that <c>unwindcheck check</c> would
    /// give it.</summary>
    /// <returns>The path of the file.</returns>
    /// <exception cref="ReplayException">The design cannot make these moves.</exception>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static string Write(string directory, DesignEntry design, Scenario scenario, string invariant, IReadOnlyList<Move> moves, int? cycleStart = null)
    {
        Files.CreateDirectory(directory);
        var path = Path.Combine(directory, $"{design.Name}.{scenario.Name}.{invariant}.trace.json");
        Files.Write(path, Of(design, scenario, invariant, moves, cycleStart));
        return path;
    }

    /// <summary>The model of a design in a scenario.</summary>
    /// <param name="design">The design.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="invariant">The only invariant to watch, besides those of the engine; null: all.</param>
    public static Model ModelOf(DesignEntry design, Scenario scenario, string? invariant) =>
        ScenarioModel.Build(design, scenario, InvariantCatalogue.Monitors().Where(monitor => invariant is null || monitor.Invariant == invariant));
}
