using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace UnwindCheck.Mutants;

/// <summary>A design that remembers which of its steps were executed: see <see cref="Reached"/>.</summary>
internal sealed class Instrumentation
{
    private readonly Dictionary<SyntaxNode, int> places = [];

    /// <summary>Instruments a design.</summary>
    /// <param name="original">The design.</param>
    /// <param name="nodes">The steps that matter.</param>
    public Instrumentation(CSharpCompilation original, IEnumerable<SyntaxNode> nodes)
    {
        foreach (var node in nodes)
        {
            places.TryAdd(GuardOf(node), places.Count);
        }

        Compilation = original;
        foreach (var tree in places.Keys.GroupBy(guard => guard.SyntaxTree))
        {
            var text = tree.Key.GetText().WithChanges(Changes(tree));
            Compilation = Compilation.ReplaceSyntaxTree(tree.Key, DesignSources.Parse(text, tree.Key.FilePath));
        }
    }

    /// <summary>The instrumented design.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>How many places are watched.</summary>
    public int Places => places.Count;

    /// <summary>The place of a step: what was executed when the step was.</summary>
    public int PlaceOf(SyntaxNode node) => places[GuardOf(node)];

    /// <summary>What is executed exactly when a node is: an alternative of an expression, or a statement.</summary>
    private static SyntaxNode GuardOf(SyntaxNode node)
    {
        for (var at = node; ; at = at.Parent!)
        {
            if (at is StatementSyntax { Parent: BlockSyntax } || (at is ExpressionSyntax expression && IsAlternative(expression) && CanBeWrapped(expression)))
            {
                return at;
            }

            if (at is ExpressionSyntax && at.Parent is IfStatementSyntax { Parent: ElseClauseSyntax } && CanBeWrapped((ExpressionSyntax)at))
            {
                return at;
            }

            if (at.Parent is ArrowExpressionClauseSyntax)
            {
                // What an awaited call results in may be nothing, so it is what is awaited that is passed through.
                return at is AwaitExpressionSyntax awaited ? awaited.Expression : at;
            }
        }
    }

    private static bool IsAlternative(ExpressionSyntax expression) => expression.Parent switch
    {
        ConditionalExpressionSyntax choice => choice.Condition != expression,
        SwitchExpressionArmSyntax arm => arm.Expression == expression,
        BinaryExpressionSyntax binary => binary.Right == expression && binary.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression or SyntaxKind.CoalesceExpression,
        _ => false,
    };

    /// <summary>As an argument, a constant would lose its conversions, and what a pattern declares would not be assigned.</summary>
    private static bool CanBeWrapped(ExpressionSyntax expression) =>
        expression is not (LiteralExpressionSyntax or ThrowExpressionSyntax or ImplicitObjectCreationExpressionSyntax)
        && !expression.DescendantNodesAndSelf().Any(node => node is SingleVariableDesignationSyntax);

    /// <summary>The type argument of a body that is an expression: that of its method, since the body may be new().</summary>
    private static string TypeOf(SyntaxNode guard) => guard.Parent switch
    {
        ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax { ReturnType: GenericNameSyntax { Identifier.Text: "Step" } step } method } when method.Modifiers.Any(SyntaxKind.AsyncKeyword) => step.TypeArgumentList.ToString(),
        ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } => $"<{method.ReturnType}>",
        _ => "",
    };

    private IEnumerable<TextChange> Changes(IEnumerable<SyntaxNode> guards)
    {
        // Where several begin or end at one place, the outer one encloses the inner one.
        var starts = guards.Select(guard => (At: guard.SpanStart, Order: -guard.Span.Length, Text: guard is StatementSyntax ? $"Reached.Place({places[guard]}); " : $"Reached.Through{TypeOf(guard)}({places[guard]}, "));
        var ends = guards.Where(guard => guard is not StatementSyntax).Select(guard => (At: guard.Span.End, Order: guard.Span.Length, Text: ")"));
        return ends.Concat(starts)
            .GroupBy(insertion => insertion.At)
            .OrderBy(group => group.Key)
            .Select(group => new TextChange(new TextSpan(group.Key, 0), string.Concat(group.OrderBy(insertion => insertion.Text != ")").ThenBy(insertion => insertion.Order).Select(insertion => insertion.Text))));
    }
}
