using System.Runtime.CompilerServices;

namespace Interleave.Tests.Errors;

/// <summary>A local that cannot be copied and compared is refused when first met: the message names the method, the
/// local, its type and what to do instead.</summary>
public sealed class SnapshotErrorTests
{
    [Fact]
    public void A_list() => Refused(HoldList, "SnapshotErrorTests.HoldList", "local 'list'", "List<Int32>", "use cells");

    [Fact]
    public void An_array() => Refused(HoldArray, "SnapshotErrorTests.HoldArray", "local 'array'", "Int32[]", "use cells");

    [Fact]
    public void A_dictionary_as_a_parameter() =>
        Refused(x => HoldParameter(x, []), "SnapshotErrorTests.HoldParameter", "parameter 'map'", "Dictionary<String, Int32>", "use cells");

    [Fact]
    public void An_enumerator_of_a_foreach_loop() => Refused(x => Loop(x, [1, 2]), "SnapshotErrorTests.Loop", "temporary", "IImmutableValue");

    [Fact]
    public void An_object_that_can_change() =>
        Refused(HoldMutable, "SnapshotErrorTests.HoldMutable", "local 'box'", "StrongBox<Int32>", "IModelObject");

    [Fact]
    public void A_list_within_a_struct() => Refused(HoldTuple, "SnapshotErrorTests.HoldTuple", "local 'pair'", "List<Int32>", "use cells");

    [Fact]
    public void An_array_behind_an_interface() =>
        Refused(x => HoldInterface(x, [1]), "SnapshotErrorTests.HoldInterface", "parameter 'items'", "use cells");

    [Fact]
    public void A_lambda_that_captures() =>
        Refused(HoldLambda, "SnapshotErrorTests", "captures variables", "IModelObject");

    [Fact]
    public void A_variable_shared_with_a_lambda() =>
        Refused(ShareWithLambda, "SnapshotErrorTests.ShareWithLambda", "shared with a lambda", "parameter");

    [Fact]
    public void An_object_whose_process_is_one_of_its_methods()
    {
        var owner = new NotAModelObject();
        Refused(owner.Body, "NotAModelObject.Body", "'this'", nameof(NotAModelObject), "IModelObject");
    }

    [Fact]
    public void An_exception_with_fields_of_its_own() =>
        Refused(HoldException, "SnapshotErrorTests.HoldException", "local 'exception'", nameof(CountingException));

    [Fact]
    public void An_inline_array() => Refused(HoldInlineArray, "SnapshotErrorTests.HoldInlineArray", "local 'buffer'", nameof(Buffer));

    [Fact]
    public void A_local_in_a_caller() => Refused(CallWithList, "SnapshotErrorTests.CallWithList", "local 'list'");

    [Fact]
    public void A_local_that_is_met_only_after_some_steps() => Refused(HoldListLate, "SnapshotErrorTests.HoldListLate", "local 'list'");

    [Fact]
    public void A_local_of_a_handler()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Handler("h", () => HoldListLate(x), model.Processor("cpu"), 1, model.Cell("budget", 1), maskable: true);
        Assert.Contains("local 'list'", Assert.Throws<ModelException>(() => Explore.All(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_local_that_is_not_used_again_is_not_refused() => Assert.True(Explored(UseListBefore).Holds);

    private static void Refused(Func<Cell, Step> body, params string[] parts)
    {
        var message = Assert.Throws<ModelException>(() => Explored(body)).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private static ExplorationResult Explored(Func<Cell, Step> body)
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("p", () => body(x));
        return Explore.All(model);
    }

    private static async Step HoldList(Cell x)
    {
        var list = new List<int> { 1 };
        await x.ReadOnce();
        list.Add(2);
    }

    private static async Step HoldListLate(Cell x)
    {
        await x.ReadOnce();
        var list = new List<int> { 1 };
        await x.ReadOnce();
        list.Add(2);
    }

    private static async Step UseListBefore(Cell x)
    {
        var list = new List<int> { 1 };
        await x.WriteOnce((uint)list.Count);
    }

    private static async Step HoldArray(Cell x)
    {
        var array = new int[2];
        array[await x.ReadOnce()] = 1;
        await x.WriteOnce((uint)array[0]);
    }

    private static async Step HoldParameter(Cell x, Dictionary<string, int> map)
    {
        await x.ReadOnce();
        map["x"] = 1;
    }

    private static async Step Loop(Cell x, IEnumerable<uint> values)
    {
        foreach (var value in values)
        {
            await x.WriteOnce(value);
        }
    }

    private static async Step HoldMutable(Cell x)
    {
        var box = new StrongBox<int>(1);
        await x.ReadOnce();
        box.Value++;
    }

    private static async Step HoldTuple(Cell x)
    {
        var pair = (Number: 1, List: new List<int>());
        await x.ReadOnce();
        pair.List.Add(pair.Number);
    }

    private static async Step HoldInterface(Cell x, IReadOnlyList<int> items)
    {
        await x.ReadOnce();
        await x.WriteOnce((uint)items[0]);
    }

    private static Step HoldLambda(Cell x)
    {
        var captured = 1u;
        return Call(x, () => captured++);
    }

    private static async Step Call(Cell x, Func<uint> function)
    {
        await x.ReadOnce();
        await x.WriteOnce(function());
    }

    private static async Step ShareWithLambda(Cell x)
    {
        var captured = 1u;
        var increment = () => captured++;
        increment();
        await x.ReadOnce();
        await x.WriteOnce(captured);
    }

    private static async Step HoldException(Cell x)
    {
        var exception = new CountingException();
        await x.ReadOnce();
        exception.Count++;
    }

    private static async Step HoldInlineArray(Cell x)
    {
        var buffer = default(Buffer);
        buffer[1] = await x.ReadOnce();
        await x.ReadOnce();
        await x.WriteOnce(buffer[1]);
    }

    private static async Step CallWithList(Cell x)
    {
        var list = new List<int>();
        await Inner(x);
        list.Add(1);
    }

    private static async Step Inner(Cell x) => await x.ReadOnce();

    [InlineArray(4)]
    private struct Buffer
    {
        private uint first;
    }

    private sealed class CountingException : Exception
    {
        public int Count { get; set; }
    }

    private sealed class NotAModelObject
    {
        private int count;

        public async Step Body(Cell x)
        {
            await x.ReadOnce();
            count++;
        }
    }
}
