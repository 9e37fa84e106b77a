using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace UnwindCheck.Mutants;

/// <summary>Finds every single-step mutation of the files of a design.</summary>
/// <remarks>Methods are searched, not constructors and properties: these say how a model is built and what a design promises. Events and
/// conditions that depend on nothing but the design's configuration are no steps.</remarks>
internal sealed class MutationFinder
{
    /// <summary>What sets a model up, says what a result means, or packs what no code looks at.</summary>
    private static readonly string[] NoSteps = ["MeaningOf", "Init", "Add", "InitialiseMask", "ReservedBits", "Has", "ToString", "CountOf", "Trace"];

    private readonly SyntaxTree tree;
    private readonly DesignSources sources;
    private readonly SemanticModel semantics;
    private readonly Func<SyntaxNode, bool> isExecuted;
    private readonly List<Mutation> found = [];
    private string method = "";

    private MutationFinder(SyntaxTree tree, Compilation compilation, DesignSources sources, Func<SyntaxNode, bool> isExecuted)
    {
        this.tree = tree;
        this.sources = sources;
        this.isExecuted = isExecuted;
        semantics = compilation.GetSemanticModel(tree);
    }

    /// <summary>All mutations of the design's files, each with its name.</summary>
    /// <param name="sources">The files.</param>
    /// <param name="original">The same, compiled.</param>
    /// <param name="isExecuted">Whether a node is ever executed. Steps that are not, since they belong to switches that are off, are
    /// no neighbours of others.</param>
    public static IReadOnlyList<Mutation> Find(DesignSources sources, Compilation original, Func<SyntaxNode, bool> isExecuted)
    {
        var all = sources.Trees.Skip(1).SelectMany(tree => new MutationFinder(tree, original, sources, isExecuted).Find()).ToList();
        Mutation.Name(all);
        return all;
    }

    private List<Mutation> Find()
    {
        foreach (var declaration in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            if (NoSteps.Contains(declaration.Identifier.Text, StringComparer.Ordinal) || declaration.Parent is not TypeDeclarationSyntax type)
            {
                continue;
            }

            method = $"{type.Identifier.Text}.{declaration.Identifier.Text}";
            if (((SyntaxNode?)declaration.Body ?? declaration.ExpressionBody) is { } body)
            {
                foreach (var block in body.DescendantNodesAndSelf().OfType<BlockSyntax>())
                {
                    FindInBlock(block);
                }

                FindInExpressions(body);
            }
        }

        return [.. found.OrderBy(mutation => mutation.Node.SpanStart)];
    }

    private void FindInBlock(BlockSyntax block)
    {
        var units = StepUnit.Of(block);
        foreach (var unit in units.Where(unit => unit.CanBeDropped))
        {
            Add(MutationOperators.DropStep, unit.Head, new TextChange(unit.Span, ""));
        }

        var executed = units.Where(unit => !unit.HasAccess || unit.Accesses.Any(isExecuted)).ToList();
        for (var i = 0; i + 1 < executed.Count; i++)
        {
            var (one, other) = (executed[i], executed[i + 1]);
            if (one.HasAccess && other.HasAccess && !one.Leaves && !other.Leaves && !Excludes(one))
            {
                Add(MutationOperators.SwapSteps, one.Head, new TextChange(one.Span, tree.GetText().ToString(other.Span)), new TextChange(other.Span, tree.GetText().ToString(one.Span)));
            }
        }

        foreach (var declaration in block.Statements.OfType<LocalDeclarationStatementSyntax>())
        {
            LeaveInterruptsOn(declaration, block);
        }
    }

