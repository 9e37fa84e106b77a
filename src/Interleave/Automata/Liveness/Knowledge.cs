using System.Numerics;

namespace Interleave.Automata.Liveness;

/// <summary>The code does something that the analysis does not follow.</summary>
internal sealed class NotUnderstoodException : Exception;

/// <summary>
/// What is known of a value: that it is the 32-bit number; the state machine (a reference, a managed pointer
/// to it, or one to a local that holds it); a managed pointer to, or into a part of, the variable with the
/// number.
/// </summary>
internal enum Kind { Unknown, Constant, Machine, Address, Part }

/// <summary>What is known of a value.</summary>
internal readonly record struct Value(Kind Kind, int Number = 0)
{
    internal int? Constant => Kind == Kind.Constant ? Number : null;
    internal bool IsPointer => Kind is Kind.Address or Kind.Part;
    internal static Value Of(int? constant) => constant is { } number ? new Value(Kind.Constant, number) : default;
}

/// <summary>An immutable list that compares by value.</summary>
internal sealed record Chain<T>(T Head, Chain<T>? Tail)
{
    internal int Length { get; } = 1 + (Tail?.Length ?? 0);
}

/// <summary>
/// An instruction and what is known when it runs. <paramref name="Known"/> is sorted by variable;
/// <paramref name="Pending"/> has one entry for each finally block that runs: where to go at its end. In a
/// filter, <paramref name="Raised"/> is in the try block that the exception comes from.
/// </summary>
internal sealed record CodePoint(int Offset, Chain<(int Variable, int Value)>? Known,
    Chain<Value>? Stack = null, Chain<int>? Pending = null, int? Raised = null)
{
    internal int? this[int variable] => Find(Known, variable);

    private static int? Find(Chain<(int Variable, int Value)>? list, int variable) =>
        list is null || list.Head.Variable == variable ? list?.Head.Value : Find(list.Tail, variable);

    internal CodePoint With(int variable, int? value) => this with { Known = Replace(Known, variable, value) };

    private static Chain<(int Variable, int Value)>? Replace(
        Chain<(int Variable, int Value)>? list, int variable, int? value) =>
        list?.Head.Variable < variable ? new(list.Head, Replace(list.Tail, variable, value))
        : list?.Head.Variable == variable ? Replace(list.Tail, variable, value)
        : value is { } constant ? new((variable, constant), list) : list;
}

/// <summary>A point in the code and its effect.</summary>
internal sealed class Node(CodePoint at)
{
    internal CodePoint At => at;
    internal List<Node> Next { get; } = [];
    internal List<Node> Handlers { get; } = [];
    internal List<Node> Previous { get; } = [];
    internal BigInteger Reads { get; set; }
    internal BigInteger Writes { get; set; }
    internal BigInteger Live { get; set; }

    /// <summary>What is changed, maybe in part: unlike what is written it still has a past.</summary>
    internal BigInteger Changes { get; set; }

    /// <summary>
    /// The instruction neither throws nor does anything but write and change these variables: unless one of
    /// them is live, what it reads does not matter.
    /// </summary>
    internal bool IsPure { get; set; } = true;
}
