using System.Globalization;
using System.Numerics;

namespace UnwindCheck.Reports;

/// <summary>Numbers as people read them.</summary>
internal static class Numbers
{
    /// <summary>With thousands separators.</summary>
    public static string Exact(BigInteger number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Exact when short, else two digits and a power of ten.</summary>
    public static string Short(BigInteger number) => number < 1_000_000_000
        ? Exact(number)
        : number.ToString("0.0e+0", CultureInfo.InvariantCulture).Replace("e+", "e", StringComparison.Ordinal);

    /// <summary>A small probability or expectation.</summary>
    public static string Tiny(double value) => value == 0 ? "0" : value.ToString("0e-0", CultureInfo.InvariantCulture);

    /// <summary>Seconds.</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) + " s";

    /// <summary>A count with its noun.</summary>
    public static string Count(BigInteger count, string noun) => $"{Exact(count)} {noun}{(count.IsOne ? "" : noun.EndsWith("ch", StringComparison.Ordinal) || noun.EndsWith("ss", StringComparison.Ordinal) ? "es" : "s")}";
}
