using System.Text.RegularExpressions;
using UnwindCheck.Exports;
using Viewer.Tests.Support;

namespace Viewer.Tests.Formats;

/// <summary>Diagrams keep to the part of Mermaid's grammar for sequence diagrams that they need.</summary>
public sealed partial class MermaidTests
{
    private const int LongestDiagram = 50_000;

    [Theory]
    [MemberData(nameof(TimelineTests.All), MemberType = typeof(TimelineTests))]
    public void Every_line_is_a_statement_of_the_grammar(string design, string scenario, string invariant) => Check(MermaidText.Of(Traces.Of(design, scenario, invariant)));

    [Fact]
    public void A_long_trace_is_cut_in_the_middle()
    {
        var diagram = MermaidText.Of(Traces.Long);
        Check(diagram);
        Assert.Contains("left out", diagram, StringComparison.Ordinal);
        Assert.InRange(diagram.Length, 1, LongestDiagram);
    }

    [Fact]
    public void A_cycle_is_a_loop() => Assert.Matches(@"(?s)\n    loop for ever\n.*\n    end\n", MermaidText.Of(Traces.Livelock));

    [Fact]
    public void What_means_something_to_Mermaid_is_text()
    {
        var diagram = MermaidText.Of(Traces.Interrupted with { Reason = "end; # %%{init: {}}%% <b>$$x$$</b>\nend\n    p0->>p9: no" });
        Check(diagram);
        Assert.DoesNotContain("%%", diagram, StringComparison.Ordinal);
        Assert.DoesNotContain("$$", diagram, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", diagram, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_strikes_whom_it_interrupts_and_both_use_the_same_memory()
    {
        var diagram = MermaidText.Of(Traces.Interrupted);
        Assert.Matches(@"p0->>p1: 45\. ⚡ tick@0 strikes\n", diagram);
        Assert.Matches(@"p0->>m1: 17\. w\[A\]\.pending ← 1\n(?s:.*)m1-->>p1: 49\. w\[A\]\.pending = 1\n", diagram);
    }

    private static void Check(string diagram)
    {
        var lines = diagram.TrimEnd('\n').Split('\n');
        Assert.Equal("sequenceDiagram", lines[0]);
        var participants = lines.Select(line => Participant().Match(line)).Where(match => match.Success).Select(match => match.Groups["id"].Value).ToHashSet(StringComparer.Ordinal);
        var open = 0;
        foreach (var line in lines.Skip(1))
        {
            var statement = Statement().Match(line);
            Assert.True(statement.Success, line);
            Assert.All(statement.Groups["used"].Captures, used => Assert.Contains(used.Value, participants));
            open += statement.Groups["open"].Success ? 1 : statement.Groups["close"].Success ? -1 : 0;
            Assert.True(open >= 0, line);
        }

        Assert.Equal(0, open);
    }

    [GeneratedRegex("^ *participant (?<id>[pm][0-9]+) as [^;]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Participant();

    /// <summary>In a text '#' and ';' only stand around the number of a character.</summary>
    [GeneratedRegex("""
        ^\ *(
        accTitle:\ (?<text>([^\#;]|\#[0-9]+;)+)
        | participant\ [pm][0-9]+\ as\ ([^\#;]|\#[0-9]+;)+
        | (?<used>[pm][0-9]+)--?>>(?<used>[pm][0-9]+):\ ([^\#;]|\#[0-9]+;)+
        | Note\ over\ (?<used>[pm][0-9]+):\ ([^\#;]|\#[0-9]+;)+
        | (?<open>loop\ .+|rect\ rgba\([0-9., ]+\))
        | (?<close>end)
        )$
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, 1000)]
    private static partial Regex Statement();
}
