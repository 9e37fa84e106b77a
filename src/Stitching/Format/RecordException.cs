namespace UnwindCheck.Stitching;

/// <summary>A line is no record; the message says where, what is wrong, and what was expected.</summary>
public sealed class RecordException : Exception
{
    /// <summary>An error without a message.</summary>
    public RecordException()
    {
    }

    /// <summary>An error with a message of the form <c>file:line: what is wrong; what to do</c>.</summary>
    public RecordException(string message)
        : base(message)
    {
    }

    /// <summary>An error with a message of the form <c>file:line: what is wrong; what to do</c>, and its cause.</summary>
    public RecordException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
