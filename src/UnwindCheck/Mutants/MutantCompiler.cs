using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using UnwindCheck.Models;

namespace UnwindCheck.Mutants;

/// <summary>Compiles the files of a design, changed or not, into an assembly of their own, and loads it. Everything else is that of the
/// running program.</summary>
internal sealed class MutantCompiler
{
    private const string AssemblyName = "UnwindCheck.Mutant";

    private static readonly Lazy<MetadataReference[]> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => path.Length > 0)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private readonly DesignSources sources;

    public MutantCompiler(DesignSources sources)
    {
        this.sources = sources;
        const string usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks; global using UnwindCheck.Mutants;";
        Original = CSharpCompilation.Create(
            AssemblyName,
            [.. sources.Trees, DesignSources.Parse(Microsoft.CodeAnalysis.Text.SourceText.From(usings), "Usings.cs")],
            References.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The design as it is.</summary>
    public CSharpCompilation Original { get; }

    /// <summary>Loads a design from a compilation.</summary>
    public LoadedDesign Load(string design, CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            throw new InvalidOperationException($"{design}: {Describe(result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))}");
        }

        image.Position = 0;
        var context = new AssemblyLoadContext(AssemblyName, isCollectible: true);
        return new LoadedDesign(context, Find(context.LoadFromStream(image), design));
    }

    /// <summary>An error of the compiler with the line that it is in.</summary>
    public static string Describe(Diagnostic diagnostic)
    {
        var line = diagnostic.Location.SourceTree?.GetText().Lines.GetLineFromPosition(diagnostic.Location.SourceSpan.Start).ToString().Trim();
        return $"{diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)} ({line})";
    }

    private DesignEntry Find(Assembly assembly, string specification)
    {
        var entries = (IReadOnlyList<DesignEntry>)assembly.GetType(sources.Catalogue, throwOnError: true)!.GetProperty("Entries")!.GetValue(null)!;
        return DesignCatalogue.Find(specification, entries)!;
    }
}

/// <summary>A design from an assembly that was compiled here; disposing of it lets go of the assembly.</summary>
internal sealed record LoadedDesign(AssemblyLoadContext Context, DesignEntry Entry) : IDisposable
{
    public void Dispose() => Context.Unload();
}
