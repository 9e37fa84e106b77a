namespace Interleave.Automata;

/// <summary>The source name of the method behind a compiler-generated state machine.</summary>
internal static class MethodName
{
    /// <summary><c>Body</c> for a state machine named <c>&lt;Body&gt;d__3</c>; the enclosing method for a lambda or
    /// local function.</summary>
    public static string Of(Type machine)
    {
        var name = machine.Name;
        var end = name.IndexOf('>', StringComparison.Ordinal);
        if (end < 1)
        {
            return name;
        }

        // <<Outer>g__Local|0_1>d and <<Outer>b__0>d: local functions and lambdas.
        var local = name.IndexOf("g__", StringComparison.Ordinal);
        if (local > 0 && name.IndexOf('|', local) is > 0 and var bar)
        {
            return name[(local + 3)..bar];
        }

        return name[..end].TrimStart('<');
    }
}
