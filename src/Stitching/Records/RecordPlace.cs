namespace UnwindCheck.Stitching;

/// <summary>Where a record was read.</summary>
/// <param name="File">The name of the file, as it was given.</param>
/// <param name="Line">The line, from 1.</param>
public sealed record RecordPlace(string File, long Line)
{
    /// <summary>As <c>file:line</c>.</summary>
    public override string ToString() => $"{File}:{Line}";
}
