using System.Collections.Concurrent;
using System.Diagnostics;
using Interleave;
using Interleave.Exploration;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Traces;

namespace UnwindCheck.Checking;

/// <summary>What to check.</summary>
internal sealed record CheckRequest(
    IReadOnlyList<DesignEntry> Designs,
    IReadOnlyList<Scenario> Scenarios,
    IReadOnlySet<string> Invariants,
    string? TraceDirectory,
    SearchOptions Options);

/// <summary>Checks every design in every scenario, several at a time.</summary>
internal sealed class CheckRunner(CheckRequest request, CancellationToken cancellation)
{
    /// <summary>What monitors watch; the rest the engine watches in every model.</summary>
    private static readonly HashSet<string> Monitored = InvariantCatalogue.Monitors().Select(monitor => monitor.Invariant).ToHashSet(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, SearchProgress> running = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> unwritten = new();
    private int done;

    /// <summary>Number of searches.</summary>
    public int Total => request.Designs.Count * request.Scenarios.Count;

    /// <summary>Number of searches that have ended.</summary>
    public int Done => done;

    /// <summary>Why a trace could not be written; null when all of them were.</summary>
    public string? UnwrittenTrace => unwritten.TryPeek(out var first) ? first : null;

    /// <summary>How far the searches have come that are under way.</summary>
    public IReadOnlyDictionary<string, SearchProgress> Running => running;

    /// <summary>Runs all searches; the rows come in the order of designs and scenarios.</summary>
    public IReadOnlyList<CheckRow> Run()
    {
        var pairs = request.Designs.SelectMany(design => request.Scenarios.Select(scenario => (design, scenario))).ToList();
        var rows = new CheckRow[pairs.Count];
        try
        {
            Parallel.For(0, pairs.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, index =>
            {
                rows[index] = Check(pairs[index].design, pairs[index].scenario);
                Interlocked.Increment(ref done);
            });
        }
        catch (AggregateException exception) when (exception.InnerExceptions.FirstOrDefault(inner => inner is InputException) is { } cause)
        {
            throw new InputException(cause.Message, exception);
        }

        return rows;
    }

    private CheckRow Check(DesignEntry design, Scenario scenario)
    {
        try
        {
            return Search(design, scenario);
        }
        catch (CheckpointException exception)
        {
            throw new InputException(exception.Message, exception);
        }
        catch (ModelException exception)
        {
            throw new InputException($"{design.Name} in scenario {scenario.Name}: {exception.Message}", exception);
        }
    }

    private CheckRow Search(DesignEntry design, Scenario scenario)
    {
        var clock = Stopwatch.StartNew();
        var name = $"{design.Name} × {scenario.Name}";
        var model = ScenarioModel.Build(design, scenario, InvariantCatalogue.Monitors().Where(monitor => request.Invariants.Contains(monitor.Invariant)));
        var result = Explore.All(model, request.Options with
        {
            Cancellation = cancellation,
            Progress = progress => running[name] = progress,
        });
        running.TryRemove(name, out _);
        var violations = result.Search.Violated
            .Where(request.Invariants.Contains)
            .Select(invariant => Found(design, scenario, model, invariant, result.Witnesses.GetValueOrDefault(invariant)))
            .ToList();
        if (result.Search.Complete)
        {
            RemoveStaleTraces(design, scenario, violations);
        }

        return new CheckRow(design, scenario, result, violations, clock.Elapsed)
        {
            Watched = request.Invariants.Where(invariant => !Monitored.Contains(invariant) || model.Monitors.Any(monitor => monitor.Invariant == invariant)).ToHashSet(StringComparer.Ordinal),
        };
    }

    /// <summary>Removes the traces of an earlier run whose violations are gone, so that they are not taken for new ones.</summary>
    private void RemoveStaleTraces(DesignEntry design, Scenario scenario, List<FoundViolation> violations)
    {
        foreach (var invariant in request.Invariants)
        {
            if (request.TraceDirectory is not null && !violations.Exists(violation => violation.Invariant == invariant))
            {
                Files.Remove(TracePath(request.TraceDirectory, design, scenario, invariant));
            }
        }
    }

    private static string TracePath(string directory, DesignEntry design, Scenario scenario, string invariant) =>
        Path.Combine(directory, $"{design.Name}.{scenario.Name}.{invariant}.trace.json");

    private FoundViolation Found(DesignEntry design, Scenario scenario, Model model, string invariant, Witness? witness)
    {
        if (witness is null || request.TraceDirectory is null)
        {
            return new FoundViolation(invariant, witness, null);
        }

        var trace = TraceFile.Of(design, scenario, model, invariant, witness);
        var path = TracePath(request.TraceDirectory, design, scenario, invariant);
        try
        {
            Files.Write(path, trace.ToJson());
        }
        catch (InputException exception)
        {
            // The verdict stands; what hours of searching have found is not lost with a file.
            unwritten.Enqueue(exception.Message);
            return new FoundViolation(invariant, witness, null);
        }

        return new FoundViolation(invariant, witness, path);
    }
}
