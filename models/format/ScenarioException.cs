namespace UnwindCheck.Models.Format;

/// <summary>A scenario file that cannot be understood. The message has the place and what was expected.</summary>
public sealed class ScenarioException : Exception
{
    /// <summary>Without a message.</summary>
    public ScenarioException()
    {
    }

    /// <summary>With a message.</summary>
    public ScenarioException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public ScenarioException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>At a place.</summary>
    public ScenarioException(string file, Position position, string message)
        : base($"{file}:{position.Line}:{position.Column}: {message}")
    {
    }
}
