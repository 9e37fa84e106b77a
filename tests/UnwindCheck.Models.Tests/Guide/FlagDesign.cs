using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Tests.Guide;

/// <summary>A flag for each tracer in each task, and one task work.</summary>
public sealed class FlagDesign : UnwindDesign
{
    private readonly Machine machine;
    private readonly Cell counter;
    private readonly Dictionary<TaskStruct, TaskInfo> infos;

    public FlagDesign(Machine machine)
    {
        this.machine = machine;
        counter = machine.Model.Cell("counter");
        infos = machine.Tasks.ToDictionary(task => task, task => new TaskInfo(machine, task, this));
    }

    public override UnwindWork Init(string name, IUnwindCallback callback, bool registered = true)
    {
        var work = new FlagWork(machine, name, callback, infos[machine.Tasks[0]].Works.Count);
        foreach (var (task, info) in infos)
        {
            info.Works.Add(work);
            info.Flags.Add(machine.Model.Cell($"{task}.asked by {name}"));
        }

        return work;
    }

    public override async Step<bool> Register(KernelContext context, UnwindWork work) => true;

    public override async Step<RequestResult> Request(KernelContext context, UnwindWork work)
    {
        if (context.InNmi)
        {
            return new RequestResult(-22, 0);
        }

        var info = infos[context.Current];
        var flags = await context.IrqSave();
        var cookie = await info.Cookie.Read();
        if (cookie == 0)
        {
            cookie = await counter.FetchAdd(1) + 1;
            await info.Cookie.Write(cookie);
            Events.Emit(new CookieAssigned(context.Current, cookie));
        }

        var asked = await info.Flags[((FlagWork)work).Number].Exchange(1) != 0;
        if (!asked && await info.Pending.Exchange(1) == 0)
        {
            await TaskWork.Add(context.Current, info.Head);
        }

        await context.IrqRestore(flags);
        return new RequestResult(asked ? 1 : 0, cookie);
    }

    public override async Step<bool> Cancel(KernelContext context, TaskStruct task, UnwindWork work) =>
        await infos[task].Flags[((FlagWork)work).Number].Exchange(0) != 0;

    public override bool CallsAgain => true;

    public override RequestMeaning MeaningOf(RequestResult result) =>
        result.Return switch { 0 => RequestMeaning.Queued, 1 => RequestMeaning.Pending, _ => RequestMeaning.Refused };

    public override async Step ExitToUserMode(KernelContext context) => await infos[context.Current].Cookie.Write(0);

    private async Step Run(KernelContext context)
    {
        var info = infos[context.Current];
        await info.Pending.WriteOnce(0);
        var stack = await UserUnwinder.UnwindUser(context);
        await info.Entries.Write(stack.Packed);
        var cookie = await info.Cookie.Read();
        for (var i = 0; i < info.Works.Count; i++)
        {
            if (await info.Flags[i].Exchange(0) != 0)
            {
                await Call(context, info.Works[i], new UnwindStackTrace(true, info.Entries, stack.Count, stack.Truncated), cookie);
            }
        }
    }

    private sealed class FlagWork(Machine machine, string name, IUnwindCallback callback, int number) : UnwindWork(machine, name, callback)
    {
        public int Number => number;
    }

    private sealed class TaskInfo : ITaskWorkFunction
    {
        private readonly FlagDesign design;

        public TaskInfo(Machine machine, TaskStruct task, FlagDesign design)
        {
            this.design = design;
            Head = machine.AddHead(task.Name + ".unwind", this, null);
            Cookie = machine.Model.Cell(task.Name + ".cookie");
            Pending = machine.Model.Cell(task.Name + ".pending");
            Entries = machine.Model.Cell64(task.Name + ".entries[]");
        }

        public CallbackHead Head { get; }

        public Cell Cookie { get; }

        public Cell Pending { get; }

        public Cell64 Entries { get; }

        public List<UnwindWork> Works { get; } = [];

        public List<Cell> Flags { get; } = [];

        public Step Run(KernelContext context) => design.Run(context);
    }
}
