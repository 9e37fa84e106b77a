using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>What identifies an entry context: made by the first request in it, handed to its callbacks, and forgotten on
/// the way back to user mode.</summary>
internal interface IContextId : IModelObject
{
    /// <summary>The identifier of the context of <c>current</c>, made if there is none yet; interrupts are off.</summary>
    Step<ulong> Get(KernelContext context);

    /// <summary>The identifier that callbacks in a task are handed.</summary>
    Step<ulong> Read(TaskStruct task);

    /// <summary>Forgets it.</summary>
    Step Reset(TaskStruct task);
}
