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
        KernelThread = machine.AddTask("K", TaskKind.KernelThread);
        var design = new V4Design(machine, new V4Options(CookieEncoding.Posted, V4Changes.None));
        (V, W) = (design.Init("v", new Callback()), design.Init("w", new Callback()));
        var registry = new V5Design(machine, V5Callers.MaskAndReturn, counterBits: 48, counterStart: 0, otherTracers: 0);
        (X, Y) = (registry.Init("x", new Callback()), registry.Init("y", new Callback()));
    }

    public TaskStruct A { get; }

    public TaskStruct B { get; }

    public TaskStruct KernelThread { get; }

    /// <summary>A descriptor with a task-work node of its own.</summary>
    public UnwindWork V { get; }

    /// <summary>Another one.</summary>
    public UnwindWork W { get; }

    /// <summary>A descriptor without a task-work node of its own: each task has one for all descriptors.</summary>
    public UnwindWork X { get; }

    /// <summary>Another one.</summary>
    public UnwindWork Y { get; }

    /// <summary>The context of a task in a system call.</summary>
    public KernelContext ContextOf(TaskStruct task) => machine.ContextOf(task, ContextLevel.Task);

    /// <summary>Something that can be held and waited for.</summary>
    public KernelLock Lock(string name) => machine.AddMutex(name);

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

    /// <summary>A request returns: 0 for a callback that is queued, an error with a cookie for one that is pending.</summary>
    public static RequestReturned Told(UnwindWork work, TaskStruct task, int result, ulong cookie) =>
        Told(work, task, result, cookie, result == 0 ? RequestMeaning.Queued : cookie != 0 ? RequestMeaning.Pending : RequestMeaning.Refused);

    /// <summary>A request returns something that has a meaning in its design.</summary>
    public static RequestReturned Told(UnwindWork work, TaskStruct task, int result, ulong cookie, RequestMeaning meaning) =>
        new(work, task, ContextLevel.Task, new RequestResult(result, cookie), meaning);

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
