using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Interleave;
using Interleave.Exploration;
using Interleave.Replay;
using UnwindCheck.Models;

namespace UnwindCheck.Sweeping;

/// <summary>Results of a sweep, kept in a file a scenario at a time, so that a sweep that was killed can go on: a line of JSON
/// that says which build of the program wrote it, then a line for each design and scenario.</summary>
internal sealed class SweepJournal : IDisposable
{
    private const string Format = "unwindcheck-sweep-1";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    private readonly Dictionary<(string Design, string Scenario), JournalEntry> entries = [];
    private readonly FileStream stream;
    private readonly Lock gate = new();

    private SweepJournal(FileStream stream) => this.stream = stream;

    /// <summary>What the results depend on: the designs, the machine, the search and how causes are read off.</summary>
    private static string Build { get; } = string.Join(
        ' ',
        new[] { typeof(SweepJournal), typeof(DesignEntry), typeof(Interleave.Kernel.Machine), typeof(Explore) }.Select(type => type.Assembly.ManifestModule.ModuleVersionId.ToString("N")));

    /// <summary>Opens a journal, or begins one.</summary>
    /// <exception cref="InputException">It cannot be read or written, is no journal, or another build wrote it.</exception>
    public static SweepJournal Open(string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var journal = new SweepJournal(file);
            journal.Load(path);
            return journal;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            file?.Dispose();
            throw new InputException($"{path}:1:1: cannot be a journal: {exception.Message}", exception);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>What is known of a design in a scenario; null: nothing.</summary>
    public JournalEntry? Find(string design, string scenario) => entries.GetValueOrDefault((design, scenario));

    /// <summary>Keeps a result.</summary>
    public void Add(JournalEntry entry)
    {
        lock (gate)
        {
            WriteLine(JsonSerializer.Serialize(entry, Json));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private void Load(string path)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);

        // A program that was killed may have left half a line.
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        var lines = Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 && bytes.Length > 0)
        {
            throw new InputException($"{path}:1:1: expected a journal of 'unwindcheck sweep'; give another file, or one that does not exist yet");
        }

        for (var i = 0; i < lines.Length; i++)
        {
            try
            {
                Read(path, i, lines[i]);
            }
            catch (JsonException exception)
            {
                throw new InputException($"{path}:{i + 1}:{(exception.BytePositionInLine ?? 0) + 1}: expected a line of a journal of 'unwindcheck sweep'; remove the line, or give another file", exception);
            }
        }

        stream.SetLength(whole);
        stream.Position = whole;
        if (lines.Length == 0)
        {
            WriteLine(JsonSerializer.Serialize(new Header(Format, Build), Json));
        }
    }

    private void Read(string path, int index, string line)
    {
        if (index > 0)
        {
            var entry = JsonSerializer.Deserialize<JournalEntry>(line, Json)!;
            entries[(entry.Design, entry.Scenario)] = entry;
            return;
        }

        var header = JsonSerializer.Deserialize<Header>(line, Json)!;
        if (header.Format != Format || header.Build != Build)
        {
            throw new InputException($"{path}:1:1: another build of unwindcheck wrote this journal, whose results may differ; go on with that build, or give another file");
        }
    }

    private void WriteLine(string line)
    {
        stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        stream.Flush();
    }

    private sealed record Header(string Format, string Build);
}

/// <summary>The result of one search of a sweep.</summary>
internal sealed record JournalEntry
{
    public required string Design { get; init; }

    public required string Scenario { get; init; }

    public required long States { get; init; }

    /// <summary>Only complete searches are kept.</summary>
    [JsonIgnore]
    public bool Complete { get; init; } = true;

    public required IReadOnlyList<JournalViolation> Violations { get; init; }
}

/// <summary>A violation with its simplest execution.</summary>
internal sealed record JournalViolation
{
    public required string Invariant { get; init; }

    public required Cause Cause { get; init; }

    public required string Reason { get; init; }

    public required string Schedule { get; init; }

    /// <summary>The number of moves in the schedule.</summary>
    public required int Steps { get; init; }

    public required int Preemptions { get; init; }

    public required int Interrupts { get; init; }

    public required int Failures { get; init; }

    /// <summary>For a livelock: the number of steps before the cycle.</summary>
    public int? CycleStart { get; init; }

    /// <summary>The execution, in the model that it was found in.</summary>
    public Witness WitnessIn(Model model)
    {
        var steps = Replayer.Run(model, Interleave.Replay.Schedule.Parse(Schedule), out _);
        return new Witness([.. steps.Select(step => step.Move)], Preemptions, Interrupts, Failures) { CycleStart = CycleStart };
    }
}
