namespace Interleave.Kernel.Tests.Support;

/// <summary>Remembers what an execution noted, and collects the notes of all executions at their ends.</summary>
/// <param name="reader">What to note of the machine's events; a <see cref="Note"/> is always noted.</param>
/// <param name="ordered">Whether it matters what comes first.</param>
internal sealed class Journal(Func<object, string?> reader, bool ordered) : Monitor<string>
{
    private readonly SortedSet<string> outcomes = new(StringComparer.Ordinal);

    /// <summary>The notes of all executions, each different one once.</summary>
    public IReadOnlyCollection<string> Outcomes => outcomes;

    /// <inheritdoc/>
    public override string Invariant => "journal";

    /// <inheritdoc/>
    protected override string Start => "";

    /// <inheritdoc/>
    protected override string Next(string state, object occurrence, out Violation? violation)
    {
        violation = null;
        if ((occurrence is Note note ? note.Text : reader(occurrence)) is not { } line)
        {
            return state;
        }

        var lines = state.Length == 0 ? [line] : state.Split(' ').Append(line);
        return string.Join(' ', ordered ? lines : lines.Order(StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    protected override Violation? Finally(string state)
    {
        outcomes.Add(state);
        return null;
    }
}
