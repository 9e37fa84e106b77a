using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models;

/// <summary>The patch that the argument began with, its encodings of cookies, its siblings and its repair.</summary>
internal static class V4Family
{
    public static IReadOnlyList<DesignEntry> Entries { get; } =
    [
        Entry("v4", "as posted on 22 January 2025", CookieEncoding.Posted, V4Changes.None),
        Entry("v4-posted", "v4 whose get_cookie() returns the cookie that it makes; cookies as posted", CookieEncoding.Posted, V4Changes.ReturnNewCookie),
        Entry("v4-lowbit", "the same with cookies whose lowest bit is always 1", CookieEncoding.LowestBitOne, V4Changes.ReturnNewCookie),
        Entry("v4-skip0", "the same with a counter that skips values that make the cookie 0", CookieEncoding.DoubleIncrement, V4Changes.ReturnNewCookie),
        Entry("v4-ilog", "the same with ilog2(NR_CPUS) bits for the CPU number", CookieEncoding.IlogCpuBits, V4Changes.ReturnNewCookie),
        Entry("v4-cache", "with patch 29: one walk of the user stack for a cookie", CookieEncoding.Posted, V4Changes.Cache),
        Entry("v4-nmi", "with patches 29 and 30 (as v5 has it): requests from NMI have a cookie of their own", CookieEncoding.Posted, V4Changes.Cache | V4Changes.NmiCookie),
        Entry("v4-nmi-naive", "v4 that serves requests from NMI like any other", CookieEncoding.Posted, V4Changes.AcceptNmi),
        Entry("v4-repaired", "v4 with every repair, and cookies whose lowest bit is always 1", CookieEncoding.LowestBitOne, V4Changes.AllRepairs),
    ];

    public static DesignEntry Entry(string name, string about, CookieEncoding encoding, V4Changes changes) =>
        new(name, about, (machine, scenario) => scenario.Configured
            ? new V4Design(machine, new V4Options(encoding, changes, scenario.CounterBits, scenario.CounterStart))
            : new V4Stub(machine, changes))
        {
            Switches = new FlagSwitches<V4Changes>(changes, (name, changes) => Entry(name, about, encoding, changes)),
        };
}
