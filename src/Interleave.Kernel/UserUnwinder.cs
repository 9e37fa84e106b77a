namespace Interleave.Kernel;

/// <summary><c>unwind_user()</c>: walks the frame pointers of <c>current</c>'s user stack.</summary>
/// <remarks>Source: kernel/unwind/user.c as posted in the same series (v4 27/39), frame pointers only.
/// Simplified: the registers are read when the walk begins and the words of a frame one by one, as there; the
/// entries are kept in the walker's locals and stored into the caller's buffer at the end in one step. Nobody else
/// can see the buffer before the walk ends, since it belongs to the task that walks.</remarks>
public static class UserUnwinder
{
    /// <summary>UNWIND_MAX_ENTRIES.</summary>
    public const int MaxEntries = 512;

    /// <summary>Walks the user stack of any task without faulting: what is not present ends the walk. Nothing keeps the
    /// task from running meanwhile.</summary>
    /// <remarks>The warning is the model's: the kernel would read the address space that the CPU has borrowed, somebody else's.</remarks>
    public static async Step<UserTrace> UnwindWithoutFaults(TaskStruct task, Machine machine)
    {
        KernelContext.WarnOn(await task.Mm.Read() == 0, "user memory is read of a task that has no address space");
        var user = task.User;
        var trace = default(UserTrace).Add(await user.InstructionPointer.Read());
        var frame = await user.FramePointer.Read();
        while (frame != 0 && trace.Count < MaxEntries)
        {
            if (!await machine.IsPresent())
            {
                return trace with { Truncated = true };
            }

            trace = trace.Add(await user.ReturnAddress(frame).Read());
            var caller = await user.SavedFramePointer(frame).Read();
            if (caller >= frame)
            {
                break;
            }

            frame = caller;
        }

        return trace;
    }

    /// <summary>Walks. May fault, sleep and go on elsewhere.</summary>
    public static async Step<UserTrace> UnwindUser(KernelContext context)
    {
        var user = context.Current.User;
        var machine = context.Machine;
        await Machine.MightFault(context);

        // for_each_user_frame(&state) { entries[nr++] = state.ip; if (nr >= max_entries) break; }
        var trace = default(UserTrace).Add(await user.InstructionPointer.Read());
        var frame = await user.FramePointer.Read();
        while (frame != 0 && trace.Count < MaxEntries)
        {
            // unwind_user_next(): cfa = fp + 16; get_user(ra, cfa - 8); get_user(fp, cfa - 16).
            if (!await machine.GetUser(context))
            {
                return trace with { Truncated = true };
            }

            var returnAddress = await user.ReturnAddress(frame).Read();
            if (!await machine.GetUser(context))
            {
                return trace with { Truncated = true };
            }

            var caller = await user.SavedFramePointer(frame).Read();
            trace = trace.Add(returnAddress);
            if (caller >= frame)
            {
                // The stack must grow towards its base, or a broken chain would be walked for ever.
                break;
            }

            frame = caller;
        }

        return trace;
    }
}
