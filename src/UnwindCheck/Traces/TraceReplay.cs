using Interleave;
using Interleave.Replay;
using UnwindCheck.Checking;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Traces;

/// <summary>A trace that was executed again and did what it did before.</summary>
/// <param name="File">The trace.</param>
/// <param name="Model">The model.</param>
/// <param name="Steps">The steps.</param>
/// <param name="Reason">Why the invariant does not hold.</param>
/// <param name="ViolatedAtStep">The step, from 1, that violates it; null: the end of the execution.</param>
internal sealed record TraceReplay(TraceFile File, Model Model, IReadOnlyList<TraceStep> Steps, string Reason, int? ViolatedAtStep)
{
    /// <summary>The scenario, as the trace has it.</summary>
    public Scenario Scenario => ScenarioOf(File, File.Scenario);

    /// <summary>Executes a trace again.</summary>
    /// <exception cref="InputException">It does not fit the design, or does not reach the violation.</exception>
    public static TraceReplay Of(string path, string? otherSchedule = null) => Of(TraceFile.Parse(path, Files.Read(path, "a trace")), path, otherSchedule);

    /// <summary>Executes a trace again that has been read.</summary>
    /// <param name="file">The trace.</param>
    /// <param name="path">What messages call it.</param>
    /// <param name="otherSchedule">A schedule to execute in place of its own.</param>
    /// <exception cref="InputException">It does not fit the design, or does not reach the violation.</exception>
    public static TraceReplay Of(TraceFile file, string path, string? otherSchedule = null)
    {
        var design = DesignOf(file.Design)
            ?? throw new InputException($"{path}:1:1: this version has no design '{file.Design}'; it has {string.Join(", ", DesignCatalogue.All.Select(design => design.Name))}");
        var scenario = ScenarioOf(file, $"{path} (scenarioText)");
        Model model;
        IReadOnlyList<TraceStep> steps;
        Interpreter end;
        try
        {
            // Only what the trace violates is watched: where everything is as it was before does not depend on what else
            // monitors remember, and the run that wrote the trace may not have watched it.
            model = ScenarioModel.Build(design, scenario, InvariantCatalogue.Monitors().Where(monitor => monitor.Invariant == file.Invariant));
            steps = Replayer.Run(model, Schedule.Parse(otherSchedule ?? file.Schedule), out end);
        }
        catch (Exception exception) when (otherSchedule is not null && exception is ReplayException or FormatException)
        {
            throw new InputException($"--schedule: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is ReplayException or FormatException or ModelException)
        {
            throw new InputException($"{path}:1:1: the trace does not fit this version of {file.Design} (it was written by {file.Version}): {exception.Message}", exception);
        }

        if (otherSchedule is null)
        {
            CompareSteps(path, file, steps);
        }

        return Judge(path, file, model, steps, end);
    }

    private static Scenario ScenarioOf(TraceFile file, string path) => ScenarioParser.Parse(file.Scenario, path, string.Join('\n', file.ScenarioText));

    /// <summary>The design that a trace names, perhaps with switches.</summary>
    private static DesignEntry? DesignOf(string specification)
    {
        try
        {
            return DesignCatalogue.Find(specification);
        }
        catch (DesignNameException)
        {
            // A switch of another version.
            return null;
        }
    }

    private static void CompareSteps(string path, TraceFile file, IReadOnlyList<TraceStep> steps)
    {
        for (var i = 0; i < Math.Max(steps.Count, file.Steps.Count); i++)
        {
            var now = i < steps.Count ? TraceFile.StepLine(steps[i]) : "nothing";
            var then = i < file.Steps.Count ? file.Steps[i] : "nothing";
            if (now != then)
            {
                throw new InputException($"{path}:1:1: the trace does not fit this version of {file.Design} (it was written by {file.Version}): step {i + 1} is now '{now}', the trace has '{then}'; check again for a new trace, or give the schedule with --schedule to try it as it is");
            }
        }
    }

    private static TraceReplay Judge(string path, TraceFile file, Model model, IReadOnlyList<TraceStep> steps, Interpreter end)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Violations.FirstOrDefault(violation => violation.Invariant == file.Invariant) is { } violation)
            {
                return new TraceReplay(file, model, steps, violation.Reason, i + 1);
            }
        }

        if (end.IsQuiescent && end.AtEnd().FirstOrDefault(violation => violation.Invariant == file.Invariant) is { } final)
        {
            return new TraceReplay(file, model, steps, final.Reason, null);
        }

        if (file.CycleStart is { } start && IsJudgedByCycles(model, file.Invariant) && ReturnsTo(model, steps, start))
        {
            return new TraceReplay(file, model, steps, $"after step {steps.Count} everything is as it was after step {start}: steps {start + 1} to {steps.Count} repeat for ever", null);
        }

        throw new InputException($"{path}:1:1: the schedule runs to its end without violating {file.Invariant}");
    }

    /// <summary>The search for cycles knows what is wrong with this one; that it is one is looked at here.</summary>
    private static bool IsJudgedByCycles(Model model, string invariant) =>
        invariant == EngineInvariants.Terminates || model.Monitors.Any(monitor => monitor is LivenessMonitor && monitor.Invariant == invariant);

    private static bool ReturnsTo(Model model, IReadOnlyList<TraceStep> steps, int start)
    {
        var interpreter = new Interpreter(model);
        Interpreter? before = null;
        for (var i = 0; i < steps.Count; i++)
        {
            if (i == start)
            {
                before = interpreter.Clone();
            }

            interpreter.Apply(steps[i].Move);
        }

        return before is not null && interpreter.IsInSameStateAs(before);
    }
}
