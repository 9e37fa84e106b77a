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
    public override UnwindWork Init(string name, IUnwindCallback callback, bool registered = true) => new StubWork(machine, name, callback);

    /// <inheritdoc/>
    public override bool CancelsTaskByTask => true;

    /// <inheritdoc/>
    public override bool ServesRequests => false;

    /// <inheritdoc/>
    public override async Step<bool> Register(KernelContext context, UnwindWork work) => true;

    /// <inheritdoc/>
    public override RequestMeaning MeaningOf(RequestResult result) => result.Return < 0 ? RequestMeaning.Refused : RequestMeaning.Undocumented;

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

    private sealed class StubWork(Machine machine, string name, IUnwindCallback callback) : UnwindWork(machine, name, callback);
}
