using System.Text.RegularExpressions;
using UnwindCheck.Exports;
using UnwindCheck.Models;
using Viewer.Tests.Support;

namespace Viewer.Tests.Formats;

/// <summary>Plain text for a mailing list.</summary>
public sealed partial class MailTests
{
    [Theory]
    [MemberData(nameof(TimelineTests.All), MemberType = typeof(TimelineTests))]
    public void No_line_has_more_than_80_columns_and_no_step_is_missing(string design, string scenario, string invariant)
    {
        var trace = Traces.Of(design, scenario, invariant);
        var lines = MailText.Of(trace).Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= 80 && line == line.TrimEnd(), line));
        Assert.All(lines, line => Assert.All(line, c => Assert.InRange(c, ' ', '~')));
        var numbers = lines.SkipWhile(line => !line.StartsWith("Schedule: ", StringComparison.Ordinal)).TakeWhile(line => !line.StartsWith("BROKEN", StringComparison.Ordinal)).Select(line => Number().Match(line)).Where(match => match.Success).Select(match => match.Groups["number"].Value);
        Assert.Equal(Enumerable.Range(1, trace.Steps.Count).Select(number => $"{number}"), numbers);
    }

    [Fact]
    public void It_says_what_was_promised_what_happens_and_how_to_replay_it()
    {
        var text = Blanks().Replace(MailText.Of(Traces.Interrupted), " ");
        Assert.Contains("Promise: Whoever is told \"already pending\" is served by the callback that is pending.", text, StringComparison.Ordinal);
        Assert.Contains("Instead: " + Traces.Interrupted.Reason, text, StringComparison.Ordinal);
        Assert.Contains("Schedule: A*44 tick@0*5 A*6", text, StringComparison.Ordinal);
        Assert.Contains("BROKEN contract-pending: " + Traces.Interrupted.Reason, text, StringComparison.Ordinal);
        Assert.Equal(Traces.Interrupted.File.Schedule, Interleave.Replay.Schedule.Parse("A*44 tick@0*5 A*6").ToString());
    }

    [Fact]
    public void Careless_use_is_named()
    {
        Assert.Contains("\nBy:       careless use: w is cancelled while it may still ask\n", MailText.Of(Traces.Of("v4", "cancel-remote", "cancel-promise")), StringComparison.Ordinal);
        Assert.DoesNotContain("careless", MailText.Of(Traces.Interrupted), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_CPUs_have_columns_as_in_the_kernels_comments()
    {
        var lines = MailText.Of(Traces.TwoCpus).Split('\n');
        var second = Array.Find(lines, line => line.StartsWith("     cpu0 ", StringComparison.Ordinal))!.IndexOf("cpu1", StringComparison.Ordinal);
        Assert.Contains("  15 A: A.task_works 0 -> 1", lines);
        Assert.Contains("  30".PadRight(second) + "B: B.task_works 0 -> 1", lines);
    }

    [Fact]
    public void A_line_stays_a_line_whatever_a_text_holds()
    {
        var text = MailText.Of(Traces.Interrupted with { Reason = "one\ntwo\r\u001b[31m " + new string('x', 300) });
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 80));
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain("\ntwo", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_invariant_has_words_of_its_own() =>
        Assert.All(InvariantCatalogue.All, invariant => Assert.True(
            UnwindCheck.Reports.PlainWords.Promise(invariant.Invariant, "") is { Length: > 0 and < 100 },
            $"{invariant.Invariant}: say in src/UnwindCheck/Reports/PlainWords.cs what it promises"));

    [GeneratedRegex("^ *(?<number>[0-9]+) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
