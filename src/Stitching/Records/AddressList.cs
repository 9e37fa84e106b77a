using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace UnwindCheck.Stitching;

/// <summary>The addresses of a call chain, innermost first. Immutable; two lists are equal if their addresses are.</summary>
[CollectionBuilder(typeof(AddressList), nameof(Of))]
public sealed class AddressList : IReadOnlyList<ulong>, IEquatable<AddressList>
{
    private readonly ImmutableArray<ulong> addresses;

    private AddressList(ImmutableArray<ulong> addresses) => this.addresses = addresses;

    /// <summary>The list without addresses.</summary>
    public static AddressList Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => addresses.Length;

    /// <inheritdoc/>
    public ulong this[int index] => addresses[index];

    /// <summary>The list of these addresses.</summary>
    public static AddressList Of(ReadOnlySpan<ulong> addresses) => addresses.IsEmpty ? Empty : new AddressList([.. addresses]);

    /// <inheritdoc/>
    public IEnumerator<ulong> GetEnumerator() => ((IEnumerable<ulong>)addresses).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(AddressList? other) => other is not null && addresses.AsSpan().SequenceEqual(other.addresses.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AddressList);

    /// <inheritdoc/>
    public override int GetHashCode() => addresses.Aggregate(addresses.Length, HashCode.Combine);

    /// <summary>The addresses in hexadecimal, for messages.</summary>
    public override string ToString() => $"[{string.Join(' ', addresses.Select(address => $"{address:x}"))}]";
}
