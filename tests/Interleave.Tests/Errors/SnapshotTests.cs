using System.Globalization;

namespace Interleave.Tests.Errors;

/// <summary>Locals of many types are copied and compared by value: forgetting one would merge states that differ.</summary>
public sealed class SnapshotTests
{
    public enum Colour : byte
    {
        Red,
        Green,
    }

    [Fact]
    public void Numbers_of_every_size()
    {
        Distinguished(value => (sbyte)-value);
        Distinguished(value => (byte)value);
        Distinguished(value => (short)-value);
        Distinguished(value => (ushort)value);
        Distinguished(value => -(int)value);
        Distinguished(value => value);
        Distinguished(value => (long)value << 40);
        Distinguished(value => (ulong)value << 40);
        Distinguished(value => (UInt128)value << 100);
        Distinguished(value => (nint)value + 0L);
        Distinguished(value => value / 8f);
        Distinguished(value => value / 8d);
        Distinguished(value => value / 8m);
        Distinguished(value => (char)('a' + value));
    }

    [Fact]
    public void Truth_values_and_enumerations()
    {
        Distinguished(value => value == 1);
        Distinguished(value => (Colour)value);
        Distinguished(value => (DayOfWeek)value);
    }

    [Fact]
    public void Nullable_values()
    {
        Distinguished(value => value == 0 ? null : (uint?)0);
        Distinguished(value => (uint?)value);
    }

    [Fact]
    public void Structs_tuples_and_framework_values()
    {
        Distinguished(value => (1, value));
        Distinguished(value => new Nested(7, new Inner((Colour)value, "same")));
        Distinguished(value => new DateTime(2000 + (int)value, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Distinguished(value => new Guid((int)value, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));
    }

    [Fact]
    public void Strings_by_value()
    {
        Distinguished(value => value.ToString(CultureInfo.InvariantCulture));
        Merged(_ => new string('x', 3));
    }

    [Fact]
    public void Immutable_objects_by_value()
    {
        Distinguished(value => new Immutable(value));
        Merged(_ => new Immutable(3));
    }

    [Fact]
    public void Model_objects_by_identity()
    {
        var objects = new[] { new Identity(), new Identity() };
        Distinguished(value => objects[value]);
        Merged(_ => objects[0]);
    }

    [Fact]
    public void Null_and_an_object() => Distinguished(value => value == 0 ? null : new Immutable(0));

    [Fact]
    public void Functions_without_captured_variables()
    {
        Distinguished<Func<uint, uint>>(value => value == 0 ? Zero : One);
        Merged<Func<uint, uint>>(_ => Zero);
    }

    private static uint Zero(uint value) => value * 0;

    private static uint One(uint value) => value + 1;

    /// <summary>The values made from 0 and 1 lead to two local states.</summary>
    private static void Distinguished<T>(Func<uint, T> make) => Assert.Equal(1 + 2 + 2 + 2 + 1, States(make));

    /// <summary>The values made from 0 and 1 lead to one local state.</summary>
    private static void Merged<T>(Func<uint, T> make) => Assert.Equal(1 + 2 + 2 + 1 + 1, States(make));

    private static long States<T>(Func<uint, T> make)
    {
        var model = new Model();
        var x = model.Cell("x");
        var maker = new Maker<T>(make);
        model.Process("p", () => Hold(x, maker));
        return Explore.All(model).Search.States;
    }

    private static async Step Hold<T>(Cell x, Maker<T> maker)
    {
        // The exchange clears the cell: from then on only the local can keep two states apart, until it is told.
        await x.WriteOnce((uint)await CellOperations.Choose(2, "value"));
        var local = maker.Make(await x.Exchange(0));
        await x.ReadOnce();
        Events.Emit(local?.ToString() ?? "null");
    }

    private sealed class Maker<T>(Func<uint, T> make) : IModelObject
    {
        public T Make(uint value) => make(value);
    }

    private readonly record struct Inner(Colour Colour, string Name);

    private readonly record struct Nested(int Number, Inner Inner);

    private sealed record Immutable(uint Value) : IImmutableValue;

    private sealed class Identity : IModelObject;
}
