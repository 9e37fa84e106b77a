using Interleave;

namespace UnwindCheck.Models.Designs;

/// <summary>The user stack that a callback is handed: <c>struct unwind_stacktrace</c>.</summary>
/// <param name="Initialised">Whether anything was stored to it; a variable on the stack that was not has garbage in it.</param>
/// <param name="Entries">What it points to; null: nothing.</param>
/// <param name="Count">The number of entries.</param>
/// <param name="Truncated">The walk ended early because user memory could not be read.</param>
public readonly record struct UnwindStackTrace(bool Initialised, Cell64? Entries, int Count, bool Truncated)
{
    /// <summary><c>{ }</c>.</summary>
    public static readonly UnwindStackTrace Empty = new(true, null, 0, false);
}
