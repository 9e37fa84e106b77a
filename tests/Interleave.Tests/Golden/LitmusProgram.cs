using System.Globalization;

namespace Interleave.Tests.Golden;

/// <summary>
/// A straight-line program in one line of text. Contexts are separated by <c>|</c>, statements by <c>;</c>. A context
/// is a free process, or it opens with where it runs: <c>cpu0:</c> a task, <c>irq0:</c> a maskable handler of level 1,
/// <c>nmi0:</c> a handler of level 2 that is not maskable.
/// <code>
/// Wx    write 1            Wx2   write 2         Wx+   write 1 more than the last value read
/// Rx    read               Ix    fetch-add 1     Ix2   fetch-add 2     Cx1>2  compare-exchange 1 by 2
/// cli   mask interrupts    sti   unmask them
/// </code>
/// </summary>
internal static class LitmusProgram
{
    /// <summary>The model of a program.</summary>
    /// <param name="text">The program.</param>
    /// <param name="mustStrike">Whether each handler strikes exactly once, or at most once.</param>
    /// <param name="monitors">Monitors to add.</param>
    public static Model Parse(string text, bool mustStrike = false, params Monitor[] monitors)
    {
        var model = new Model();
        var contexts = text.Split('|', StringSplitOptions.TrimEntries);
        var processors = contexts.Where(context => context.Contains(':', StringComparison.Ordinal)).Select(context => context[3] - '0').Distinct().Count();
        for (var i = 0; i < processors; i++)
        {
            model.Processor($"cpu{i}");
        }

        foreach (var monitor in monitors)
        {
            model.Watch(monitor);
        }

        var cells = new Dictionary<string, Cell>(StringComparer.Ordinal);
        for (var i = 0; i < contexts.Length; i++)
        {
            Add(model, contexts[i], i, cells, mustStrike);
        }

        return model;
    }

    private static void Add(Model model, string context, int number, Dictionary<string, Cell> cells, bool mustStrike)
    {
        var colon = context.IndexOf(':', StringComparison.Ordinal);
        var on = colon < 0 ? null : model.Processors[context[3] - '0'];
        var statements = context[(colon + 1)..].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var code = new LitmusCode(number, [.. statements.Select(statement => Parse(statement, model, cells, on))]);
        var name = $"{number}:{context}";
        if (on is null || context.StartsWith("cpu", StringComparison.Ordinal))
        {
            model.Process(name, () => Run(code), on);
            return;
        }

        var isNmi = context.StartsWith("nmi", StringComparison.Ordinal);
        model.Handler(name, () => Run(code), on, isNmi ? 2 : 1, model.Cell(name + ".budget", 1), !isNmi, mustStrike);
    }

    private static LitmusOperation Parse(string statement, Model model, Dictionary<string, Cell> cells, Processor? on)
    {
        if (statement is "cli" or "sti")
        {
            return new LitmusOperation('W', on!.Mask, statement == "cli" ? 1u : 0u);
        }

        var name = string.Concat(statement.Skip(1).TakeWhile(char.IsLetter));
        var rest = statement[(1 + name.Length)..];
        if (!cells.TryGetValue(name, out var cell))
        {
            cells.Add(name, cell = model.Cell(name));
        }

        if (rest == "+")
        {
            return new LitmusOperation('+', cell, 1);
        }

        var numbers = rest.Split('>', StringSplitOptions.RemoveEmptyEntries).Select(number => uint.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return statement[0] == 'C'
            ? new LitmusOperation('C', cell, numbers[1], numbers[0])
            : new LitmusOperation(statement[0], cell, numbers.Length == 0 ? 1 : numbers[0]);
    }

    private static async Step Run(LitmusCode code)
    {
        var last = 0u;
        for (var i = 0; i < code.Operations.Count; i++)
        {
            var operation = code.Operations[i];
            switch (operation.Kind)
            {
                case 'R':
                    last = await operation.Cell.ReadOnce();
                    Events.Emit(new ValueRead(code.Number, i, last));
                    break;
                case 'W':
                    await operation.Cell.WriteOnce(operation.Value);
                    break;
                case '+':
                    await operation.Cell.WriteOnce(last + 1);
                    last = 0;
                    break;
                case 'I':
                    await operation.Cell.FetchAdd(operation.Value);
                    break;
                default:
                    await operation.Cell.CompareExchange(operation.Expected, operation.Value);
                    break;
            }
        }
    }

    private sealed class LitmusCode(int number, IReadOnlyList<LitmusOperation> operations) : IModelObject
    {
        public int Number => number;

        public IReadOnlyList<LitmusOperation> Operations => operations;
    }

    private sealed class LitmusOperation(char kind, Cell cell, uint value, uint expected = 0) : IModelObject
    {
        public char Kind => kind;

        public Cell Cell => cell;

        public uint Value => value;

        public uint Expected => expected;
    }
}

/// <summary>A process of a litmus program has read a value.</summary>
internal sealed record ValueRead(int Process, int Operation, uint Value);
