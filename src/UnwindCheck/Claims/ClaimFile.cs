using System.Globalization;
using UnwindCheck.Checking;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UnwindCheck.Claims;

/// <summary>Reads claims. The head of <c>models/claims.yaml</c> describes the format.</summary>
internal sealed class ClaimFile
{
    private static readonly Dictionary<string, ClaimAnswer> Answers =
        new[] { ClaimAnswer.Confirmed, ClaimAnswer.Refuted, ClaimAnswer.NeedsAssumption }.ToDictionary(ClaimJudge.Words, StringComparer.Ordinal);

    private readonly string file;
    private readonly Dictionary<string, Scenario> scenarios = new(StringComparer.Ordinal);
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);

    private ClaimFile(string file) => this.file = file;

    /// <summary>The claims that are shipped.</summary>
    public static IReadOnlyList<Claim> Shipped()
    {
        using var reader = new StreamReader(typeof(DesignCatalogue).Assembly.GetManifestResourceStream("claims.yaml")!);
        return Parse("models/claims.yaml", reader.ReadToEnd());
    }

    /// <summary>Reads claims.</summary>
    /// <exception cref="InputException">The text does not say what claims need; the message has the place.</exception>
    public static IReadOnlyList<Claim> Parse(string file, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            throw new InputException($"{YamlFields.Place(file, exception.Start)}: {FirstLine(exception.Message)}", exception);
        }

        return new ClaimFile(file).Claims(stream);
    }

    private List<Claim> Claims(YamlStream stream)
    {
        if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode { Children.Count: > 0 } parts)
        {
            throw new InputException($"{file}:1:1: expected headings, each with a list of claims");
        }

        var claims = new List<Claim>();
        foreach (var (heading, list) in parts.Children)
        {
            if (heading is not YamlScalarNode { Value.Length: > 0 } part || list is not YamlSequenceNode sequence)
            {
                throw YamlFields.Error(file, list, "expected a list of claims under a heading");
            }

            claims.AddRange(sequence.Children.Select(node => Claim(part.Value, node)));
        }

        return claims;
    }

    private Claim Claim(string part, YamlNode node)
    {
        var fields = new YamlFields(file, "a claim", node, "id", "quote", "author", "source", "date", "says", "remark", "checks", "assumption", "expected");
        var id = fields.Text("id");
        if (!ids.Add(id))
        {
            throw YamlFields.Error(file, fields.Required("id"), $"there are two claims '{id}'; give one another id");
        }

        return new Claim
        {
            Id = id,
            Part = part,
            Quote = fields.Text("quote"),
            Author = fields.Text("author"),
            Source = fields.Text("source"),
            Date = DateOnly.TryParseExact(fields.Text("date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? date
                : throw YamlFields.Error(file, fields.Required("date"), $"'{fields.Text("date")}' is no date; write it as 2025-01-22"),
            Says = fields.Text("says"),
            Remark = fields.TextOrNull("remark"),
            Checks = Checks(fields),
            Assumption = fields.Optional("assumption") is { } assumption ? Assumption(assumption) : null,
            Expected = Answers.TryGetValue(fields.Text("expected"), out var expected)
                ? expected
                : throw YamlFields.Error(file, fields.Required("expected"), $"'{fields.Text("expected")}' is no answer to expect; expected {string.Join(", ", Answers.Keys)}"),
        };
    }

    private Assumption Assumption(YamlNode node)
    {
        var fields = new YamlFields(file, "an assumption", node, "name", "words", "checks");
        return new Assumption(fields.Text("name"), fields.Text("words"), Checks(fields));
    }

    private List<ClaimCheck> Checks(YamlFields fields) => [.. fields.List("checks").SelectMany(Check)];

    /// <summary>One line of checks: each design in each scenario, each invariant.</summary>
    private IEnumerable<ClaimCheck> Check(YamlNode node)
    {
        var fields = new YamlFields(file, "a check", node, "design", "scenario", "holds", "violated");
        if (fields.Optional("holds") is null && fields.Optional("violated") is null)
        {
            throw YamlFields.Error(file, node, "a check needs the field 'holds' or 'violated', or both");
        }

        return
            from design in fields.Texts("design").Select(name => At(name, Inputs.Design))
            from scenario in fields.Texts("scenario").Select(name => At(name, Scenario))
            from claimed in Invariants(fields, "holds").Concat(Invariants(fields, "violated"))
            select new ClaimCheck(design, scenario, claimed.Invariant, claimed.Holds, YamlFields.Place(file, node.Start));
    }

    private IEnumerable<(string Invariant, bool Holds)> Invariants(YamlFields fields, string field) => fields.Optional(field) is null
        ? []
        : fields.Texts(field).Select(name => (At(name, text => Inputs.Invariants([text]).Single()), field == "holds"));

    private Scenario Scenario(string nameOrFile)
    {
        if (!scenarios.TryGetValue(nameOrFile, out var scenario))
        {
            scenario = Inputs.Scenarios([nameOrFile], large: true)[0];
            if (scenarios.Values.Any(other => other.Name == scenario.Name))
            {
                throw new InputException($"another scenario is called '{scenario.Name}' as well; results and traces go by that name: rename one");
            }

            scenarios.Add(nameOrFile, scenario);
        }

        return scenario;
    }

    /// <summary>Finds what a text names; says where the text stands when there is no such thing.</summary>
    private T At<T>(YamlScalarNode node, Func<string, T> find)
    {
        try
        {
            return find(node.Value!);
        }
        catch (InputException exception)
        {
            throw new InputException($"{YamlFields.Place(file, node.Start)}: {exception.Message}", exception);
        }
    }

    private static string FirstLine(string message) => message.Split('\n')[0].Trim();
}
