using System.Text.Json;
using UnwindCheck.Exports;
using Viewer.Tests.Support;

namespace Viewer.Tests.Formats;

/// <summary>The rules of the Trace Event Format ("Trace Event Format", Google, the document that Perfetto and Chrome refer
/// to), as far as these files use it.</summary>
public sealed class PerfettoTests
{
    [Theory]
    [MemberData(nameof(TimelineTests.All), MemberType = typeof(TimelineTests))]
    public void Events_follow_the_rules_of_the_format(string design, string scenario, string invariant)
    {
        var trace = Traces.Of(design, scenario, invariant);
        using var document = JsonDocument.Parse(PerfettoJson.Of(trace));
        Assert.Matches("^(ms|ns)$", document.RootElement.GetProperty("displayTimeUnit").GetString());
        var events = document.RootElement.GetProperty("traceEvents").EnumerateArray().ToList();
        Assert.All(events, CheckMembers);

        var slices = events.Where(entry => Phase(entry) == "X").ToList();
        Assert.All(slices.GroupBy(Thread), CheckNesting);
        Assert.Equal(trace.Steps.Count, slices.Count(slice => slice.GetProperty("cat").GetString() == "step"));

        var named = events.Where(entry => Phase(entry) == "M" && entry.GetProperty("name").GetString() == "thread_name").Select(Thread).ToList();
        Assert.Equal(named.Distinct(), named);
        Assert.Subset(named.ToHashSet(), slices.Select(Thread).ToHashSet());
        Assert.Equal(trace.Steps.Sum(step => step.Events.Count) + 1, events.Count(entry => Phase(entry) == "i"));
    }

    [Fact]
    public void CPUs_are_threads()
    {
        using var document = JsonDocument.Parse(PerfettoJson.Of(Traces.TwoCpus));
        var names = document.RootElement.GetProperty("traceEvents").EnumerateArray()
            .Where(entry => entry.GetProperty("name").GetString() == "thread_name")
            .Select(entry => entry.GetProperty("args").GetProperty("name").GetString());
        Assert.Equal(["cpu0", "cpu1"], names);
    }

    private static void CheckMembers(JsonElement entry)
    {
        // Every event has a name, a phase, a process and a thread; all but metadata have a time in microseconds.
        Assert.NotEqual("", entry.GetProperty("name").GetString());
        Assert.Equal(1, entry.GetProperty("pid").GetInt32());
        Assert.True(Thread(entry) >= 0);
        Assert.True(entry.GetProperty("ts").GetInt64() >= 0);
        switch (Phase(entry))
        {
            case "X":
                Assert.True(entry.GetProperty("dur").GetInt64() > 0);
                break;
            case "i":
                Assert.Matches("^[gpt]$", entry.GetProperty("s").GetString());
                break;
            case "M":
                var argument = entry.GetProperty("args").EnumerateObject().Single();
                Assert.Matches("^(process_name name String|thread_name name String|thread_sort_index sort_index Number)$", $"{entry.GetProperty("name").GetString()} {argument.Name} {argument.Value.ValueKind}");
                break;
            default:
                Assert.Fail($"phase {Phase(entry)}");
                break;
        }
    }

    /// <summary>Slices of a thread nest: one that begins in another ends in it, and comes after it in the file.</summary>
    private static void CheckNesting(IEnumerable<JsonElement> slices)
    {
        var open = new Stack<long>();
        var now = 0L;
        foreach (var slice in slices)
        {
            var (start, end) = (slice.GetProperty("ts").GetInt64(), slice.GetProperty("ts").GetInt64() + slice.GetProperty("dur").GetInt64());
            Assert.True(start >= now, "slices are in the order of their beginnings");
            now = start;
            while (open.Count > 0 && open.Peek() <= start)
            {
                open.Pop();
            }

            Assert.True(open.Count == 0 || end <= open.Peek(), "a slice ends after the one that it is in");
            open.Push(end);
        }
    }

    private static string Phase(JsonElement entry) => entry.GetProperty("ph").GetString()!;

    private static int Thread(JsonElement entry) => entry.GetProperty("tid").GetInt32();
}
