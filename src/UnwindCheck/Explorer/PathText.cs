using Interleave;
using Interleave.Replay;

namespace UnwindCheck.Explorer;

/// <summary>A path as it stands in an address: a schedule in letters that addresses have, <c>A*18+tick@0*5+B->cpu0</c>.</summary>
internal static class PathText
{
    /// <summary>The path to a place.</summary>
    public static string Of(Model model, Place place) => Of(Schedule.Of(model, place.Steps.Select(step => step.Move)).ToString());

    /// <summary>A schedule as a path.</summary>
    public static string Of(string schedule) => schedule.Replace('×', '*').Replace("→", "->", StringComparison.Ordinal).Replace(' ', '+');

    /// <summary>The schedule that a path stands for.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Schedule Parse(string path) => Schedule.Parse(path.Replace('+', ' '));
}
