using UnwindCheck.Stitching;

namespace UnwindCheck.Fuzzing;

/// <summary>
/// Records of a system with a few threads, made of numbers, and what is true of them. A thread enters the kernel, is
/// sampled any number of times, is unwound any number of times with the cookie of that entry, and ends some time; its numbers
/// are given to another one. Any sample or stack may be lost, but what is written is right: no cookie is used twice in a
/// thread.
/// </summary>
internal sealed class RecordedSession
{
    private const int Threads = 3;
    private const int Cpus = 2;

    private readonly List<TraceRecord>[] buffers = [[], []];
    private readonly Thread[] threads = [new Thread(1, 1), new Thread(1, 2), new Thread(2, 3)];
    private readonly HashSet<ulong> unwound = [];
    private ulong time;
    private ulong contexts;
    private bool losesNext;

    private RecordedSession()
    {
    }

    /// <summary>The records of each CPU's buffer in their order.</summary>
    public IReadOnlyList<IReadOnlyList<TraceRecord>> Buffers => buffers;

    /// <summary>The contexts with a stack that was not lost. A sample and a stack have the number of their context in the
    /// place of addresses.</summary>
    public IReadOnlySet<ulong> Unwound => unwound;

    /// <summary>The session of a sequence of numbers.</summary>
    public static RecordedSession Decode(IEnumerable<int> numbers)
    {
        var session = new RecordedSession();
        foreach (var number in numbers)
        {
            session.Add(new Gene(number));
        }

        return session;
    }

    private void Add(Gene gene)
    {
        var what = gene.Take(8);
        var cpu = gene.Take(Cpus);
        var thread = threads[gene.Take(Threads)];
        switch (what)
        {
            case 0 or 1:
                EnterUnlessInside(thread);
                Write(cpu, new SampleRecord(time, cpu, thread.Pid, thread.Tid, thread.Cookie, AddressList.Of([thread.Context])));
                break;
            case 2 or 3 when thread.Context != 0:
                if (Write(cpu, new DeferredCallchainRecord(time, cpu, thread.Pid, thread.Tid, thread.Cookie, AddressList.Of([thread.Context]))))
                {
                    unwound.Add(thread.Context);
                }

                break;
            case 4:
                thread.Context = 0;
                break;
            case 5:
                losesNext = true;
                break;
            case 6:
                Write(cpu, new SampleRecord(time, cpu, thread.Pid, thread.Tid, null, AddressList.Empty));
                break;
            case 7:
                thread.Context = 0;
                Write(cpu, new ExitRecord(time, cpu, thread.Pid, thread.Tid), canBeLost: false);
                thread.Pid = 1 + gene.Take(2);
                if (gene.Take(2) == 0)
                {
                    Write(cpu, new ForkRecord(time, cpu, thread.Pid, thread.Tid), canBeLost: false);
                }

                break;
        }
    }

    private void EnterUnlessInside(Thread thread)
    {
        if (thread.Context == 0)
        {
            thread.Context = ++contexts;
            thread.Cookie++;
        }
    }

    private bool Write(int cpu, TraceRecord record, bool canBeLost = true)
    {
        time++;
        if (canBeLost && losesNext)
        {
            losesNext = false;
            buffers[cpu].Add(new LostRecord(time, cpu, 1));
            return false;
        }

        buffers[cpu].Add(record with { Time = time });
        return true;
    }

    private sealed class Thread(int pid, int tid)
    {
        public int Pid { get; set; } = pid;

        public int Tid => tid;

        /// <summary>The number of its entry context; 0 in user mode.</summary>
        public ulong Context { get; set; }

        public ulong Cookie { get; set; }
    }
}
