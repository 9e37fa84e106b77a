namespace UnwindCheck;

/// <summary>What the program exits with.</summary>
internal static class ExitCode
{
    /// <summary>Every invariant held, and every search was complete.</summary>
    public const int Held = 0;

    /// <summary>An invariant is violated.</summary>
    public const int Violated = 1;

    /// <summary>Something in the input is wrong.</summary>
    public const int BadInput = 2;

    /// <summary>Nothing is violated so far, but a search was cut short.</summary>
    public const int Incomplete = 3;
}

/// <summary>Something in the input is wrong; the message says where and what to do.</summary>
internal sealed class InputException : Exception
{
    public InputException()
    {
    }

    public InputException(string message)
        : base(message)
    {
    }

    public InputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
