using Interleave;
using Interleave.Kernel;
using Interleave.Replay;
using UnwindCheck.Models.Designs;
using Monitor = Interleave.Monitor;

namespace UnwindCheck.Models.Tests.Support;

/// <summary>Lets a monitor see a sequence of events, in the search and in the interpreter.</summary>
internal sealed class Script
{
    private readonly Machine machine;

    public Script()
    {
        machine = new Machine(new Model(), Architecture.X8664, cpuCount: 1, new Budgets());
        (A, B) = (machine.AddTask("A"), machine.AddTask("B"));
        var design = new V4Design(machine, new V4Options(CookieEncoding.Posted, V4Changes.None));
        (V, W) = (design.Init("v", new Callback()), design.Init("w", new Callback()));
    }

    public TaskStruct A { get; }

    public TaskStruct B { get; }

    public UnwindWork V { get; }

    public UnwindWork W { get; }

    /// <summary>The number, from 1, of the event that violates the monitor's invariant; one more than there are events
    /// when the end does; null when the invariant holds.</summary>
    public int? ViolatedBy(Monitor monitor, params object[] events)
    {
        var model = machine.Model;
        model.Watch(monitor);
        model.Process("script", () => Play(new EventList(events)));
        var result = Explore.All(model);
        Assert.True(result.Search.Complete);
        if (result.Holds)
        {
            return null;
        }

        Assert.Equal([monitor.Invariant], result.Search.Violated);
        var steps = Replayer.Run(model, Schedule.Of(model, result.Witnesses[monitor.Invariant].Moves), out var end);
        var reasons = steps[^1].Violations;
        Assert.NotEmpty(reasons.Count > 0 ? reasons[0].Reason : Assert.Single(end.AtEnd()).Reason);
        return reasons.Count > 0 ? steps.Count : steps.Count + 1;
    }

    /// <summary>A task enters the kernel with a stack of one address.</summary>
    public static KernelEntered Enter(TaskStruct task, uint address = 0x10) => new(task, default(UserTrace).Add(address));

    /// <summary>A request begins.</summary>
    public static RequestStarted Asks(UnwindWork work, TaskStruct task, ContextLevel level = ContextLevel.Task) => new(work, task, level);

    /// <summary>A request returns.</summary>
    public static RequestReturned Told(UnwindWork work, TaskStruct task, int result, ulong cookie, ContextLevel level = ContextLevel.Task) =>
        new(work, task, level, new RequestResult(result, cookie));

    /// <summary>A callback with a stack of one address.</summary>
    public static CallbackSawStack Sees(UnwindWork work, TaskStruct task, ulong cookie, uint address = 0x10) => new(work, task, cookie, default(UserTrace).Add(address));

    private static async Step Play(EventList events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            await CellOperations.Pass("next event");
            Events.Emit(events[i]);
        }
    }

    private sealed class EventList(object[] events) : IModelObject
    {
        public int Count => events.Length;

        public object this[int index] => events[index];
    }

    private sealed class Callback : IUnwindCallback
    {
        public Step Call(KernelContext context, UnwindWork work, UnwindStackTrace trace, ulong cookie) => Step.Done;
    }
}
