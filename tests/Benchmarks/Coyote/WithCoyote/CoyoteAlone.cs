using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;
using ControlledTask = Microsoft.Coyote.Rewriting.Types.Threading.Tasks.Task;
using CurrentTask = Microsoft.Coyote.Runtime.Operation;
using SchedulingPoint = Microsoft.Coyote.Runtime.SchedulingPoint;

namespace Benchmarks.Coyote;

/// <summary>Tasks that do nothing but offer scheduling points: what Coyote does in a second where the model costs nothing.</summary>
internal static class CoyoteAlone
{
    private const int Tasks = 3;
    private const int Points = 200;
    private const uint Schedules = 100;

    /// <summary>Scheduling decisions in a second, under the random strategy.</summary>
    public static double DecisionsPerSecond()
    {
        Run();
        return Run();
    }

    private static double Run()
    {
        var configuration = Configuration.Create().WithTelemetryEnabled(isEnabled: false).WithTestingIterations(Schedules).WithRandomStrategy();
        using var engine = TestingEngine.Create(configuration, (Action)Body);
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        var before = SearchMeasurement.ProcessorTime();
        engine.Run();
        return (engine.TestReport.TotalExploredFairSteps + (double)engine.TestReport.TotalExploredUnfairSteps) / (SearchMeasurement.ProcessorTime() - before).TotalSeconds;
    }

    private static void Body()
    {
        var tasks = Enumerable.Range(0, Tasks).Select(_ => ControlledTask.Run(Offer)).ToArray();
        CurrentTask.PauseUntil(() => Array.TrueForAll(tasks, task => task.IsCompleted));
    }

    private static void Offer()
    {
        for (var i = 0; i < Points; i++)
        {
            SchedulingPoint.Interleave();
        }
    }
}
