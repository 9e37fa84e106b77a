using System.Text;

namespace UnwindCheck.Models;

/// <summary>The parts of a design that can be switched on and off by name.</summary>
public abstract class DesignSwitches
{
    /// <summary>The names of all switches.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>Those that are on.</summary>
    public abstract IReadOnlyList<string> On { get; }

    /// <summary>The design with one switch turned.</summary>
    /// <param name="name">The name of the new design.</param>
    /// <param name="switched">The switch.</param>
    /// <param name="on">Whether it is on then.</param>
    public abstract DesignEntry With(string name, string switched, bool on);

    /// <summary>The design that a specification describes: a name and then, for each switch, '+' or '~' and its name.</summary>
    internal static DesignEntry Apply(DesignEntry entry, string specification, int end)
    {
        while (end < specification.Length)
        {
            var next = specification.IndexOfAny(['+', '~'], end + 1);
            next = next < 0 ? specification.Length : next;
            var switched = specification[(end + 1)..next];
            if (entry.Switches is not { } switches)
            {
                throw new DesignNameException($"design '{entry.Name}' has no switches");
            }

            if (!switches.Names.Contains(switched, StringComparer.Ordinal))
            {
                throw new DesignNameException($"design '{entry.Name}' has no switch '{switched}'; it has {string.Join(", ", switches.Names)}");
            }

            entry = switches.With(specification[..next], switched, specification[end] == '+');
            end = next;
        }

        return entry;
    }
}

/// <summary>The switches of a design whose parts are the flags of an enum.</summary>
/// <typeparam name="T">The enum.</typeparam>
/// <param name="flags">What is on.</param>
/// <param name="entry">Makes a design of a name and what is on.</param>
public sealed class FlagSwitches<T>(T flags, Func<string, T, DesignEntry> entry) : DesignSwitches
    where T : struct, Enum
{
    private static readonly List<(string Name, ulong Flag)> Single =
        [.. Enum.GetValues<T>().Select(flag => (Name: Kebab(flag.ToString()), Flag: Convert.ToUInt64(flag))).Where(flag => ulong.IsPow2(flag.Flag))];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => Single.ConvertAll(flag => flag.Name);

    /// <inheritdoc/>
    public override IReadOnlyList<string> On => [.. Single.Where(flag => (Value & flag.Flag) != 0).Select(flag => flag.Name)];

    private ulong Value => Convert.ToUInt64(flags);

    /// <inheritdoc/>
    public override DesignEntry With(string name, string switched, bool on)
    {
        var flag = Single.Find(flag => flag.Name == switched).Flag;
        return entry(name, (T)Enum.ToObject(typeof(T), on ? Value | flag : Value & ~flag));
    }

    private static string Kebab(string name)
    {
        var kebab = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && kebab.Length > 0)
            {
                kebab.Append('-');
            }

            kebab.Append(char.ToLowerInvariant(c));
        }

        return kebab.ToString();
    }
}

/// <summary>A name of a design that cannot be understood.</summary>
public sealed class DesignNameException : Exception
{
    /// <summary>For serialisers and the like.</summary>
    public DesignNameException()
    {
    }

    /// <summary>Says what is wrong.</summary>
    public DesignNameException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong and why.</summary>
    public DesignNameException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
