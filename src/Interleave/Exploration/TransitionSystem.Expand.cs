using System.Runtime.CompilerServices;
using Interleave.Automata;

namespace Interleave.Exploration;

/// <summary>The transitions out of a state.</summary>
internal sealed partial class TransitionSystem
{
    /// <summary>Visits every transition out of <paramref name="state"/>.</summary>
    public Outlook Expand<TVisitor>(ReadOnlySpan<uint> state, ulong stateFingerprint, ref TVisitor visitor)
        where TVisitor : struct, ITransitionVisitor
    {
        Load(state, stateFingerprint);
        var ability = Ability.None;
        for (var unit = 0; unit < Units; unit++)
        {
            ability |= ExpandUnit(unit, ref visitor);
        }

        return OutlookOf(ability);
    }

    /// <summary>Number of units: the processes by their index, then for each processor the placement of each thread on it.</summary>
    public int Units => rows.Length + (processors.Length * threads.Length);

    /// <summary>What the abilities of all units of a state make of it.</summary>
    public static Outlook OutlookOf(Ability all) =>
        all.HasFlag(Ability.Progress) ? Outlook.Continues : !all.HasFlag(Ability.Unfinished) ? Outlook.MayEnd : Outlook.Stuck;

    /// <summary>Sets the state whose units are expanded next.</summary>
    public void Load(ReadOnlySpan<uint> state, ulong stateFingerprint)
    {
        state.CopyTo(work);
        fingerprint = baseFingerprint = stateFingerprint;
        undoCount = 0;
        held = urgent.Length > 0 ? ProcessorsHeld() : 0;
    }

    /// <summary>Visits the transitions of one unit out of the loaded state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Ability ExpandUnit<TVisitor>(int unit, ref TVisitor visitor)
        where TVisitor : struct, ITransitionVisitor
    {
        if (unit >= rows.Length)
        {
            return PlaceThread(ref visitor, (unit - rows.Length) / threads.Length, (unit - rows.Length) % threads.Length);
        }

        ref readonly var row = ref rows[unit];
        var local = work[locals + unit];
        if (local == LocalAutomata.Finished)
        {
            return Ability.None;
        }

        var idle = local == row.Idle;
        var mandatory = !idle || (row.MustStrike && work[row.BudgetWord] != 0);
        var ability = mandatory && !row.MayWait ? Ability.Unfinished : Ability.None;
        if (CanRun(in row, local, idle, out var processor) && (held == 0 || processor < 0 || (held >> processor & 1) == 0 || (idle && row.Kind == ProcessKind.Handler))
            && Execute(ref visitor, in row, unit, local, idle, processor) && (mandatory || row.Urgent))
        {
            ability |= Ability.Progress;
        }

        return ability;
    }

    /// <summary>Whether the process is the one that runs where it is, or can strike there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool CanRun(in ProcessRow row, uint local, bool idle, out int processor)
    {
        processor = row.Processor;
        if (row.Kind == ProcessKind.Free)
        {
            return true;
        }

        return row.Kind == ProcessKind.Pinned ? work[processors[processor].ActiveWord] == 0 : CanRunScheduled(in row, local, idle, ref processor);
    }

    private bool CanRunScheduled(in ProcessRow row, uint local, bool idle, ref int processor)
    {
        if (row.Kind == ProcessKind.Handler)
        {
            ref readonly var here = ref processors[processor];
            var active = work[here.ActiveWord];
            return idle
                ? active >> row.Level == 0 && MayStrike(in row, in here) && (!row.NeedsOccupant || work[here.OccupantWord] != 0)
                : active >> row.Level == 1;
        }

        processor = (int)work[row.PlaceWord] - 1;
        var above = work[row.ThreadActiveWord];
        if (processor < 0)
        {
            return !idle && automata.Operations[local].Away && above >> row.Level == (row.Kind == ProcessKind.Thread ? 0 : 1);
        }

        if (work[processors[processor].ActiveWord] != 0 || automata.Operations[local].Away)
        {
            return false;
        }

        if (row.Kind == ProcessKind.Thread)
        {
            return above == 0;
        }

        return idle ? above >> row.Level == 0 && MayStrike(in row, in processors[processor]) : above >> row.Level == 1;
    }

    /// <summary>The processors where an urgent handler may strike, a bit each: what runs there is of a lower level and has
    /// to wait.</summary>
    private uint ProcessorsHeld()
    {
        var processorsHeld = 0u;
        foreach (var index in urgent)
        {
            ref readonly var row = ref rows[index];
            if (work[locals + index] == row.Idle && CanRun(in row, row.Idle, idle: true, out var processor))
            {
                processorsHeld |= 1u << processor;
            }
        }

        return processorsHeld;
    }

    private bool MayStrike(in ProcessRow row, in ProcessorRow here) =>
        work[row.BudgetWord] != 0 && work[here.MaskWord] < row.MaskedFrom;
}
