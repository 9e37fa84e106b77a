using System.Numerics;
using System.Reflection;
using static Interleave.Automata.Liveness.VariableSets;

namespace Interleave.Automata.Liveness;

/// <summary>The two passes over the code of one <c>MoveNext</c>; see <see cref="LiveFields"/>.</summary>
/// <param name="machine">The type of the state machine.</param>
/// <param name="fields">Its fields.</param>
/// <param name="body">Its <c>MoveNext</c>.</param>
/// <param name="code">The instructions of that, by offset.</param>
/// <param name="interesting">The variables, by offset, whose constants may be worth following.</param>
internal sealed partial class MoveNextAnalysis(Type machine, FieldInfo[] fields, MethodBody body, Dictionary<int, Instruction> code,
    Dictionary<int, BigInteger> interesting)
{
    /// <summary>At the end of the finally block, the exception that started it is raised further.</summary>
    private const int Unwinding = -1;

    /// <summary>Far beyond any method that people write.</summary>
    private const int MaxNodes = 50_000;

    private readonly IList<ExceptionHandlingClause> clauses = body.ExceptionHandlingClauses;
    private readonly HashSet<int> joins = [.. code.Values.SelectMany(instruction => instruction.Targets)];
    private readonly Dictionary<CodePoint, Node> nodes = [];
    private readonly Stack<Node> unexplored = [];
    private readonly int firstSlot = fields.Length + body.LocalVariables.Count;
    private readonly int state = Array.FindIndex(fields, field => field.Name == LiveFields.StateField);
    private int cachedState;
    private BigInteger flags;

    /// <summary>Variables that may be read under another name: what is written to them always counts.</summary>
    private BigInteger exposed;

    /// <summary>Does it all. Null if there is something that is not understood.</summary>
    internal MoveNextAnalysis? Run()
    {
        try
        {
            cachedState = code.Values.Where(load => load.Name == "ldfld" && load.Variable == state)
                .Select(load => code[load.End]).FirstOrDefault(next => next.Name == "stloc")?.Variable ?? -1;
            var pointedTo = Union(code.Values.Where(load => load.Name is "ldflda" or "ldloca" && load.Variable >= 0)
                .Select(load => Set(load.Variable)));
            Require(state >= 0 && !Contains(pointedTo, state) && !Contains(pointedTo, cachedState));
            flags = Union(code.Values.Where(IsTested).Select(load => Set(load.Variable))) & ~pointedTo;

            Reach(new CodePoint(0, null).With(state, -1));
            while (unexplored.TryPop(out var node))
            {
                Execute(node);
            }

            PropagateLiveness();
            return this;
        }
        catch (NotUnderstoodException)
        {
            return null;
        }
    }

    internal Dictionary<int, BigInteger> LiveByState() => nodes.Values
        .Where(node => node.At.Offset == 0 && node.At[state] >= 0)
        .GroupBy(node => node.At[state]!.Value, node => node.Live).ToDictionary(group => group.Key, Union);

    internal Dictionary<int, BigInteger> LiveByOffset() => nodes.Values
        .GroupBy(node => node.At.Offset, node => node.Live).ToDictionary(group => group.Key, Union);

    private static void Require(bool understood)
    {
        if (!understood)
        {
            throw new NotUnderstoodException();
        }
    }

    /// <summary>
    /// Whether a variable is loaded to be compared with constants, like the flags that generated code keeps
    /// to know how it came to the end of a try block, if there is an await in the catch or finally block.
    /// </summary>
    private bool IsTested(Instruction load)
    {
        if (load.Name is not ("ldfld" or "ldloc") || load.Variable < 0)
        {
            return false;
        }

        // Unoptimised code goes by way of a local.
        var next = code[load.End];
        if (next.Name == "stloc" && code[next.End] is { Name: "ldloc" } again && again.Variable == next.Variable)
        {
            next = code[again.End];
        }

        return next.Name == "switch" || (next.Name == "ldc.i4" && code[next.End] is var test
            && (test.Name is "beq" or "bne.un" || (test.Name == "ceq" && next.Number != 0) || (test.Name == "sub" && code[test.End].Name == "switch")));
    }

    /// <summary>Whether a constant is worth telling nodes apart: else there would be far too many.</summary>
    private bool IsInteresting(int variable, int at) => variable == state || variable == cachedState
        || (Contains(flags, variable) && Contains(interesting.GetValueOrDefault(at), variable))
        || (code[at] is { Name: "ldloc" } load && load.Variable == variable && !joins.Contains(at));

    private void PropagateLiveness()
    {
        var queue = new Stack<Node>(nodes.Values);
        while (queue.TryPop(out var node))
        {
            var live = Union(node.Next.Select(next => next.Live));
            var matters = !node.IsPure || !((node.Writes | node.Changes) & (live | exposed)).IsZero;

            // What throws may not have written, and a handler starts with a stack of its own.
            live = (live & ~node.Writes) | (matters ? node.Reads : 0)
                | (Union(node.Handlers.Select(handler => handler.Live)) & Range(0, firstSlot));
            if (live != node.Live)
            {
                node.Live = live;
                foreach (var previous in node.Previous)
                {
                    queue.Push(previous);
                }
            }
        }
    }
}
