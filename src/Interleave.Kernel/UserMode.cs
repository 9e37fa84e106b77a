namespace Interleave.Kernel;

/// <summary>What a task does between two system calls, and how it enters the kernel.</summary>
public abstract record UserStatement : IImmutableValue;

/// <summary>Calls a function: pushes a frame.</summary>
public sealed record UserCall : UserStatement;

/// <summary>Returns from a function: pops a frame.</summary>
public sealed record UserReturn : UserStatement;

/// <summary>A system call.</summary>
/// <param name="Body">What the kernel does in it.</param>
/// <param name="DeliversSignal">A signal handler runs when the call returns: it has a frame of its own, which a
/// <see cref="UserReturn"/> pops.</param>
public sealed record Syscall(KernelBlock Body, bool DeliversSignal = false) : UserStatement;

/// <summary>A sequence of things that the kernel does.</summary>
public sealed class KernelBlock(IReadOnlyList<IKernelAction> actions) : IModelObject
{
    /// <summary>The actions in order.</summary>
    public IReadOnlyList<IKernelAction> Actions => actions;

    /// <summary>Runs them. False when one ended the task.</summary>
    public async Step<bool> Run(KernelContext context)
    {
        for (var i = 0; i < actions.Count; i++)
        {
            if (!await actions[i].Run(context))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Something that the kernel does in a system call, in an interrupt or at a tracepoint.</summary>
public interface IKernelAction : IModelObject
{
    /// <summary>Does it. False when the task is gone after it.</summary>
    Step<bool> Run(KernelContext context);
}

/// <summary>A point in a task's program: the statement that comes next and the user stack there.</summary>
/// <param name="Statement">The statement; null at the end.</param>
/// <param name="Depth">The number of frames.</param>
/// <param name="Site">The address of the next instruction.</param>
/// <param name="Stack">What an unwinder would see in a system call made here.</param>
/// <param name="InterruptedStack">What it would see in an interrupt that strikes before the statement.</param>
internal sealed record UserPoint(UserStatement? Statement, int Depth, uint Site, UserTrace Stack, UserTrace InterruptedStack) : IImmutableValue;

/// <summary>A task's user-mode program with the user stack at each point, worked out before exploration.</summary>
public sealed class UserMode : IModelObject
{
    private UserMode(IReadOnlyList<UserPoint> points) => Points = points;

    /// <summary>The points in order; the last one is the end.</summary>
    internal IReadOnlyList<UserPoint> Points { get; }

    /// <summary>Lays a program out.</summary>
    /// <exception cref="ModelException">The stack would under- or overflow, or the program is too long.</exception>
    public static UserMode Of(string task, IReadOnlyList<UserStatement> statements)
    {
        if (statements.Count > 60)
        {
            throw new ModelException($"task '{task}' has {statements.Count} statements; at most 60 have addresses of their own");
        }

        var points = new List<UserPoint>();
        var frames = new Stack<uint>();
        for (var i = 0; i <= statements.Count; i++)
        {
            // Instruction addresses: 0x10 + 2i for the statement, one more for the instruction before it.
            var site = 0x10u + (2 * (uint)i);
            var statement = i < statements.Count ? statements[i] : null;
            points.Add(new UserPoint(statement, frames.Count, site, StackAt(site, frames), StackAt(site + 1, frames)));
            switch (statement)
            {
                case UserCall or Syscall { DeliversSignal: true } when frames.Count + 2 > UserTrace.MaxCount:
                    throw new ModelException($"task '{task}': more than {UserTrace.MaxCount - 1} nested calls; traces hold {UserTrace.MaxCount} entries");
                case UserCall or Syscall { DeliversSignal: true }:
                    frames.Push(site);
                    break;
                case UserReturn when frames.Count == 0:
                    throw new ModelException($"task '{task}': return without a call");
                case UserReturn:
                    frames.Pop();
                    break;
            }
        }

        return new UserMode(points);
    }

    private static UserTrace StackAt(uint site, Stack<uint> frames) =>
        frames.Aggregate(default(UserTrace).Add(site), (trace, address) => trace.Add(address));
}
