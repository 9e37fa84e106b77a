using System.Text;

namespace Interleave.Tests.Generated;

/// <summary>A generated program: what the engine and the brute-force enumeration both run.</summary>
internal sealed record ProgramSpec(ulong Seed, int Processors, uint[] Budgets, IReadOnlyList<ContextSpec> Contexts)
{
    /// <summary>What masks each processor before the first step.</summary>
    public IReadOnlyList<uint> Masks { get; init; } = [0, 0];

    /// <summary>Whether some thread may be placed on a processor. One that begins there need not be such a thread.</summary>
    public bool MayHaveThreads(int processor) =>
        Contexts.Any(context => context.Kind == ContextKind.Thread && (context.Allowed >> processor & 1) != 0);

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"seed {Seed}, {Processors} processors, budgets {Budgets[0]} {Budgets[1]}, masks {Masks[0]} {Masks[1]}").AppendLine();
        foreach (var context in Contexts)
        {
            text.Append(context.Header).AppendLine();
            SourcePrinter.AppendBlock(text, context.Body, 1);
        }

        return text.ToString();
    }
}

internal enum ContextKind
{
    Free,
    Pinned,
    Thread,
    Handler,
    ThreadHandler,
}

/// <summary>One sequential context of a generated program.</summary>
internal sealed record ContextSpec(string Name, ContextKind Kind, Block Body)
{
    /// <summary>The processor of a pinned process or a handler; where a thread is placed first, or -1.</summary>
    public int Processor { get; init; } = -1;

    /// <summary>The index of the thread that a thread handler runs on top of.</summary>
    public int Thread { get; init; } = -1;

    public int Level { get; init; }

    public bool Maskable { get; init; }

    /// <summary>For a handler that is not maskable: the least value of the mask that masks it all the same.</summary>
    public uint MaskedFrom { get; init; } = uint.MaxValue;

    public bool Urgent { get; init; }

    public bool MustStrike { get; init; }

    public int Budget { get; init; } = Words.Budget0;

    /// <summary>Bit p: the thread may be placed on processor p.</summary>
    public uint Allowed { get; init; }

    public bool Runnable { get; init; }

    public bool IsHandler => Kind is ContextKind.Handler or ContextKind.ThreadHandler;

    public string Header => Kind switch
    {
        ContextKind.Free => $"free {Name}",
        ContextKind.Pinned => $"pinned {Name} on {Processor}",
        ContextKind.Thread => $"thread {Name} initially on {Processor}, allowed {Allowed}, runnable {Runnable}",
        ContextKind.Handler => $"handler {Name} on {Processor}, level {Level}, budget {Words.Names[Budget]}{(Maskable ? ", maskable" : MaskedFrom != uint.MaxValue ? $", masked from {MaskedFrom}" : "")}{(MustStrike ? ", must strike" : "")}{(Urgent ? ", urgent" : "")}",
        _ => $"handler {Name} on thread {Thread}, level {Level}, budget {Words.Names[Budget]}{(Maskable ? ", maskable" : "")}",
    };
}

/// <summary>The shared words of every generated program.</summary>
internal static class Words
{
    public const int X = 0;
    public const int Y = 1;
    public const int Z = 2;
    public const int Lock = 3;
    public const int Low = 4;
    public const int High = 5;
    public const int Budget0 = 6;
    public const int Budget1 = 7;
    public const int Mask = 8;
    public const int Runnable = 10;
    public const int PerProcessor = 14;
    public const int Freeable = 16;
    public const int Freed = 17;
    public const int Unwritten = 18;
    public const int Count = 19;

    public static readonly string[] Names =
    [
        "x", "y", "z", "spin", "w.Low", "w.High", "budget0", "budget1", "mask", "mask1",
        "runnable0", "runnable1", "runnable2", "runnable3", "percpu", "percpu1", "r", "freed", "u",
    ];

    /// <summary>Whether a statement's word means the copy of the processor that executes it.</summary>
    public static bool IsPerProcessor(int word) => word is Mask or PerProcessor;

    /// <summary>The copy of a given processor.</summary>
    public static string NameOfCopy(int word, int processor) => $"{Names[word]}{processor}";
}
