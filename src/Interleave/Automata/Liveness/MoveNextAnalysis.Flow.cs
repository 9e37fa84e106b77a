using System.Reflection;
using static Interleave.Automata.Liveness.VariableSets;

namespace Interleave.Automata.Liveness;

/// <summary>Where it goes on after an instruction: branches, finally blocks, exception handlers.</summary>
internal sealed partial class MoveNextAnalysis
{
    private void Continue(Node node, Instruction instruction, Value[] operands, CodePoint after)
    {
        var point = node.At;
        switch (instruction.Name)
        {
            case "ret" when point[state] == -2:
                break;
            case "ret":
                // Only the fields survive until the machine resumes. An async iterator also yields, with
                // negative states.
                Require(point[state] >= 0);
                node.Writes |= Range(fields.Length, body.LocalVariables.Count);
                Go(node, new CodePoint(0, point.With(cachedState, null).Known));
                break;
            case "leave":
                Leave(node, point, instruction.Targets[0]);
                break;
            case "endfinally" when point.Pending is { Head: not Unwinding } pending:
                Leave(node, point with { Pending = pending.Tail }, pending.Head);
                break;
            case "endfinally" or "throw" or "rethrow":
                Raise(node);
                break;
            case "endfilter":
                if (operands[0].Constant != 0)
                {
                    Go(node, after with { Stack = new(default, null), Raised = null });
                }

                Raise(node);
                break;
            default:
                foreach (var at in Choose(instruction, operands))
                {
                    Go(node, after with { Offset = at });
                }

                if (!node.IsPure && instruction.Targets is [])
                {
                    Raise(node);
                }

                break;
        }
    }

    /// <summary>Where it may go on: to the targets of a branch, or to the next instruction.</summary>
    private static int[] Choose(Instruction instruction, Value[] operands)
    {
        int[] all = [.. instruction.Targets, instruction.End];
        return (instruction.Targets, operands) switch
        {
            ([var target], []) => [target],
            ([_], [{ Constant: { } value }]) when instruction.Name != "switch" =>
                [all[instruction.Name == "brtrue" == (value != 0) ? 0 : 1]],
            ([_], [{ Constant: { } left }, { Constant: { } right }]) =>
                [all[Compare(instruction.Name, left, right) == true ? 0 : 1]],
            ([_, ..], [{ Constant: { } index }]) => [all[Math.Min((uint)index, all.Length - 1)]],
            _ => all,
        };
    }

    private static bool? Compare(string name, long left, long right)
    {
        (left, right) = name.EndsWith(".un", StringComparison.Ordinal) ? ((uint)left, (uint)right) : (left, right);
        return name.Split('.')[0] switch
        {
            "beq" or "ceq" => left == right,
            "bne" => left != right,
            "bge" => left >= right,
            "bgt" or "cgt" => left > right,
            "ble" => left <= right,
            "blt" or "clt" => left < right,
            _ => null,
        };
    }

    private static bool IsTried(ExceptionHandlingClause clause, int at) =>
        at >= clause.TryOffset && at < clause.TryOffset + clause.TryLength;

    private static bool IsFilter(ExceptionHandlingClause clause) =>
        clause.Flags == ExceptionHandlingClauseOptions.Filter;

    private static bool IsCleanup(ExceptionHandlingClause clause) =>
        clause.Flags is ExceptionHandlingClauseOptions.Finally or ExceptionHandlingClauseOptions.Fault;

    /// <summary>Goes to the target by way of the finally blocks that are left; inner clauses come first.</summary>
    private void Leave(Node node, CodePoint point, int target)
    {
        var clause = clauses.FirstOrDefault(clause => clause.Flags == ExceptionHandlingClauseOptions.Finally
            && IsTried(clause, point.Offset) && !IsTried(clause, target));
        Go(node, clause is null
            ? point with { Offset = target, Stack = null }
            : point with { Offset = clause.HandlerOffset, Stack = null, Pending = new(target, point.Pending) });
    }

    /// <summary>
    /// Lets the exception that the node may throw reach every handler around it. One in a filter is swallowed,
    /// and the first one goes on: cleanup blocks run only when a filter, however far out, has had its say.
    /// </summary>
    private void Raise(Node node)
    {
        var point = node.At;
        var raised = point.Raised ?? point.Offset;
        var around = clauses.Where(clause => IsTried(clause, raised)).ToList();
        foreach (var clause in around)
        {
            // The cleanup blocks around the handler still run, those inside of it are given up.
            var depth = clauses.Count(outer => IsCleanup(outer) && clause.TryOffset >= outer.HandlerOffset
                && clause.TryOffset < outer.HandlerOffset + outer.HandlerLength);
            var pending = point.Pending;
            while (pending?.Length > depth)
            {
                pending = pending.Tail;
            }

            while ((pending?.Length ?? 0) < depth + (IsCleanup(clause) ? 1 : 0))
            {
                pending = new(Unwinding, pending);
            }

            var at = IsFilter(clause) ? clause.FilterOffset : clause.HandlerOffset;
            var stack = IsCleanup(clause) ? null : new Chain<Value>(default, null);
            int? origin = IsFilter(clause) ? around[0].TryOffset : null;
            var handler = Reach(point with { Offset = at, Stack = stack, Pending = pending, Raised = origin });
            node.Handlers.Add(handler);
            handler.Previous.Add(node);
        }
    }
}
