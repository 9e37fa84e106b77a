namespace Interleave.Exploration;

/// <summary>A checkpoint that cannot be used. The message names the file and the remedy.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Without a message.</summary>
    public CheckpointException()
    {
    }

    /// <summary>With file and remedy.</summary>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>With file, remedy and cause.</summary>
    public CheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
