using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Models;

/// <summary>A design that can be checked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="About">What it is, in a sentence.</param>
/// <param name="Build">Adds it to a machine, as a scenario configures it.</param>
public sealed record DesignEntry(string Name, string About, Func<Machine, Scenario, UnwindDesign> Build)
{
    /// <summary>The design's parts that can be switched on and off; null: none.</summary>
    public DesignSwitches? Switches { get; init; }
}

/// <summary>All designs.</summary>
public static class DesignCatalogue
{
    /// <summary>All designs, in the order in which they are shown.</summary>
    public static IReadOnlyList<DesignEntry> All { get; } =
    [
        .. V3Family.Entries,
        .. V4Family.Entries,
        .. LaterRevisions.Entries,
        .. MainlineFamily.Entries,
        .. Alternatives.Entries,
    ];

    /// <summary>The design with a name, or one that differs from it by switches: <c>6.17+nmi-current~completed</c>.</summary>
    /// <returns>Null when there is no design of that name.</returns>
    /// <exception cref="DesignNameException">The design has no such switch.</exception>
    public static DesignEntry? Find(string specification) => Find(specification, All);

    /// <summary>The same among designs that are not those of this catalogue.</summary>
    public static DesignEntry? Find(string specification, IReadOnlyList<DesignEntry> among)
    {
        var end = specification.IndexOfAny(['+', '~']);
        var name = end < 0 ? specification : specification[..end];
        var entry = among.FirstOrDefault(entry => entry.Name == name);
        return entry is null || end < 0 ? entry : DesignSwitches.Apply(entry, specification, end);
    }

    /// <summary>A v4 with other switches than the shipped designs.</summary>
    public static DesignEntry V4(string name, string about, CookieEncoding encoding, V4Changes changes) => V4Family.Entry(name, about, encoding, changes);
}
