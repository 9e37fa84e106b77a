namespace Interleave;

/// <summary>Assertions inside processes.</summary>
public static class Check
{
    /// <summary>Ends the process with a violation of <see cref="EngineInvariants.NoException"/> unless
    /// <paramref name="condition"/> holds.</summary>
    /// <exception cref="CheckFailedException">The condition is false.</exception>
    public static void That(bool condition, string message)
    {
        if (!condition)
        {
            throw new CheckFailedException(message);
        }
    }
}

/// <summary>A <see cref="Check.That"/> that failed.</summary>
public sealed class CheckFailedException : Exception
{
    /// <summary>Without a message.</summary>
    public CheckFailedException()
    {
    }

    /// <summary>With what should have held.</summary>
    public CheckFailedException(string message)
        : base(message)
    {
    }

    /// <summary>With what should have held and why it did not.</summary>
    public CheckFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
