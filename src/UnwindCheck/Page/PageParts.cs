using System.Security.Cryptography;
using System.Text;

namespace UnwindCheck.Page;

/// <summary>How a page comes by its style and its script, as elements, and the policy that lets nothing else in.</summary>
/// <param name="Style">The style sheets.</param>
/// <param name="Script">The script; empty: none.</param>
/// <param name="Policy">What the content security policy allows for both.</param>
internal sealed record PageParts(string Style, string Script, string Policy)
{
    /// <summary>All of it in the page, which then needs no other file.</summary>
    /// <param name="style">The style sheet.</param>
    /// <param name="modules">The modules of the script, each after those that it imports.</param>
    public static PageParts Inside(string style, params IReadOnlyList<string> modules)
    {
        var css = "\n" + PageTemplate.Asset(style);
        if (modules.Count == 0)
        {
            return new PageParts($"<style>{css}</style>", "", $"style-src '{Hash(css)}'; ");
        }

        var script = "\n" + PageTemplate.Script(modules);
        return new PageParts($"<style>{css}</style>", $"<script type=\"module\">{script}</script>", $"script-src '{Hash(script)}'; style-src '{Hash(css)}'; ");
    }

    /// <summary>Files that the pages of a site share.</summary>
    /// <param name="styles">Addresses of style sheets.</param>
    /// <param name="scripts">Addresses of scripts, in the order in which they run. They are no modules: a browser loads none
    /// from a disk.</param>
    public static PageParts Beside(IEnumerable<string> styles, params IReadOnlyList<string> scripts) => new(
        string.Join('\n', styles.Select(address => $"<link rel=\"stylesheet\" href=\"{address}\">")),
        string.Join('\n', scripts.Select(address => $"<script defer src=\"{address}\"></script>")),

        // A page from a disk has no origin that 'self' could be.
        (scripts.Count > 0 ? "script-src 'self' file:; " : "") + "style-src 'self' file:; ");

    /// <summary>What the page allows to run is what it was made with, by its hash.</summary>
    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
