using System.Globalization;
using System.Text;
using System.Xml;

namespace UnwindCheck.Reports.Ci;

/// <summary>JUnit's XML, as build servers read it: a test suite for each design, a test case for each scenario. What is
/// violated is a failure; what a search that was cut short leaves open is an error.</summary>
internal static class JUnit
{
    private static readonly XmlWriterSettings Settings = new() { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), NewLineChars = "\n" };

    public static void Write(Stream stream, JudgedRun run)
    {
        using var xml = XmlWriter.Create(stream, Settings);
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", "unwindcheck " + run.Command);
        WriteCounts(xml, run.Cases);
        foreach (var suite in run.Cases.GroupBy(judged => judged.Suite, StringComparer.Ordinal))
        {
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", Clean(suite.Key));
            WriteCounts(xml, [.. suite]);
            foreach (var judged in suite)
            {
                WriteCase(xml, judged);
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, IReadOnlyList<JudgedCase> cases)
    {
        xml.WriteAttributeString("tests", Text(cases.Count));
        xml.WriteAttributeString("failures", Text(cases.Count(judged => judged.Problems.Count > 0)));
        xml.WriteAttributeString("errors", Text(cases.Count(judged => judged.Problems.Count == 0 && judged.Undecided is not null)));
        xml.WriteAttributeString("time", Seconds(cases.Aggregate(TimeSpan.Zero, (sum, judged) => sum + (judged.Elapsed ?? TimeSpan.Zero))));
    }

    private static void WriteCase(XmlWriter xml, JudgedCase judged)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("name", Clean(judged.Name));
        xml.WriteAttributeString("classname", Clean(judged.Suite));
        xml.WriteAttributeString("time", Seconds(judged.Elapsed ?? TimeSpan.Zero));
        foreach (var problem in judged.Problems)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", Clean(problem.Text));
            xml.WriteAttributeString("type", Clean(problem.Rule));
            xml.WriteString(Clean(Details(problem)));
            xml.WriteEndElement();
        }

        if (judged.Problems.Count == 0 && judged.Undecided is not null)
        {
            xml.WriteStartElement("error");
            xml.WriteAttributeString("message", Clean(judged.Undecided));
            xml.WriteAttributeString("type", "incomplete");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Details(Problem problem)
    {
        var lines = problem.Flow.Where(step => step.Matters).Select(step => $"step {step.Number}: {step.Text}").Prepend(problem.Text);
        return string.Join('\n', problem.File is null ? lines : lines.Append(problem.File));
    }

    /// <summary>Names of files may hold what XML cannot.</summary>
    private static string Clean(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString()));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
