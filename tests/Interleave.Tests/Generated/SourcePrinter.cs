using System.Text;

namespace Interleave.Tests.Generated;

/// <summary>Prints a generated program as C# source.</summary>
internal static class SourcePrinter
{
    /// <summary>Appends the statements of a block, indented.</summary>
    public static void AppendBlock(StringBuilder text, Block block, int depth)
    {
        foreach (var statement in block.Statements)
        {
            Append(text, statement, depth);
        }
    }

    private static void Append(StringBuilder text, Statement statement, int depth)
    {
        switch (statement)
        {
            case Operate operate:
                Line(text, depth, $"{(operate.Into < 0 ? "" : $"{Local(operate.Into)} = (uint)")}{Expression(operate)};");
                break;
            case If branch:
                Line(text, depth, $"if ({Local(branch.Local)} == {branch.Value})");
                Braces(text, branch.Then, depth);
                Line(text, depth, "else");
                Braces(text, branch.Otherwise, depth);
                break;
            case Repeat repeat:
                Line(text, depth, $"for (var i{depth} = 0; i{depth} < {repeat.Times}; i{depth}++)");
                Braces(text, repeat.Body, depth);
                break;
            case AssertNot assertion:
                Line(text, depth, $"Check.That({Local(assertion.Local)} != {assertion.Value}, \"{Local(assertion.Local)} != {assertion.Value}\");");
                break;
            case Emit emit:
                Line(text, depth, $"Events.Emit(({emit.Tag}, {Local(emit.Local)}));");
                break;
            default:
                throw new InvalidOperationException();
        }
    }

    private static string Expression(Operate operate)
    {
        var operand = operate.Operand;
        var value = operand.Local < 0 ? $"{operand.Constant}u" : $"{Local(operand.Local)} + {operand.Constant}u";
        var wide = operand.Local < 0 ? $"0x{operand.Constant:X}_FFFFFFFFul" : $"({value}) * 0x1_00000001ul";
        var cell = operate.Word < 0 ? "" : operate.On < 0 ? Words.Names[operate.Word] : Words.NameOfCopy(operate.Word, operate.On);
        var text = operate.Access switch
        {
            Access.Read => $"await {cell}.ReadOnce()",
            Access.Write => $"await {cell}.WriteOnce({value})",
            Access.Exchange => $"await {cell}.Exchange({value})",
            Access.CompareExchange => $"await {cell}.CompareExchange({operate.Comparand}, {value})",
            Access.FetchAdd => $"await {cell}.FetchAdd({value})",
            Access.FetchOr => $"await {cell}.FetchOr({value})",
            Access.FetchAndNot => $"await {cell}.FetchAndNot({value})",
            Access.WaitUntil => $"await {cell}.WaitUntil({operate.Comparand})",
            Access.WaitWhile => $"await {cell}.WaitWhile({operate.Comparand})",
            Access.Acquire => $"await {cell}.Acquire()",
            Access.Choose => $"await CellOperations.Choose({operate.Comparand}, \"any\")",
            Access.ChooseWithBudget => $"await {cell}.Choose({operate.Comparand}, \"failure\", ChoiceKind.{(ChoiceKind)operate.Operand.Constant})",
            Access.WideRead => "Fold(await w.Read())",
            Access.WideWrite => $"await w.Write({wide})",
            Access.WideFetchAdd => $"Fold(await w.FetchAdd({wide}))",
            Access.Leave => $"await thread.Leave({(operand.Constant != 0 ? "true" : "false")})",
            Access.Pass => "await CellOperations.Pass(\"pass\")",
            _ => "await CellOperations.ProcessorIndex()",
        };
        return operate.Away ? text + ".WhileAway()" : text;
    }

    private static string Local(int index) => index == 0 ? "a" : "b";

    private static void Braces(StringBuilder text, Block block, int depth)
    {
        Line(text, depth, "{");
        AppendBlock(text, block, depth + 1);
        Line(text, depth, "}");
    }

    private static void Line(StringBuilder text, int depth, string line) => text.Append(' ', depth * 4).AppendLine(line);
}
