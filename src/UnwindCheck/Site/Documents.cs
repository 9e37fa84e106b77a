namespace UnwindCheck.Site;

/// <summary>The documents that travel with the program.</summary>
internal static class Documents
{
    private const string KnownDefects = "## Known defects";
    private const string EndOfKnownDefects = "<!-- end of models/known-defects.tsv -->";

    /// <summary>What was found besides the known defects: FINDINGS.md. Its table of these is left out, since the site has a page
    /// with what the searches say of them.</summary>
    public static string Findings()
    {
        using var reader = new StreamReader(typeof(Documents).Assembly.GetManifestResourceStream("FINDINGS.md")!);
        var text = reader.ReadToEnd();
        return text[..text.IndexOf(KnownDefects, StringComparison.Ordinal)] + text[(text.IndexOf(EndOfKnownDefects, StringComparison.Ordinal) + EndOfKnownDefects.Length)..];
    }
}
