using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>The inline functions that <c>include/linux/unwind_deferred.h</c> of the same patch has for a kernel without
/// <c>CONFIG_UNWIND_USER</c>.</summary>
public sealed class V4Stub(Machine machine, V4Changes changes) : UnwindDesign
{
    private const int Enosys = -38;

    private readonly bool matching = changes.HasFlag(V4Changes.MatchingStubs);

    /// <inheritdoc/>
    public override UnwindWork Init(string name, IUnwindCallback callback) => new(machine, name, callback, _ => new Nothing());

    /// <inheritdoc/>
    public override async Step<RequestResult> Request(KernelContext context, UnwindWork work)
    {
        // A step, so that calling the stub is seen in a trace: it reads nothing that matters.
        await context.Current.Mm.Read();
        if (!matching)
        {
            Events.Emit(new DeclarationMismatch(
                "unwind_deferred_request(struct task_struct *task, struct unwind_work *work, u64 *cookie)",
                "unwind_deferred_request(work, &cookie)"));
        }

        return new RequestResult(Enosys, 0, CookieWritten: matching);
    }

    /// <inheritdoc/>
    public override async Step<bool> Cancel(KernelContext context, TaskStruct task, UnwindWork work) => false;

    /// <inheritdoc/>
    public override Step EnterFromUserMode(KernelContext context) => Step.Done;

    /// <inheritdoc/>
    public override Step ExitToUserMode(KernelContext context) => Step.Done;

    /// <inheritdoc/>
    public override Step CopyProcess(KernelContext parent, TaskStruct child) => Step.Done;

    /// <inheritdoc/>
    public override Step FreeTask(TaskStruct task) => Step.Done;

    private sealed class Nothing : ITaskWorkFunction
    {
        public Step Run(KernelContext context) => Step.Done;
    }
}
