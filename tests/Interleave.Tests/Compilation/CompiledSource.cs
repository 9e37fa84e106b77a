using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Interleave.Tests.Compilation;

/// <summary>Compiles C# source at a level of optimisation and loads it.</summary>
internal static class CompiledSource
{
    private static readonly Lazy<MetadataReference[]> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) == "Interleave.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>The assembly of a source.</summary>
    public static Assembly Load(string name, string source, OptimizationLevel level)
    {
        const string usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using Interleave;";
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: level, nullableContextOptions: NullableContextOptions.Enable);
        var trees = new[] { CSharpSyntaxTree.ParseText(source), CSharpSyntaxTree.ParseText(usings) };
        var compilation = CSharpCompilation.Create($"{name}.{level}", trees, References.Value, options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5)));
        return Assembly.Load(image.ToArray());
    }
}
