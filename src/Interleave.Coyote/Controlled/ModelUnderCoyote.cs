using System.Diagnostics;
using Interleave.Exploration;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;

namespace Interleave.Coyote;

/// <summary>Runs models under Coyote's testing engine, inside the program and without <c>coyote rewrite</c>.</summary>
public static class ModelUnderCoyote
{
    /// <summary>Tests a model, with a fresh one for each execution.</summary>
    /// <exception cref="InvalidOperationException">The model itself failed, or Coyote did.</exception>
    public static CoyoteReport Test(Func<Model> build, CoyoteOptions? options = null)
    {
        options ??= new CoyoteOptions();
        return Run(build, script: null, options, Configure(options).WithTestIterationsRunToCompletion(!options.StopAtFirst));
    }

    /// <summary>Makes the given moves, and no others: a witness of the exhaustive search, run by Coyote. What they
    /// violate is judged after the last of them.</summary>
    /// <exception cref="InvalidOperationException">The model cannot follow the moves.</exception>
    public static CoyoteReport Follow(Func<Model> build, IReadOnlyList<Move> moves)
    {
        var options = new CoyoteOptions { Iterations = 1, MaxSteps = (10 * moves.Count) + 1000 };
        return Run(build, moves, options, Configure(options));
    }

    /// <summary>Repeats the execution that Coyote recorded.</summary>
    /// <exception cref="InvalidOperationException">The model itself failed, or Coyote did.</exception>
    public static CoyoteReport Replay(Func<Model> build, string trace)
    {
        var options = new CoyoteOptions { Iterations = 1 };
        return Run(build, script: null, options, Configure(options).WithReproducibleTrace(trace));
    }

    private static CoyoteReport Run(Func<Model> build, IReadOnlyList<Move>? script, CoyoteOptions options, Configuration configuration)
    {
        var judged = 0;
        var notJudged = 0;
        var violating = 0;
        var messages = new HashSet<string>(StringComparer.Ordinal);
        var violations = new Dictionary<string, CoyoteViolation>(StringComparer.Ordinal);
        CoyoteRun? run = null;
        var over = false;
        void Start()
        {
            // TestingEngine.Stop() does not wait for the execution under way; those that are left do nothing.
            run = null;
            if (!over)
            {
                run = new CoyoteRun(build(), script, options.Watched);
                run.Execute();
            }
        }

        void Note()
        {
            if (over)
            {
                return;
            }

            if (run is not null)
            {
                options.Observe?.Invoke(run);
            }

            if (run is not { HasEnded: true })
            {
                notJudged++;
                return;
            }

            judged++;
            if (run.Violations.Count > 0)
            {
                violating++;
                messages.Add(CoyoteRun.MessageOf(run.Violations));
                foreach (var violation in run.Violations)
                {
                    violations.TryAdd(violation.Invariant, new CoyoteViolation(violation.Reason, run.Moves, run.CycleStart));
                }
            }
        }

        using var engine = TestingEngine.Create(configuration, Start);
        var watch = Stopwatch.StartNew();
        var clock = options.Clock ?? (() => watch.Elapsed);
        var began = clock();
        (long Steps, TimeSpan Elapsed) SoFar() => ((long)engine.TestReport.TotalExploredFairSteps + engine.TestReport.TotalExploredUnfairSteps, clock() - began);
        var spent = SoFar();
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        engine.RegisterStartIterationCallBack(_ =>
        {
            if (!over)
            {
                spent = SoFar();
                over = spent.Elapsed >= options.TimeLimit;
            }
        });
        engine.RegisterEndIterationCallBack(_ => Note());
        engine.Run();
        spent = over ? spent : SoFar();
        var report = engine.TestReport;
        if (report.BugReports.FirstOrDefault(bug => !messages.Contains(bug)) is { } other)
        {
            throw new InvalidOperationException("Coyote reports something else than a violation: " + other);
        }

        return new CoyoteReport
        {
            Judged = judged,
            NotJudged = notJudged,
            Violating = violating,
            Violations = violations,
            Steps = spent.Steps,
            Trace = string.IsNullOrEmpty(engine.ReproducibleTrace) ? null : engine.ReproducibleTrace,
            Elapsed = spent.Elapsed,
        };
    }

    private static Configuration Configure(CoyoteOptions options)
    {
        var configuration = Configuration.Create()
            .WithTelemetryEnabled(isEnabled: false)
            .WithTestingIterations((uint)options.Iterations)
            .WithMaxSchedulingSteps((uint)options.MaxSteps / 2, (uint)options.MaxSteps)
            .WithRandomGeneratorSeed(options.Seed)
            .WithPartiallyControlledConcurrencyAllowed(isAllowed: false)
            .WithSystematicFuzzingFallbackEnabled(isEnabled: false)
            //// A guess from wall-clock time; runs have no need of it, and a busy machine must not turn it into a bug.
            .WithPotentialDeadlocksReportedAsBugs(reportedAsBugs: false);
        return options.Strategy switch
        {
            CoyoteStrategy.Prioritization => configuration.WithPrioritizationStrategy(isFair: true, priorityChangeBound: 10),
            CoyoteStrategy.QLearning => configuration.WithQLearningStrategy(),
            _ => configuration.WithRandomStrategy(),
        };
    }
}