    private void LeaveInterruptsOn(LocalDeclarationStatementSyntax declaration, BlockSyntax block)
    {
        if (declaration.Declaration.Variables is not [{ Initializer.Value: AwaitExpressionSyntax { Expression: InvocationExpressionSyntax call } save } variable] || NameOf(call) != "IrqSave")
        {
            return;
        }

        var restore = block.Statements.FirstOrDefault(statement => statement is ExpressionStatementSyntax { Expression: AwaitExpressionSyntax { Expression: InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: IdentifierNameSyntax argument }] } end } }
            && NameOf(end) == "IrqRestore" && argument.Identifier.Text == variable.Identifier.Text);
        if (restore is not null)
        {
            Add(MutationOperators.IrqsOn, declaration, new TextChange(declaration.Span, ""), new TextChange(restore.Span, ""));
        }
    }

    private void FindInExpressions(SyntaxNode body)
    {
        foreach (var node in body.DescendantNodes(child => !IsNoStep(child) && !IsNeverTaken(child)).Where(node => !IsNoStep(node) && !IsNeverTaken(node)))
        {
            switch (node)
            {
                case InvocationExpressionSyntax call:
                    MistakeCall(call);
                    break;
                case AwaitExpressionSyntax { Parent: not ExpressionStatementSyntax } read:
                    DropRead(read);
                    break;
                case BinaryExpressionSyntax binary:
                    DropOperand(binary);
                    break;
                case LiteralExpressionSyntax literal:
                    MistakeLiteral(literal);
                    break;
                case IdentifierNameSyntax name:
                    MistakeConstant(name);
                    break;
                default:
                    break;
            }

            if (node is ExpressionSyntax expression && IsCondition(expression))
            {
                MistakeCondition(expression);
            }
        }
    }

    private void MistakeCall(InvocationExpressionSyntax call)
    {
        var name = NameOf(call);
        if (name is "FetchOr" or "FetchAndNot" or "FetchAdd" or "Exchange" or "CompareExchange" && call.Expression is MemberAccessExpressionSyntax access)
        {
            Add(MutationOperators.NotAtomic, call, new TextChange(access.Name.Span, name + "InTwo"));
        }

        if (name == "Of" && call is { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "UnwindBits" } }, ArgumentList.Arguments: [var bit] })
        {
            Add(MutationOperators.WrongBit, call, new TextChange(bit.Span, $"({bit}) + 1"));
        }
    }

    private void DropRead(AwaitExpressionSyntax read)
    {
        if (read.Expression is InvocationExpressionSyntax call && NameOf(call) is "Read" or "ReadOnce" && semantics.GetTypeInfo(read).Type is { IsValueType: true } type)
        {
            Add(MutationOperators.DropRead, read, new TextChange(read.Span, $"default({type.ToDisplayString()})"));
        }
    }

    private void DropOperand(BinaryExpressionSyntax binary)
    {
        var both = binary.Kind() is SyntaxKind.BitwiseOrExpression or SyntaxKind.BitwiseAndExpression;
        if (!both && binary.Kind() is not (SyntaxKind.AddExpression or SyntaxKind.SubtractExpression or SyntaxKind.LeftShiftExpression or SyntaxKind.RightShiftExpression))
        {
            return;
        }

        if (IsConfiguration(binary) || semantics.GetTypeInfo(binary).Type?.SpecialType is not (SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64))
        {
            return;
        }

        Add(MutationOperators.DropOperand, binary, new TextChange(binary.Span, $"({binary.Left})"));
        if (both)
        {
            Add(MutationOperators.DropOperand, binary, new TextChange(binary.Span, $"({binary.Right})"));
        }
    }

    private void MistakeLiteral(LiteralExpressionSyntax literal)
    {
        // Comparisons are negated, loops are conditions, and a width is not a value that a step stores or returns.
        var valued = literal.Parent is ArgumentSyntax or EqualsValueClauseSyntax or AssignmentExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or ConditionalExpressionSyntax;
        var counting = literal.Ancestors().OfType<ForStatementSyntax>().Any(loop => loop.Declaration?.Span.Contains(literal.Span) == true);
        if (!valued || counting || IsOverwritten(literal))
        {
            return;
        }

        var text = literal.Kind() switch
        {
            SyntaxKind.TrueLiteralExpression => "false",
            SyntaxKind.FalseLiteralExpression => "true",
            SyntaxKind.NumericLiteralExpression => literal.Token.Text switch { "0" => "1", "1" => "0", _ => null },
            _ => null,
        };
        if (text is not null)
        {
            Add(MutationOperators.WrongValue, literal, new TextChange(literal.Span, text));
        }
    }

    private void MistakeConstant(IdentifierNameSyntax name)
    {
        if (semantics.GetSymbolInfo(name).Symbol is not IFieldSymbol { IsConst: true, ContainingType.TypeKind: not TypeKind.Enum } constant)
        {
            return;
        }

        var whole = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? (ExpressionSyntax)access : name;
        if (constant.Type.SpecialType == SpecialType.System_UInt64)
        {
            Add(MutationOperators.WrongBit, name, new TextChange(whole.Span, $"({whole} << 1)"));
        }
        else if (constant.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_UInt32 && whole.Parent is ArgumentSyntax or ReturnStatementSyntax)
        {
            Add(MutationOperators.WrongValue, name, new TextChange(whole.Span, "0"));
        }
    }

    /// <summary>Whether something is asked here: the leaves of conditions, with what a warning is made of.</summary>
    private bool IsCondition(ExpressionSyntax expression)
    {
        if (semantics.GetTypeInfo(expression).Type?.SpecialType != SpecialType.System_Boolean || expression is LiteralExpressionSyntax or ParenthesizedExpressionSyntax || IsJunction(expression) || NameOf(expression) == "WarnOn" || IsConfiguration(expression))
        {
            return false;
        }

        SyntaxNode at = expression;
        while (at.Parent is ParenthesizedExpressionSyntax || (at.Parent is BinaryExpressionSyntax parent && IsJunction(parent)))
        {
            if (at.Parent is BinaryExpressionSyntax junction && sources.ValueOf(junction.Left == at ? junction.Right : junction.Left) == junction.IsKind(SyntaxKind.LogicalOrExpression))
            {
                // A switch has decided it already.
                return false;
            }

            at = at.Parent;
        }

        return at.Parent switch
        {
            IfStatementSyntax or WhileStatementSyntax or ForStatementSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax => true,
            ConditionalExpressionSyntax choice => choice.Condition == at,
            AssignmentExpressionSyntax assignment => assignment.Right == at,
            EqualsValueClauseSyntax => true,
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => NameOf(call) == "WarnOn",
            _ => false,
        };
    }

    private void MistakeCondition(ExpressionSyntax condition)
    {
        Add(MutationOperators.Negate, condition, new TextChange(condition.Span, $"!({condition})"));
        Add(MutationOperators.DropCheck, condition, new TextChange(condition.Span, "false"));
    }

    private static bool IsJunction(SyntaxNode node) => node.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression;

    /// <summary>Neither events nor switches are steps.</summary>
    private static bool IsNoStep(SyntaxNode node) =>
        (node is StatementSyntax statement && StepUnit.IsEvent(statement))
        || (node is InvocationExpressionSyntax call && ((NameOf(call) == "Emit" && call.Expression is MemberAccessExpressionSyntax) || NameOf(call) is "Has" or "nameof"))
        || node is TypeSyntax and not IdentifierNameSyntax;

    /// <summary>Whether an expression has one value throughout an execution: it speaks of no local, no parameter and no cell.</summary>
    private bool IsConfiguration(ExpressionSyntax expression) => !expression.DescendantNodesAndSelf().Any(node =>
        node is AwaitExpressionSyntax
        || (node is IdentifierNameSyntax && semantics.GetSymbolInfo(node).Symbol is ILocalSymbol or IParameterSymbol));

    /// <summary>Whether two steps are no neighbours since the configuration says which of them there is: <c>if (x) return …;</c>.</summary>
    private bool Excludes(StepUnit unit) =>
        unit.Head is IfStatementSyntax { Else: null, Statement: BlockSyntax { Statements: [.., ReturnStatementSyntax] } } choice && IsConfiguration(choice.Condition);

    /// <summary>Whether a switch has decided against an alternative of an expression.</summary>
    private bool IsNeverTaken(SyntaxNode node) =>
        node.Parent is ConditionalExpressionSyntax choice && node != choice.Condition && sources.ValueOf(choice.Condition) is { } value && node != (value ? choice.WhenTrue : choice.WhenFalse);

    /// <summary>Whether a literal is a first value that nobody sees: a switch has a step right after it that assigns another one.</summary>
    private bool IsOverwritten(LiteralExpressionSyntax literal)
    {
        if (literal.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax block } declaration } variable })
        {
            return false;
        }

        var next = block.Statements.ElementAtOrDefault(block.Statements.IndexOf(declaration) + 1);
        return next is IfStatementSyntax { Statement: BlockSyntax { Statements: [ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax target } }, ..] } } choice
            && target.Identifier.Text == variable.Identifier.Text && sources.ValueOf(choice.Condition) == true;
    }

    private static string? NameOf(SyntaxNode node) => node is InvocationExpressionSyntax call
        ? call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
            IdentifierNameSyntax name => name.Identifier.Text,
            _ => null,
        }
        : null;

    private void Add(string @operator, SyntaxNode node, params TextChange[] changes) =>
        found.Add(new Mutation(tree.FilePath, method, @operator, node, changes));
}
