using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Interleave;
using Interleave.Exploration;
using Interleave.Replay;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Traces;

/// <summary>A trace as it is stored: everything that is needed to execute it again, and what each step did then.</summary>
internal sealed record TraceFile
{
    public const string CurrentFormat = "unwindcheck-trace-1";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    public required string Format { get; init; }

    public required string Version { get; init; }

    public required string Design { get; init; }

    public required string Scenario { get; init; }

    public required string Invariant { get; init; }

    public required string Schedule { get; init; }

    /// <summary>For a livelock: the number of steps before the cycle.</summary>
    public int? CycleStart { get; init; }

    public required int Preemptions { get; init; }

    public required int Interrupts { get; init; }

    public required int Failures { get; init; }

    /// <summary>SHA-256 of <see cref="Steps"/>: what the design did, operation by operation.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>One line a step: who, what, which values.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    /// <summary>The scenario's text, a line an element.</summary>
    public required IReadOnlyList<string> ScenarioText { get; init; }

    public static string ToolVersion { get; } =
        typeof(TraceFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";

    public static TraceFile Of(DesignEntry design, Scenario scenario, Model model, string invariant, Witness witness)
    {
        var schedule = Interleave.Replay.Schedule.Of(model, witness.Moves);
        var steps = Replayer.Run(model, schedule, out _).Select(StepLine).ToList();
        return new TraceFile
        {
            Format = CurrentFormat,
            Version = ToolVersion,
            Design = design.Name,
            Scenario = scenario.Name,
            Invariant = invariant,
            Schedule = schedule.ToString(),
            CycleStart = witness.CycleStart,
            Preemptions = witness.Preemptions,
            Interrupts = witness.Interrupts,
            Failures = witness.Failures,
            Fingerprint = FingerprintOf(steps),
            Steps = steps,
            ScenarioText = scenario.Text.Split('\n'),
        };
    }

    /// <exception cref="InputException">The file is no trace; the message has the place.</exception>
    public static TraceFile Parse(string path, string json)
    {
        try
        {
            RequireFormat(path, json);
            var trace = JsonSerializer.Deserialize<TraceFile>(json, Options)!;
            if (FingerprintOf(trace.Steps) != trace.Fingerprint)
            {
                throw new InputException($"{path}:1:1: the steps do not have the fingerprint that is stored with them: the file was changed or cut; check the run again to get a new trace");
            }

            return trace;
        }
        catch (JsonException exception)
        {
            throw new InputException($"{path}:{(exception.LineNumber ?? 0) + 1}:{(exception.BytePositionInLine ?? 0) + 1}: expected a trace that 'unwindcheck check' wrote: {FirstSentence(exception.Message)}", exception);
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    /// <summary>What a step did, in a line that does not depend on where the source stands.</summary>
    public static string StepLine(TraceStep step) => step.Kind switch
    {
        null when step.Move.Kind == MoveKind.Place => $"{step.Process} placed on {step.Processor}",
        null => $"{step.Process} waits",
        OperationKind.Choose => $"{step.Process} chooses {step.Result}: {step.Site!.Target}",
        _ => $"{step.Process} {step.Kind} {step.Cell ?? step.Site!.Target} {step.Before:x} {step.After:x}",
    };

    /// <summary>Looks at the format before anything else: another one may have other members.</summary>
    private static void RequireFormat(string path, string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (Member(root, "format") is not { } format)
        {
            throw new InputException($"{path}:1:1: expected a trace that 'unwindcheck check' wrote: an object whose \"format\" is \"{CurrentFormat}\"");
        }

        if (format != CurrentFormat)
        {
            throw new InputException($"{path}:1:1: format '{format}' is not known; expected '{CurrentFormat}'; use the version of unwindcheck that wrote it ({Member(root, "version") ?? "it does not say which"})");
        }
    }

    private static string? Member(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string FingerprintOf(IEnumerable<string> steps) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', steps))));

    private static string FirstSentence(string message) => message.Split(" Path:")[0].Split(" LineNumber:")[0].TrimEnd('.');
}
