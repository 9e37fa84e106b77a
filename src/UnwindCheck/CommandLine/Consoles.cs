using Spectre.Console;

namespace UnwindCheck.CommandLine;

/// <summary>Where output goes.</summary>
internal static class Consoles
{
    /// <summary>Columns that a pipe is taken to have: no table is broken there.</summary>
    public const int PipeWidth = 1000;

    /// <summary>The columns of the terminal; null in a pipe, where lines may be as long as they are.</summary>
    public static int? TerminalWidth => Console.IsOutputRedirected ? null : AnsiConsole.Profile.Width;

    /// <summary>Whether plain text is wanted: there is no terminal, or its user says so (https://no-color.org).</summary>
    public static bool IsPlain => Console.IsOutputRedirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>The console; in a pipe without colours and wide enough that no table is wrapped.</summary>
    public static IAnsiConsole Output()
    {
        if (!IsPlain)
        {
            return AnsiConsole.Console;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = TerminalWidth ?? PipeWidth;
        return console;
    }
}
