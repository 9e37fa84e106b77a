using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Interleave;
using Interleave.Exploration;
using UnwindCheck.Checking;

namespace UnwindCheck.CommandLine;

/// <summary>The options that say how a search runs and when it stops.</summary>
internal sealed class SearchArguments
{
    /// <summary>Thirty years; a <see cref="TimeSpan"/> does not hold every number that can be written.</summary>
    private const double LongestTime = 1e9;

    /// <summary>The share of the memory there is that searches take unless told otherwise: an incomplete verdict is better
    /// than a killed process.</summary>
    private const double OrdinaryShareOfMemory = 0.9;

    private readonly Option<long?> maxStates = MaxStates();
    private readonly Option<double?> timeLimit = TimeLimit();
    private readonly Option<long?> memory = Size("--memory", "Stop, incomplete, before the process uses more memory than this, such as 4G; 90 % of what there is unless given.");
    private readonly Option<bool> noGraph = new("--no-graph") { Description = "Remember states only, 8 bytes each and a few to spare, not the graph: numbers of interleavings and livelocks ('terminates') are not looked for." };
    private readonly Option<bool> reduced = new("--reduced") { Description = "Leave out interleavings that differ from others only in the order of independent steps: the same verdicts from far fewer states, but 'terminates' is not judged." };
    private readonly Option<long?> threads = Positive<long>("--threads", "Threads of one search, with --no-graph or --bitstate; all processors unless given.", "N", "a whole number");
    private readonly Option<long?> bitstate = Size("--bitstate", "Remember states as bits in a table of this size, for more states than memory holds: incomplete, with the coverage estimated.");
    private readonly Option<string?> checkpoint = new("--checkpoint") { Description = "Write what the search knows to this file every so often; --resume goes on from it.", HelpName = "FILE" };
    private readonly Option<double?> checkpointEvery = Positive<double>("--checkpoint-every", "Seconds between two checkpoints; 300 unless given.", "S", "a number");
    private readonly Option<string?> resume = new("--resume") { Description = "Go on from this checkpoint, and write further ones to it.", HelpName = "FILE" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { maxStates, timeLimit, memory, noGraph, reduced, threads, bitstate, checkpoint, checkpointEvery, resume })
        {
            command.Add(option);
        }
    }

    /// <summary>What was given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="searches">How many searches there will be.</param>
    /// <param name="invariants">The invariants to watch.</param>
    public SearchOptions Of(ParseResult parsed, int searches, IReadOnlySet<string> invariants)
    {
        RequireReducedAlone(parsed);
        var keepGraph = !parsed.GetValue(noGraph) && !parsed.GetValue(reduced) && parsed.GetValue(bitstate) is null;
        var options = Ordinary() with
        {
            MaxStates = parsed.GetValue(maxStates),
            TimeLimit = LimitOf(parsed.GetValue(timeLimit)),
            KeepGraph = keepGraph,
            Threads = (int)Math.Min(parsed.GetValue(threads) ?? (searches == 1 ? Environment.ProcessorCount : 1), 1024),
            BitstateBytes = parsed.GetValue(bitstate),
            Reduction = parsed.GetValue(reduced) ? Reduction.PartialOrder : Reduction.None,
        };
        if (parsed.GetValue(memory) is { } limit)
        {
            options = options with { MemoryLimit = limit };
        }

        if (options.BitstateBytes >= options.MemoryLimit)
        {
            throw new InputException($"--bitstate: a table of {options.BitstateBytes} bytes does not fit into the {options.MemoryLimit} that may be used; give less, or more with --memory");
        }

        if (!keepGraph && invariants.Contains(EngineInvariants.Terminates) && invariants.Count == 1)
        {
            throw new InputException($"--{(options.Reduction != Reduction.None ? "reduced" : options.BitstateBytes is null ? "no-graph" : "bitstate")}: '{EngineInvariants.Terminates}' is not judged without the graph; leave the option out");
        }

        if (keepGraph && parsed.GetValue(threads) is not null)
        {
            throw new InputException("--threads: a search that keeps the graph uses one thread; give --no-graph too");
        }

        return WithCheckpoints(options, parsed, searches);
    }

    /// <summary>How a search runs when nothing is given.</summary>
    public static SearchOptions Ordinary() => new() { MemoryLimit = (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * OrdinaryShareOfMemory) };

    /// <summary>The option that limits how many states each search may find.</summary>
    internal static Option<long?> MaxStates(string description = "Stop each search, incomplete, after this many states.") => Positive<long>("--max-states", description, "N", "a whole number");

    /// <summary>The option that limits how long each search may take.</summary>
    internal static Option<double?> TimeLimit() => Positive<double>("--time-limit", "Stop each search, incomplete, after this many seconds.", "S", "a number");

    /// <summary>The limit that was given with it.</summary>
    internal static TimeSpan? LimitOf(double? seconds) => seconds is { } limit ? TimeSpan.FromSeconds(Math.Min(limit, LongestTime)) : null;

    /// <summary>An option whose value is a number greater than 0.</summary>
    internal static Option<T?> Positive<T>(string name, string description, string help, string what)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = help,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > T.Zero)
                {
                    return number;
                }

                result.AddError($"{name} {text}: expected {what} greater than 0");
                return null;
            },
        };

    /// <summary>A reduced search keeps no graph, uses one thread, and writes no checkpoints.</summary>
    private void RequireReducedAlone(ParseResult parsed)
    {
        foreach (var other in new Option[] { noGraph, threads, bitstate, checkpoint, checkpointEvery, resume })
        {
            if (parsed.GetValue(reduced) && parsed.GetResult(other) is { Implicit: false })
            {
                throw new InputException($"--reduced: a reduced search knows no {other.Name}; leave one of the two out");
            }
        }
    }

    private SearchOptions WithCheckpoints(SearchOptions options, ParseResult parsed, int searches)
    {
        var (from, to) = (parsed.GetValue(resume), parsed.GetValue(checkpoint) ?? parsed.GetValue(resume));
        if (to is null)
        {
            return parsed.GetValue(checkpointEvery) is null ? options : throw new InputException("--checkpoint-every: there are no checkpoints; give --checkpoint FILE");
        }

        if (searches != 1)
        {
            throw new InputException($"--{(from is null ? "checkpoint" : "resume")}: a checkpoint is of one search, and these are {searches}; give one --design and one --scenario");
        }

        if (File.Exists(to) && (from is null || Path.GetFullPath(from) != Path.GetFullPath(to)))
        {
            throw new InputException($"{to}: there is a checkpoint already; go on from it with --resume {to}, or remove it");
        }

        Files.RequireWritable(to);
        return options with { CheckpointTo = to, ResumeFrom = from, CheckpointEvery = LimitOf(parsed.GetValue(checkpointEvery)) ?? options.CheckpointEvery };
    }

    private static Option<long?> Size(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SIZE",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var unit = text.Length == 0 ? -1 : "KMGT".IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
            var bytes = double.TryParse(unit < 0 ? text : text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number * Math.Pow(1024, unit + 1) : 0;
            if (bytes is >= 1 and < long.MaxValue)
            {
                return (long)bytes;
            }

            result.AddError($"{name} {text}: expected a size such as 512M or 4G");
            return null;
        },
    };
}
