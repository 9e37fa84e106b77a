using Interleave.Replay;
using UnwindCheck.Timelines;
using Viewer.Tests.Support;

namespace Viewer.Tests.Formats;

/// <summary>Lanes and the blocks on them.</summary>
public sealed class TimelineTests
{
    public static TheoryData<string, string, string> All => new()
    {
        { "v4", "irq-and-syscall", "contract-pending" },
        { "v4", "shared-descriptor", "terminates" },
        { "v4", "busy-machine", "pending-stuck" },
        { "v4", "migration", "callback-spurious" },
        { "v4", "nested-nmis", "no-warning" },
        { "v4", "cancel-remote", "cancel-promise" },
        { "v4-ilog", "three-cpus", "cookie-unique" },
        { "v4-repaired", "late-window", "callback-stack" },
    };

    /// <summary>Each step lies in blocks of its lane, the innermost of them of the process whose step it is; blocks of a lane
    /// nest, and none overlaps another of its depth.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Blocks_nest_and_hold_the_steps(string design, string scenario, string invariant)
    {
        var trace = Traces.Of(design, scenario, invariant);
        var timeline = TimelineBuilder.Of(trace.Model, trace.Steps);
        for (var i = 0; i < trace.Steps.Count; i++)
        {
            var around = timeline.Blocks.Where(block => block.Lane == timeline.LaneOfStep[i] && block.Start <= i && i <= block.End).OrderBy(block => block.Depth).ToList();
            Assert.Equal(Enumerable.Range(0, around.Count), around.Select(block => block.Depth));
            var processes = around.Where(block => block.Kind is not (BlockKind.Kernel or BlockKind.Work or BlockKind.Call)).ToList();
            Assert.NotEmpty(processes);
            Assert.Contains(trace.Steps[i].Process.Name, processes.Select(block => block.Label));
        }

        Assert.All(timeline.Blocks.Where(block => block.Depth > 0), block =>
            Assert.Single(timeline.Blocks, outer => outer.Lane == block.Lane && outer.Depth == block.Depth - 1 && outer.Start <= block.Start && block.End <= outer.End));
    }

    [Fact]
    public void An_interrupt_in_user_mode_is_a_block_of_the_task_that_takes_it()
    {
        // The simplest traces have no such interrupt: here it strikes as soon as it may.
        var model = Traces.Of("v4", "irq-in-user-mode", "contract-queued").Model;
        var execution = new Interpreter(model);
        var steps = new List<TraceStep>();
        while (execution.Moves().Where(move => execution.NameOf(move.Process) == "A").ToList() is { Count: > 0 } moves)
        {
            steps.Add(execution.Apply(moves[^1]));
        }

        var blocks = TimelineBuilder.Of(model, steps).Blocks;
        var interrupt = Assert.Single(blocks, block => block.Kind == BlockKind.Irq);
        Assert.Equal("tick", interrupt.Label);
        Assert.Contains(blocks, block => block.Kind == BlockKind.Call && block.Depth == interrupt.Depth + 1 && block.Start >= interrupt.Start && block.End <= interrupt.End);
    }

    [Fact]
    public void A_task_that_migrates_is_on_one_lane_after_the_other()
    {
        var blocks = Blocks("v4", "migration", "callback-spurious").Where(block => block.Kind == BlockKind.Task).ToList();
        Assert.All(blocks, block => Assert.DoesNotContain(blocks, other => other != block && other.Label == block.Label && other.Start <= block.End && block.Start <= other.End));
    }

    [Fact]
    public void Who_acts_from_elsewhere_has_a_lane()
    {
        var trace = Traces.Of("v4", "cancel-remote", "pending-stuck");
        Assert.Equal([("cpu0", true), ("closer", false)], TimelineBuilder.Of(trace.Model, trace.Steps).Lanes.Select(lane => (lane.Name, lane.IsCpu)));
    }

    [Fact]
    public void Variables_are_sorted_by_their_owners()
    {
        var groups = new StateGroups(Traces.Of("v4", "cancel-remote", "pending-stuck").Model).Groups;
        Assert.Equal("Task A", groups[0].Title);
        Assert.Contains("Descriptor w[A]", groups.Select(group => group.Title));
        Assert.Contains("cpu0", groups.Select(group => group.Title));
        Assert.All(groups.SelectMany(group => group.Variables), variable => Assert.DoesNotMatch("^(active)?$", variable.Label));
        Assert.Contains("cookie", groups[0].Variables.Select(variable => variable.Label));
    }

    private static IReadOnlyList<Block> Blocks(string design, string scenario, string invariant)
    {
        var trace = Traces.Of(design, scenario, invariant);
        return TimelineBuilder.Of(trace.Model, trace.Steps).Blocks;
    }
}
