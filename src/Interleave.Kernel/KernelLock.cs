namespace Interleave.Kernel;

/// <summary>Something that is held and waited for, as lockdep sees it.</summary>
public abstract class KernelLock : IModelObject
{
    private protected KernelLock(string name) => Name = name;

    /// <summary>The name shown in traces.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Somebody is about to take a lock, or to wait for those who hold it.</summary>
public sealed record LockWanted(KernelLock Lock, KernelContext Context);

/// <summary>Somebody holds a lock from now on.</summary>
public sealed record LockTaken(KernelLock Lock, KernelContext Context);

/// <summary>Somebody has given a lock back.</summary>
public sealed record LockDropped(KernelLock Lock, KernelContext Context);
