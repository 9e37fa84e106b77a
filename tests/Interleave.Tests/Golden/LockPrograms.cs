namespace Interleave.Tests.Golden;

/// <summary>Programs of the literature whose threads meet at locks.</summary>
internal static class LockPrograms
{
    /// <summary>Threads that each increment a variable under one lock.</summary>
    public static Model LockedIncrements(int count)
    {
        var model = new Model();
        var (mutex, x) = (model.Cell("mutex"), model.Cell("x"));
        for (var i = 0; i < count; i++)
        {
            model.Process($"p{i}", () => Increment(mutex, x));
        }

        return model;
    }

    /// <summary>Threads that each add their part to a sum under one lock.</summary>
    public static Model Sum(int count)
    {
        var model = new Model();
        var mutex = model.Cell("mutex");
        for (var i = 0; i < count; i++)
        {
            model.Process($"p{i}", () => LockAndUnlock(mutex));
        }

        return model;
    }

    /// <summary>Pairs of threads with a lock each; one thread of each pair also takes a lock that all of those share.</summary>
    public static Model Mpat(int count)
    {
        var model = new Model();
        var shared = model.Cell("mi");
        for (var i = 0; i < count; i++)
        {
            var own = model.Cell($"ma{i}");
            model.Process($"w{i}", () => LockAndUnlock(own));
            model.Process($"r{i}", () => LockBoth(shared, own));
        }

        return model;
    }

    /// <summary>The file system of the source-sets paper: threads allocate a block for an inode; 32 inodes, 26 blocks.</summary>
    public static Model FileSystem(int count)
    {
        const int Inodes = 32;
        const int Blocks = 26;
        var model = new Model();
        var disk = new Disk(
            [.. Enumerable.Range(0, Inodes).Select(i => model.Cell($"locki{i}"))],
            [.. Enumerable.Range(0, Inodes).Select(i => model.Cell($"inode{i}"))],
            [.. Enumerable.Range(0, Blocks).Select(i => model.Cell($"lockb{i}"))],
            [.. Enumerable.Range(0, Blocks).Select(i => model.Cell($"busy{i}"))]);
        for (var i = 0; i < count; i++)
        {
            var inode = i % Inodes;
            model.Process($"p{i}", () => Allocate(disk, inode));
        }

        return model;
    }

    private static async Step Increment(Cell mutex, Cell x)
    {
        await mutex.Acquire();
        await x.WriteOnce(await x.ReadOnce() + 1);
        await mutex.WriteOnce(0);
    }

    private static async Step LockAndUnlock(Cell mutex)
    {
        await mutex.Acquire();
        await mutex.WriteOnce(0);
    }

    private static async Step LockBoth(Cell first, Cell second)
    {
        await LockAndUnlock(first);
        await LockAndUnlock(second);
    }

    private static async Step Allocate(Disk disk, int inode)
    {
        await disk.InodeLocks[inode].Acquire();
        if (await disk.Inodes[inode].ReadOnce() == 0)
        {
            var block = inode * 2 % disk.Busy.Length;
            while (true)
            {
                await disk.BlockLocks[block].Acquire();
                if (await disk.Busy[block].ReadOnce() == 0)
                {
                    await disk.Busy[block].WriteOnce(1);
                    await disk.Inodes[inode].WriteOnce((uint)block + 1);
                    await disk.BlockLocks[block].WriteOnce(0);
                    break;
                }

                await disk.BlockLocks[block].WriteOnce(0);
                block = (block + 1) % disk.Busy.Length;
            }
        }

        await disk.InodeLocks[inode].WriteOnce(0);
    }

    private sealed class Disk(Cell[] inodeLocks, Cell[] inodes, Cell[] blockLocks, Cell[] busy) : IModelObject
    {
        public Cell[] InodeLocks => inodeLocks;

        public Cell[] Inodes => inodes;

        public Cell[] BlockLocks => blockLocks;

        public Cell[] Busy => busy;
    }
}
