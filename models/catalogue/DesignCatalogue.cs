using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Models;

/// <summary>A design that can be checked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="About">What it is, in a sentence.</param>
/// <param name="Build">Adds it to a machine, as a scenario configures it.</param>
public sealed record DesignEntry(string Name, string About, Func<Machine, Scenario, UnwindDesign> Build);

/// <summary>All designs.</summary>
public static class DesignCatalogue
{
    /// <summary>All designs, in the order in which they are shown.</summary>
    public static IReadOnlyList<DesignEntry> All { get; } =
    [
        V4("v4", "as posted on 22 January 2025", CookieEncoding.Posted, V4Changes.None),
        V4("v4-posted", "v4 whose get_cookie() returns the cookie that it makes; cookies as posted", CookieEncoding.Posted, V4Changes.ReturnNewCookie),
        V4("v4-lowbit", "the same with cookies whose lowest bit is always 1", CookieEncoding.LowestBitOne, V4Changes.ReturnNewCookie),
        V4("v4-skip0", "the same with a counter that skips values that make the cookie 0", CookieEncoding.DoubleIncrement, V4Changes.ReturnNewCookie),
        V4("v4-ilog", "the same with ilog2(NR_CPUS) bits for the CPU number", CookieEncoding.IlogCpuBits, V4Changes.ReturnNewCookie),
        V4("v4-nmi", "v4 that serves requests from NMI like any other", CookieEncoding.Posted, V4Changes.AcceptNmi),
        V4("v4-repaired", "v4 with every repair, and cookies whose lowest bit is always 1", CookieEncoding.LowestBitOne, V4Changes.AllRepairs),
    ];

    /// <summary>A v4 with other switches than the shipped designs.</summary>
    public static DesignEntry V4(string name, string about, CookieEncoding encoding, V4Changes changes) =>
        new(name, about, (machine, scenario) => scenario.Configured
            ? new V4Design(machine, new V4Options(encoding, changes, scenario.CounterBits, scenario.CounterStart))
            : new V4Stub(machine, changes));
}
