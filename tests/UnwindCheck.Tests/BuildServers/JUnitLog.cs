using System.Globalization;
using System.Xml.Linq;

namespace UnwindCheck.Tests.BuildServers;

/// <summary>What <c>--junit</c> wrote. Reading it insists on the rules of the schema that build servers share: names and counts
/// of suites, name and class of each case, at most the elements and attributes that they know.</summary>
public sealed class JUnitLog
{
    private JUnitLog(IReadOnlyList<JUnitCase> cases) => Cases = cases;

    public IReadOnlyList<JUnitCase> Cases { get; }

    public static JUnitLog Parse(string xml)
    {
        var root = XDocument.Parse(xml).Root!;
        Assert.Equal("testsuites", root.Name);
        Attributes(root, "name", "tests", "failures", "errors", "time");
        Counts(root, root.Descendants("testcase"));
        var cases = new List<JUnitCase>();
        foreach (var suite in root.Elements())
        {
            Assert.Equal("testsuite", suite.Name);
            Attributes(suite, "name", "tests", "failures", "errors", "time");
            Counts(suite, suite.Elements());
            cases.AddRange(suite.Elements().Select(element => Case(suite.Attribute("name")!.Value, element)));
        }

        return new JUnitLog(cases);
    }

    private static JUnitCase Case(string suite, XElement element)
    {
        Assert.Equal("testcase", element.Name);
        Attributes(element, "name", "classname", "time");
        Assert.Equal(suite, element.Attribute("classname")!.Value);
        Assert.True(double.Parse(element.Attribute("time")!.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) >= 0);
        return new JUnitCase(suite, element.Attribute("name")!.Value, [.. element.Elements().Select(static problem =>
        {
            Assert.True(problem.Name.LocalName is "failure" or "error", problem.Name.LocalName);
            Attributes(problem, "message", "type");
            return (problem.Name.LocalName, problem.Attribute("type")!.Value, problem.Attribute("message")!.Value);
        })]);
    }

    private static void Counts(XElement element, IEnumerable<XElement> cases)
    {
        var all = cases.ToList();
        Assert.Equal(all.Count, int.Parse(element.Attribute("tests")!.Value, CultureInfo.InvariantCulture));
        Assert.Equal(all.Count(static test => test.Element("failure") is not null), int.Parse(element.Attribute("failures")!.Value, CultureInfo.InvariantCulture));
        Assert.Equal(all.Count(static test => test.Element("error") is not null), int.Parse(element.Attribute("errors")!.Value, CultureInfo.InvariantCulture));
    }

    private static void Attributes(XElement element, params string[] names) => Assert.Equal(names, element.Attributes().Select(static attribute => attribute.Name.LocalName));
}

public sealed record JUnitCase(string Suite, string Name, IReadOnlyList<(string Kind, string Type, string Message)> Problems);
