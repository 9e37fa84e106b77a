using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace UnwindCheck.Mutants;

/// <summary>A statement together with the events after it that tell of it.</summary>
/// <param name="Head">The statement.</param>
/// <param name="Last">The last of its events, or the statement itself.</param>
internal sealed record StepUnit(StatementSyntax Head, StatementSyntax Last)
{
    /// <summary>The text of both.</summary>
    public TextSpan Span => TextSpan.FromBounds(Head.SpanStart, Last.Span.End);

    /// <summary>Whether it accesses something shared.</summary>
    public bool HasAccess => !IsEvent(Head) && Accesses.Any();

    /// <summary>What it awaits.</summary>
    public IEnumerable<AwaitExpressionSyntax> Accesses => Head.DescendantNodes().OfType<AwaitExpressionSyntax>();

    /// <summary>Whether control never goes on to the next statement.</summary>
    public bool Leaves => Head is ReturnStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or ThrowStatementSyntax;

    /// <summary>Whether the rest still makes sense without it.</summary>
    public bool CanBeDropped => Head is ExpressionStatementSyntax { Expression: var expression } && (HasAccess || expression is AssignmentExpressionSyntax);

    /// <summary>The units of a block.</summary>
    public static IReadOnlyList<StepUnit> Of(BlockSyntax block)
    {
        var units = new List<StepUnit>();
        foreach (var statement in block.Statements)
        {
            if (units.Count > 0 && IsEvent(statement) && units[^1].Head is ExpressionStatementSyntax or LocalDeclarationStatementSyntax)
            {
                units[^1] = units[^1] with { Last = statement };
            }
            else
            {
                units.Add(new StepUnit(statement, statement));
            }
        }

        return units;
    }

    /// <summary>Whether a statement only tells of steps: an event, or one on a condition that asks nothing shared.</summary>
    public static bool IsEvent(StatementSyntax statement) => statement switch
    {
        BlockSyntax block => block.Statements.Count > 0 && block.Statements.All(IsEvent),
        IfStatementSyntax { Else: null } choice => IsEvent(choice.Statement) && !choice.Condition.DescendantNodesAndSelf().OfType<AwaitExpressionSyntax>().Any(),
        _ => IsEmit(statement),
    };

    private static bool IsEmit(StatementSyntax statement) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Events" }, Name.Identifier.Text: "Emit" } } };
}
