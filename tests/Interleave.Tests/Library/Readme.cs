using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Interleave.Tests.Library;

/// <summary>The README of the library: its pieces of code are files, each with its name in the first line.</summary>
internal static partial class Readme
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Library", "README.md"));

    /// <summary>The pieces of code, by file name.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } =
        Blocks("csharp").ToDictionary(block => block.Split('\n')[0]["// ".Length..], block => block, StringComparer.Ordinal);

    /// <summary>The blocks in a language.</summary>
    public static IEnumerable<string> Blocks(string language) =>
        Block().Matches(Text).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["code"].Value);

    /// <summary>Compiles a file with nothing but the framework, the library and xunit.</summary>
    public static Assembly Compile(string file, OptimizationLevel level)
    {
        const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("xunit.", StringComparison.Ordinal) || name is "Interleave.dll" or "netstandard.dll"))
            .Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: level, nullableContextOptions: NullableContextOptions.Enable);
        var trees = new[] { CSharpSyntaxTree.ParseText(Files[file], path: file), CSharpSyntaxTree.ParseText(Usings) };
        using var image = new MemoryStream();
        var result = CSharpCompilation.Create($"{file}.{level}", trees, references, options).Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5)));
        return Assembly.Load(image.ToArray());
    }

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
