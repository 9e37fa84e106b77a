namespace Interleave;

/// <summary>
/// Marks a class whose instances are made before exploration starts and keep all state that changes in cells.
/// A process may hold a reference to such an object across an operation; the engine compares it by identity.
/// </summary>
/// <remarks>A class that breaks this promise makes verdicts wrong: a change to its fields would leak from one
/// interleaving into another.</remarks>
#pragma warning disable CA1040 // a marker is what is meant: the promise has no members
public interface IModelObject;

/// <summary>
/// Marks a class whose instances never change and whose <see cref="object.Equals(object)"/> compares by value.
/// A process may hold one across an operation; the engine compares it with <c>Equals</c>.
/// </summary>
public interface IImmutableValue;
#pragma warning restore CA1040
