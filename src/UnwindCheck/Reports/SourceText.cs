using System.Collections.Concurrent;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Reports;

/// <summary>The source lines of designs and machine, which travel with their assemblies.</summary>
internal static class SourceText
{
    private static readonly ConcurrentDictionary<string, string[]> Sources = new(StringComparer.Ordinal);

    /// <summary>A line of a source file without its indentation; empty when the source is not there.</summary>
    public static string Line(string file, int line)
    {
        var lines = Sources.GetOrAdd(Path.GetFileName(file), Load);
        return line >= 1 && line <= lines.Length ? lines[line - 1].Trim() : "";
    }

    /// <summary>A whole source file; empty when the source is not there.</summary>
    public static string Whole(string name) => string.Join('\n', Sources.GetOrAdd(name, Load));

    private static string[] Load(string name)
    {
        foreach (var assembly in new[] { typeof(UnwindDesign).Assembly, typeof(Machine).Assembly })
        {
            if (assembly.GetManifestResourceStream("source:" + name) is { } stream)
            {
                using var reader = new StreamReader(stream);
                return reader.ReadToEnd().Split('\n');
            }
        }

        return [];
    }
}
