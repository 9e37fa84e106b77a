using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace UnwindCheck.Mutants;

/// <summary>One assembly with all mutants of a design ("mutant schemata": Untch, Offutt and Harrold, 1993), so that each costs no more to
/// compile and to load than its own method. A method that is mutated is there once as it is and once for each mutant; what
/// the others call picks one of them by <see cref="ActiveMutant"/>.</summary>
internal sealed class MutantAssembly : IDisposable
{
    private readonly LoadedDesign loaded;
    private readonly Dictionary<Mutation, int> numbers = [];
    private readonly Dictionary<Mutation, string> errors = [];

    /// <summary>Compiles and loads it.</summary>
    public MutantAssembly(MutantCompiler compiler, string design, IReadOnlyList<Mutation> mutations)
    {
        foreach (var mutation in mutations)
        {
            numbers.Add(mutation, numbers.Count + 1);
        }

        while (true)
        {
            var compilation = Compile(compiler.Original);
            var failed = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
            if (failed.Count == 0)
            {
                loaded = compiler.Load(design, compilation);
                return;
            }

            var before = errors.Count;
            foreach (var diagnostic in failed)
            {
                Blame(diagnostic);
            }

            if (errors.Count == before)
            {
                throw new InvalidOperationException($"{design}: {MutantCompiler.Describe(failed[0])}");
            }
        }
    }

    /// <summary>The design; which mutant of it is said by <see cref="ActiveMutant"/>.</summary>
    public Models.DesignEntry Entry => loaded.Entry;

    /// <summary>The number of a mutant.</summary>
    public int NumberOf(Mutation mutation) => numbers[mutation];

    /// <summary>Why a mutant cannot be compiled; null when it can.</summary>
    public string? ErrorOf(Mutation mutation) => errors.GetValueOrDefault(mutation);

    /// <inheritdoc/>
    public void Dispose() => loaded.Dispose();

    private CSharpCompilation Compile(CSharpCompilation original)
    {
        var compilation = original;
        foreach (var tree in numbers.Keys.Where(mutation => !errors.ContainsKey(mutation)).GroupBy(mutation => mutation.Node.SyntaxTree))
        {
            var changes = tree.GroupBy(mutation => mutation.Declaration).OrderBy(method => method.Key.SpanStart).Select(method => new TextChange(method.Key.Span, Copies(method.Key, [.. method])));
            compilation = compilation.ReplaceSyntaxTree(tree.Key, DesignSources.Parse(tree.Key.GetText().WithChanges(changes), tree.Key.FilePath));
        }

        return compilation;
    }

    /// <summary>A method that picks, the method as it is, and those of the mutants.</summary>
    private string Copies(MethodDeclarationSyntax method, IReadOnlyList<Mutation> mutations)
    {
        var text = method.SyntaxTree.GetText();
        var head = text.ToString(TextSpan.FromBounds(method.SpanStart, method.ParameterList.Span.End)).Replace("async ", "", StringComparison.Ordinal);
        var arguments = string.Join(", ", method.ParameterList.Parameters.Select(parameter => parameter.Identifier.Text));
        var arms = string.Concat(mutations.Select(mutation => $"{numbers[mutation]} => {NameOf(method, numbers[mutation])}({arguments}), "));
        var picks = $"{head} => UnwindCheck.Mutants.ActiveMutant.Number switch {{ {arms}_ => {NameOf(method, 0)}({arguments}) }};";
        return string.Join('\n', [picks, Copy(method, 0, []), .. mutations.Select(mutation => Copy(method, numbers[mutation], [.. mutation.Changes, .. Guards(method, mutation)]))]);
    }

    private static string NameOf(MethodDeclarationSyntax method, int number) => $"{method.Identifier.Text}__{number}";

    private static string Copy(MethodDeclarationSyntax method, int number, IReadOnlyList<TextChange> changes)
    {
        var kept = string.Concat(method.Modifiers.Where(modifier => modifier.Kind() is SyntaxKind.StaticKeyword or SyntaxKind.AsyncKeyword).Select(modifier => modifier.Text + " "));
        var source = method.SyntaxTree.GetText();
        var body = ((SyntaxNode?)method.Body ?? method.ExpressionBody)!.Span;
        var text = source.GetSubText(body).WithChanges(changes.OrderBy(change => change.Span.Start).Select(change => new TextChange(new TextSpan(change.Span.Start - body.Start, change.Span.Length), change.NewText!)));
        return $"private {kept}{method.ReturnType} {NameOf(method, number)}{method.ParameterList} {text}{(method.Body is null ? ";" : "")}";
    }

    /// <summary>What keeps a changed loop from going round for ever: see <see cref="LoopGuard"/>. Loops that are moved as a whole
    /// do what they did.</summary>
    private static IEnumerable<TextChange> Guards(MethodDeclarationSyntax method, Mutation mutation) => method.DescendantNodes()
        .Select(node => node switch { WhileStatementSyntax loop => loop.Statement, ForStatementSyntax loop => loop.Statement, _ => null })
        .OfType<BlockSyntax>()
        .Select(body => body.OpenBraceToken.Span.End)
        .Where(start => !mutation.Changes.Any(change => change.Span.Start <= start && start <= change.Span.End))
        .Select(start => new TextChange(new TextSpan(start, 0), " LoopGuard.Round();"));

    /// <summary>Finds the mutant that an error is in.</summary>
    private void Blame(Diagnostic diagnostic)
    {
        var name = diagnostic.Location.SourceTree?.GetRoot().FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.Text ?? "";
        if (int.TryParse(name[(name.LastIndexOf('_') + 1)..], System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            errors.TryAdd(numbers.First(pair => pair.Value == number).Key, MutantCompiler.Describe(diagnostic));
        }
    }
}
