namespace Interleave;

/// <summary>A model that breaks a rule of the engine. The message names the place and the remedy.</summary>
public sealed class ModelException : Exception
{
    /// <summary>Without a message.</summary>
    public ModelException()
    {
    }

    /// <summary>With place and remedy.</summary>
    public ModelException(string message)
        : base(message)
    {
    }

    /// <summary>With place, remedy and cause.</summary>
    public ModelException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
