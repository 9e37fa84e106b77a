namespace Interleave.Tests.Golden;

/// <summary>Remembers every value that was read and by whom, so that states differ when what their processes have seen
/// differs; violated when an execution ends with <paramref name="outcome"/>.</summary>
/// <param name="outcome">The values read in the order of processes and their operations, as text; null: none.</param>
internal sealed class ReadHistory(string? outcome = null) : Monitor<string>
{
    public override string Invariant => "outcome";

    protected override string Start => "";

    protected override string Next(string state, object occurrence, out Violation? violation)
    {
        violation = null;
        return occurrence is ValueRead(var process, var operation, var value)
            ? string.Join(' ', state.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append($"{process}.{operation}={value}").Order(StringComparer.Ordinal))
            : state;
    }

    protected override Violation? Finally(string state) =>
        string.Concat(state.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(read => read[^1])) == outcome ? new Violation(state) : null;
}
