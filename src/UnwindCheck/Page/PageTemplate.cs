using System.Net;
using System.Text.RegularExpressions;

namespace UnwindCheck.Page;

/// <summary>Puts a page together from its sources, which are embedded in this assembly.</summary>
internal static partial class PageTemplate
{
    /// <summary>Fills a template.</summary>
    /// <param name="template">The HTML file, with <c>{{name}}</c> where values go.</param>
    /// <param name="parts">Its style and its script.</param>
    /// <param name="values">The values, in HTML.</param>
    public static string Fill(string template, PageParts parts, Dictionary<string, string> values)
    {
        values["style"] = parts.Style;
        values["script"] = parts.Script;
        values["policy"] = parts.Policy;

        // One pass: what looks like a place for a value in a value is not one.
        return Place().Replace(Asset(template), place => values[place.Groups["name"].Value]);
    }

    /// <summary>Modules as one script: a page cannot import from itself, nor from a disk.</summary>
    /// <param name="modules">The modules, each after those that it imports.</param>
    public static string Script(IEnumerable<string> modules) => string.Join("\n", modules.Select(module => Module(module, Asset(module + ".js"))));

    /// <summary>A source file of the pages.</summary>
    public static string Asset(string name)
    {
        using var stream = typeof(PageTemplate).Assembly.GetManifestResourceStream("page:" + name)
            ?? throw new InvalidOperationException($"the page has no part '{name}'");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Text as HTML.</summary>
    public static string Html(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A module as a function that returns what it exports.</summary>
    private static string Module(string name, string source)
    {
        var exported = string.Join(", ", Export().Matches(source).Select(match => match.Groups["name"].Value));
        var body = Export().Replace(Import().Replace(source, "const {${names}} = ${module}Module;\n"), "${what} ${name}");
        return $"const {name}Module = (() => {{\n{body}return {{ {exported} }};\n}})();\n";
    }

    [GeneratedRegex(@"\{\{(?<name>[a-z-]+)\}\}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Place();

    [GeneratedRegex(@"^import \{(?<names>.*)\} from ""\./(?<module>[a-z]+)\.js"";\n", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Import();

    [GeneratedRegex(@"^export (?<what>const|function|async function) (?<name>[A-Za-z]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Export();
}
