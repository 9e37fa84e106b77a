using System.CommandLine;
using UnwindCheck.Checking;
using UnwindCheck.Reports;
using UnwindCheck.Stitching;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck stitch</c>.</summary>
internal static class StitchCommand
{
    private const string Forward = "forward";
    private const string Both = "both";
    private const string StandardInput = "-";

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Records as JSON lines, in any number of files; - for the standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        files.Validators.Add(result =>
        {
            // Where any number of arguments may come, an option that is misspelt would be taken for a file.
            if (result.Tokens.FirstOrDefault(token => token.Value.Length > 1 && token.Value.StartsWith('-')) is { } token)
            {
                result.AddError($"'{token.Value}' is no option; a file of that name is ./{token.Value}");
            }
        });
        var rule = new Option<string>("--rule")
        {
            Description = "Which stacks a sample may get: those that come later, as in the perf tool, or the one before it as well.",
            HelpName = $"{Forward}|{Both}",
            DefaultValueFactory = _ => Both,
        };
        rule.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not (Forward or Both) } token])
            {
                result.AddError($"--rule {token.Value}: expected {Forward} or {Both}");
            }
        });
        var output = new Option<string?>("--output") { Description = "Write the stitched samples to this file; to the standard output unless given.", HelpName = "FILE" };
        var compare = new Option<bool>("--compare") { Description = "Print the samples that the two rules treat differently in place of the stitched ones." };
        var command = new Command("stitch", "Join samples with the user stacks that were unwound for them later.") { files, rule, output, compare };
        command.SetAction(parsed => Run(parsed.GetValue(files)!, parsed.GetValue(rule)!, parsed.GetValue(output), parsed.GetValue(compare)));
        return command;
    }

    private static int Run(IReadOnlyList<string> files, string rule, string? output, bool compare)
    {
        if (files.GroupBy(file => file, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
        {
            throw new InputException($"'{twice}' is given twice: its samples would be counted twice; give each file once");
        }

        if (output is not null)
        {
            Files.RequireWritable(output);
        }

        var merged = StreamMerge.ByTime(files.Select(Read));
        var stitched = Stitched(rule, merged);
        if (output is not null)
        {
            Files.Write(output, stream => StitchedWriter.Write(stream, stitched));
        }

        if (compare)
        {
            Console.Out.Write(StitchText.Differences(RuleComparison.Differences(Stitched(Forward, merged), Stitched(Both, merged)), Forward, Both));
        }
        else if (output is null)
        {
            using var standardOutput = new BufferedStream(Console.OpenStandardOutput());
            StitchedWriter.Write(standardOutput, stitched);
        }

        Console.Error.WriteLine(StitchText.Summary(merged, stitched));
        return ExitCode.Held;
    }

    private static IReadOnlyList<Delivery<SampleRecord, DeferredCallchainRecord>> Stitched(string rule, MergedStreams merged)
    {
        IStitchingRule<SampleRecord, DeferredCallchainRecord> first = rule == Forward
            ? new ForwardOnlyRule<SampleRecord, DeferredCallchainRecord>()
            : new BothWaysRule<SampleRecord, DeferredCallchainRecord>();
        return Stitcher.Stitch(first, merged.Records);
    }

    private static IReadOnlyList<TraceRecord> Read(string file) => Files.Read(
        file,
        "a file of records",
        () => file == StandardInput ? Console.OpenStandardInput() : File.OpenRead(file),
        stream => RecordReader.Read(stream, file).ToList());
}
