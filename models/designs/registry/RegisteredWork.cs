using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>A descriptor of the designs that keep a list of all tracers: it has a bit of its own and a node in the
/// list.</summary>
public sealed class RegisteredWork : UnwindWork
{
    /// <summary>The value of <see cref="Bit"/> in a descriptor that was cancelled: -1.</summary>
    public const uint NoBit = uint.MaxValue;

    internal RegisteredWork(Machine machine, string name, IUnwindCallback callback, uint number, uint bit, uint next)
        : base(machine, name, callback)
    {
        Number = number;
        Bit = machine.Model.Cell(name + ".bit", bit, Memory);
        Next = machine.Model.Cell(name + ".list.next", next, Memory);
    }

    /// <summary>The value of a pointer to it.</summary>
    public uint Number { get; }

    /// <summary><c>bit</c>: an <c>int</c>.</summary>
    public Cell Bit { get; }

    /// <summary><c>list.next</c>: 0 at the end.</summary>
    public Cell Next { get; }
}
