using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace UnwindCheck.Mutants;

/// <summary>A change of one step of a design's source.</summary>
/// <param name="File">The source file.</param>
/// <param name="Method">The method, with its class.</param>
/// <param name="Operator">The kind of change: <see cref="MutationOperators"/>.</param>
/// <param name="Node">What is changed.</param>
/// <param name="Changes">The changes of the text.</param>
internal sealed record Mutation(string File, string Method, string Operator, SyntaxNode Node, IReadOnlyList<TextChange> Changes)
{
    private const int HashDigits = 4;

    /// <summary>A name that stays the same as long as the method is called the same and this step reads the same. Equal changes of
    /// one method are numbered.</summary>
    public string Id { get; private set; } = "";

    /// <summary>The method that is changed.</summary>
    public MethodDeclarationSyntax Declaration => Node.FirstAncestorOrSelf<MethodDeclarationSyntax>()!;

    /// <summary>The line of the step, from 1.</summary>
    public int Line => Node.SyntaxTree.GetLineSpan(Node.Span).StartLinePosition.Line + 1;

    /// <summary>The step as it is.</summary>
    public string Before => string.Join(" … ", Changes.Select(change => OneLine(Source.ToString(change.Span))));

    /// <summary>The step as it is changed.</summary>
    public string After => string.Join(" … ", Changes.Select(change => OneLine(change.NewText!)));

    private SourceText Source => Node.SyntaxTree.GetText();

    /// <summary>Gives each mutation its name.</summary>
    public static void Name(IEnumerable<Mutation> mutations)
    {
        foreach (var same in mutations.GroupBy(mutation => mutation.Stem, StringComparer.Ordinal))
        {
            var number = 0;
            foreach (var mutation in same)
            {
                mutation.Id = ++number == 1 ? mutation.Stem : $"{mutation.Stem}-{number}";
            }
        }
    }

    private string Stem
    {
        get
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Before}\n{After}"));
            return $"{Method}/{Operator}/{Convert.ToHexStringLower(hash)[..HashDigits]}";
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
