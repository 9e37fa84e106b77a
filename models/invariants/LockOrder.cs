using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Invariants;

/// <summary>Nobody waits for a lock while holding another that is waited for while that lock is held, in some order at some time.</summary>
public sealed class LockOrder : UnwindInvariant<LockOrder.Locks>
{
    /// <inheritdoc/>
    public override string Invariant => "lock-order";

    /// <inheritdoc/>
    public override string Quote => "possible circular locking dependency detected";

    /// <inheritdoc/>
    public override string Source => Sources.KernelRules + " (lockdep): also where the deadlock itself does not happen";

    /// <inheritdoc/>
    protected override LockOrder.Locks Start => new(ValueSet<(KernelLock, KernelContext)>.Empty, ValueSet<(KernelLock, KernelLock)>.Empty);

    /// <inheritdoc/>
    protected override LockOrder.Locks Next(LockOrder.Locks state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case LockWanted wanted:
                var edges = state.Held.Items.Where(held => held.Context == wanted.Context).Aggregate(state.Before, (before, held) => before.Add((held.Lock, wanted.Lock)));
                var cycle = edges.Items.FirstOrDefault(edge => edge.Wanted == wanted.Lock && Leads(edges, wanted.Lock, edge.Held));
                if (cycle.Held is not null)
                {
                    violation = new Violation($"{wanted.Context} waits for {wanted.Lock} while it holds {cycle.Held}, which is waited for while {wanted.Lock} is held");
                }

                return state with { Before = edges };
            case LockTaken taken:
                return state with { Held = state.Held.Add((taken.Lock, taken.Context)) };
            case LockDropped dropped:
                return state with { Held = state.Held.Remove((dropped.Lock, dropped.Context)) };
            default:
                return state;
        }
    }

    /// <summary>Whether one lock is held while another is waited for, directly or by way of others.</summary>
    private static bool Leads(ValueSet<(KernelLock Held, KernelLock Wanted)> before, KernelLock from, KernelLock to)
    {
        var reached = new HashSet<KernelLock> { from };
        while (true)
        {
            var next = before.Items.FirstOrDefault(edge => reached.Contains(edge.Held) && !reached.Contains(edge.Wanted));
            if (next.Held is null)
            {
                return reached.Contains(to);
            }

            reached.Add(next.Wanted);
        }
    }

    /// <summary>Who holds which lock, and which lock was held while which other was waited for.</summary>
    public sealed record Locks(ValueSet<(KernelLock Lock, KernelContext Context)> Held, ValueSet<(KernelLock Held, KernelLock Wanted)> Before);
}
