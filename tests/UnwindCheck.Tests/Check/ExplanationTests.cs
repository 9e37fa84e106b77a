using System.Globalization;
using System.Text.RegularExpressions;
using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Check;

/// <summary><c>--explain</c>.</summary>
public sealed partial class ExplanationTests : ProgramTest
{
    [Fact]
    public async Task It_lists_the_scheduling_points_met_and_what_is_not_modelled()
    {
        var lines = (await Run("check --design v4 --scenario first-request --explain")).Ended(1).Lines;
        var head = Assert.Single(lines, line => line.StartsWith("scheduling points met (", StringComparison.Ordinal));
        var points = lines.Count(line => Point().IsMatch(line));
        Assert.Equal(points, int.Parse(head["scheduling points met (".Length..head.IndexOf(')', StringComparison.Ordinal)], CultureInfo.InvariantCulture));
        Assert.Contains("  ./models/designs/v4/V4Design.cs", lines);
        Assert.Contains(lines, line => line.EndsWith("GetCookie: write A.cookie", StringComparison.Ordinal) || line.EndsWith("GetCookie: write info.Cookie", StringComparison.Ordinal));
        Assert.Contains("not modelled:", lines);
        Assert.Contains(lines, line => line.StartsWith("  - weak memory: ", StringComparison.Ordinal));
        Assert.StartsWith("exhaustive: ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_it_there_is_none() => Assert.DoesNotContain("not modelled", (await Run("check --design v4 --scenario first-request")).Ended(1).Output, StringComparison.Ordinal);

    [GeneratedRegex("^ {4,}[0-9]+  [A-Za-z]+: [a-z]", RegexOptions.None, 1000)]
    private static partial Regex Point();
}
