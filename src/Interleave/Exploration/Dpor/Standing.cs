namespace Interleave.Exploration.Dpor;

/// <summary>Where an event happens, as far as handlers make other events wait.</summary>
internal struct Standing
{
    /// <summary>The process that it is a step of; a placement is a step of the thread that is placed.</summary>
    public int Process;

    /// <summary>The processor on which it happens, or -1.</summary>
    public int Processor;

    /// <summary>The level on that processor: 0 for what is not a handler of the processor.</summary>
    public int Level;

    /// <summary>The thread that it is a step of, or of a handler on top of, by number; -1: none.</summary>
    public int Thread;

    /// <summary>The level on top of that thread.</summary>
    public int ThreadLevel;

    /// <summary>Whether an event cannot go on while a handler is active: it is on the same processor or thread, not above it.</summary>
    public static bool WaitsFor(in Standing standing, in Standing handler) =>
        standing.Process != handler.Process
        && (handler.ThreadLevel > 0
            ? standing.Thread == handler.Thread && standing.ThreadLevel <= handler.ThreadLevel
            : standing.Processor == handler.Processor && standing.Level <= handler.Level);
}
