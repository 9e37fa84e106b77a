using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using UnwindCheck.Models;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Mutants;

/// <summary>The source files that a design is made of. They travel with the assembly of the models.</summary>
/// <remarks>A design's files are those that declare the types that its catalogue mentions, and so on. Types that invariants, tracers and
/// scenarios mention too are not among them: a mutant has to use the same ones.</remarks>
internal sealed class DesignSources
{
    private const string Prefix = "source:";
    private const string DesignsNamespace = "UnwindCheck.Models.Designs";
    private const string CatalogueNamespace = "UnwindCheck.Models";

    private static readonly CSharpParseOptions ParseOptions = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
    private static readonly Lazy<IReadOnlyList<SyntaxTree>> Sources = new(Load);

    private readonly DesignSwitches? switches;

    private DesignSources(IReadOnlyList<SyntaxTree> trees, string catalogue, DesignSwitches? switches)
    {
        this.switches = switches;
        Trees = trees;
        Catalogue = catalogue;
    }

    /// <summary>The files: the one that lists designs of the family comes first.</summary>
    public IReadOnlyList<SyntaxTree> Trees { get; }

    /// <summary>The full name of the class that lists them.</summary>
    public string Catalogue { get; }

    /// <summary>Parses a source text as the projects are parsed.</summary>
    public static SyntaxTree Parse(Microsoft.CodeAnalysis.Text.SourceText text, string path) => CSharpSyntaxTree.ParseText(text, ParseOptions, path);

    /// <summary>The files of a design.</summary>
    public static DesignSources Of(DesignEntry design)
    {
        var name = design.Name.Split('+', '~')[0];
        var catalogue = Sources.Value.First(tree => NamespaceOf(tree) == CatalogueNamespace && Lists(tree, name));
        var declared = Sources.Value
            .Where(tree => NamespaceOf(tree) == DesignsNamespace)
            .SelectMany(tree => Declares(tree).Select(type => (Type: type, Tree: tree)))
            .ToLookup(pair => pair.Type, pair => pair.Tree, StringComparer.Ordinal);
        var shared = Sources.Value
            .Where(tree => NamespaceOf(tree) is var space && space != DesignsNamespace && (space != CatalogueNamespace || Declares(tree).Contains(nameof(ScenarioModel), StringComparer.Ordinal)))
            .SelectMany(Mentions)
            .ToHashSet(StringComparer.Ordinal);
        var found = new List<SyntaxTree> { catalogue };
        for (var i = 0; i < found.Count; i++)
        {
            var next = Mentions(found[i])
                .Where(type => !shared.Contains(type))
                .SelectMany(type => declared[type])
                .Where(tree => !Declares(tree).Any(shared.Contains));
            found.AddRange(next.Distinct().Where(tree => !found.Contains(tree)).ToList());
        }

        return new DesignSources(found, $"{CatalogueNamespace}.{Declares(catalogue).First()}", design.Switches);
    }

    /// <summary>What a condition on the design's switches says; null: it depends on more than these.</summary>
    public bool? ValueOf(ExpressionSyntax condition) => condition switch
    {
        ParenthesizedExpressionSyntax inner => ValueOf(inner.Expression),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => !ValueOf(not.Operand),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both => ValueOf(both.Left) is { } left && ValueOf(both.Right) is { } right ? left && right : null,
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } either => ValueOf(either.Left) is { } left && ValueOf(either.Right) is { } right ? left || right : null,
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Has" }, ArgumentList.Arguments: [{ Expression: MemberAccessExpressionSyntax flag }] } when switches is not null =>
            switches.On.Any(name => string.Equals(name.Replace("-", "", StringComparison.Ordinal), flag.Name.Identifier.Text, StringComparison.OrdinalIgnoreCase)),
        _ => null,
    };

    private static bool Lists(SyntaxTree tree, string design) =>
        Declares(tree).All(type => type != nameof(DesignCatalogue))
        && tree.GetRoot().DescendantNodes().OfType<LiteralExpressionSyntax>().Any(literal => literal.Token.Value is string text && text == design);

    private static IEnumerable<string> Declares(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Where(type => type.Parent is BaseNamespaceDeclarationSyntax).Select(type => type.Identifier.Text);

    private static IEnumerable<string> Mentions(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().Select(name => name.Identifier.Text).Distinct(StringComparer.Ordinal);

    private static string NamespaceOf(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    private static List<SyntaxTree> Load()
    {
        var assembly = typeof(UnwindDesign).Assembly;
        var trees = new List<SyntaxTree>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            trees.Add(Parse(Microsoft.CodeAnalysis.Text.SourceText.From(stream), resource[Prefix.Length..]));
        }

        return trees;
    }
}
