namespace UnwindCheck.Models.Invariants;

/// <summary>An immutable set that compares by its elements, for the states of monitors.</summary>
/// <typeparam name="T">A value.</typeparam>
public sealed class ValueSet<T> : IEquatable<ValueSet<T>>
    where T : notnull
{
    /// <summary>The set without elements.</summary>
#pragma warning disable CA1000, MA0018 // the empty set of a type belongs to the type
    public static readonly ValueSet<T> Empty = new([]);
#pragma warning restore CA1000, MA0018

    private readonly HashSet<T> items;
    private readonly int hash;

    private ValueSet(HashSet<T> items)
    {
        this.items = items;
        hash = items.Aggregate(items.Count, static (hash, item) => hash ^ item.GetHashCode());
    }

    /// <summary>The elements.</summary>
    public IReadOnlyCollection<T> Items => items;

    /// <summary>Whether it has an element.</summary>
    public bool Contains(T item) => items.Contains(item);

    /// <summary>With one more element.</summary>
    public ValueSet<T> Add(T item) => items.Contains(item) ? this : new ValueSet<T>([.. items, item]);

    /// <summary>Without the elements that a condition holds for.</summary>
    public ValueSet<T> RemoveWhere(Func<T, bool> condition) =>
        items.Any(condition) ? new ValueSet<T>([.. items.Where(item => !condition(item))]) : this;

    /// <summary>Without an element.</summary>
    public ValueSet<T> Remove(T item) => RemoveWhere(other => other.Equals(item));

    /// <inheritdoc/>
    public bool Equals(ValueSet<T>? other) => other is not null && items.SetEquals(other.items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueSet<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;
}
