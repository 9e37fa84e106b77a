using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace UnwindCheck.Page;

/// <summary>Puts a page together from its sources, which are embedded in this assembly.</summary>
internal static partial class PageTemplate
{
    /// <summary>Fills a template.</summary>
    /// <param name="template">The HTML file, with <c>{{name}}</c> where values go.</param>
    /// <param name="style">The style sheet.</param>
    /// <param name="modules">The modules of its script, each after those that it imports.</param>
    /// <param name="values">The values, in HTML.</param>
    public static string Fill(string template, string style, IEnumerable<string> modules, Dictionary<string, string> values)
    {
        values["style"] = "\n" + Asset(style);
        values["script"] = "\n" + string.Join("\n", modules.Select(module => Module(module, Asset(module + ".js"))));
        values["style-hash"] = Hash(values["style"]);
        values["script-hash"] = Hash(values["script"]);

        // One pass: what looks like a place for a value in a value is not one.
        return Place().Replace(Asset(template), place => values[place.Groups["name"].Value]);
    }

    /// <summary>A module as a function that returns what it exports: a page cannot import from itself.</summary>
    private static string Module(string name, string source)
    {
        var exported = string.Join(", ", Export().Matches(source).Select(match => match.Groups["name"].Value));
        var body = Export().Replace(Import().Replace(source, "const {${names}} = ${module}Module;\n"), "${what} ${name}");
        return $"const {name}Module = (() => {{\n{body}return {{ {exported} }};\n}})();\n";
    }

    /// <summary>What the page allows to run is what it was made with, by its hash.</summary>
    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Asset(string name)
    {
        using var stream = typeof(PageTemplate).Assembly.GetManifestResourceStream("page:" + name)
            ?? throw new InvalidOperationException($"the page has no part '{name}'");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{\{(?<name>[a-z-]+)\}\}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Place();

    [GeneratedRegex(@"^import \{(?<names>.*)\} from ""\./(?<module>[a-z]+)\.js"";\n", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Import();

    [GeneratedRegex(@"^export (?<what>const|function|async function) (?<name>[A-Za-z]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Export();
}
