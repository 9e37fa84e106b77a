namespace UnwindCheck.Models.Sweep;

/// <summary>How large the scenarios of a sweep get. All have one task, and tracers with one descriptor each.</summary>
/// <param name="Requests">Requests, in system calls and in handlers together.</param>
/// <param name="Tracers">Tracers: 1 or 2.</param>
/// <param name="Interrupts">Interrupts and NMIs that may strike: 0 to 2, of two NMIs one nested in the other.</param>
/// <param name="Contexts">System calls: 1 or 2.</param>
/// <param name="Cancels">Whether somebody elsewhere cancels a tracer, and registers it or another one again.</param>
/// <param name="Exits">Whether the task may exit.</param>
/// <param name="Moves">Whether the task may sleep and go on on another CPU.</param>
/// <param name="Hooks">Whether tracers may sit on tracepoints, and what else the environment may do: stops, signals,
/// faults, failed allocations, callbacks that ask again; with at most two requests.</param>
public sealed record SweepBounds(
    int Requests = 3,
    int Tracers = 2,
    int Interrupts = 2,
    int Contexts = 2,
    bool Cancels = true,
    bool Exits = true,
    bool Moves = true,
    bool Hooks = true);
