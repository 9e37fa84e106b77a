using System.Runtime.CompilerServices;
using Interleave.Automata;

namespace Interleave.Exploration.Dpor;

/// <summary>Which moves are possible, and on what that depends.</summary>
internal sealed partial class TraceExecutor
{
    /// <summary>Whether the actor is a handler that has not struck.</summary>
    public bool IsIdleHandler(int actor) => actor < rows.Length && rows[actor].Idle != 0 && work[locals + actor] == rows[actor].Idle;

    /// <summary>Whether every process has finished or may wait, and no handler must strike any more.</summary>
    public bool AllFinished()
    {
        for (var index = 0; index < rows.Length; index++)
        {
            var local = work[locals + index];
            if (local != LocalAutomata.Finished && !rows[index].MayWait && (local != rows[index].Idle || MustStrike(in rows[index])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an execution goes on here by itself: something that is not left to the environment is possible.</summary>
    public bool Progresses()
    {
        for (var actor = 0; actor < Actors; actor++)
        {
            if (IsMandatory(actor) && Alternatives(actor) > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the actor is a process with a next operation, a handler that has not struck, or places a thread that is
    /// on no processor.</summary>
    public bool IsPending(int actor)
    {
        if (actor >= rows.Length)
        {
            ref readonly var thread = ref threads[(actor - rows.Length) / processors.Length];
            return work[thread.PlaceWord] == 0;
        }

        return work[locals + actor] != LocalAutomata.Finished;
    }

    /// <summary>How many moves an actor has in this state: 0 when it cannot move.</summary>
    public int Alternatives(int actor)
    {
        if (actor >= rows.Length)
        {
            return MayPlace(actor) ? 1 : 0;
        }

        ref readonly var row = ref rows[actor];
        var local = work[locals + actor];
        if (local == LocalAutomata.Finished)
        {
            return 0;
        }

        if (row.Kind == ProcessKind.Free)
        {
            return Enabled(in row, local, idle: false, -1);
        }

        var idle = local == row.Idle;
        return CanRun(in row, local, idle, out var processor) && !IsHeld(in row, idle, processor) ? Enabled(in row, local, idle, processor) : 0;
    }

    /// <summary>Whether a move is possible in this state.</summary>
    public bool IsPossible(int key) => Alternatives(MoveKey.Actor(key)) > MoveKey.Choice(key);

    /// <summary>Describes the next move of an actor when it may be impossible: its footprint is what decides whether and
    /// when it is possible.</summary>
    public void Describe(int key, ref EventRecord record)
    {
        var actor = MoveKey.Actor(key);
        record = default;
        record.Key = key;
        record.Process = ProcessOf(actor);
        record.Alternatives = 1;
        record.Conditional = true;
        record.Footprint = ConditionsOf(actor);
    }

    /// <summary>Whether an actor may be elsewhere when its next move comes: a thread whose handlers can take it off its
    /// processor, or such a handler.</summary>
    public bool MayBeMoved(int actor) => actor < rows.Length && ThreadOf[actor] >= 0 && hasThreadHandlers[ThreadOf[actor]];

    /// <summary>What decides whether a process may run at all, apart from its operations.</summary>
    public Footprint ConditionsOfProcess(int process)
    {
        accessed = default;
        ref readonly var row = ref rows[process];
        if (row.Idle != 0)
        {
            bits.Write(ref accessed, row.BudgetWord);
        }

        if (row.Kind == ProcessKind.Handler)
        {
            EventRecord unused = default;
            ReadConditions(in row, idle: true, ref unused);

            // A thread that has left goes on elsewhere, and that may be what lets the handler strike, also one that needs no thread here.
            bits.Read(ref accessed, processors[row.Processor].OccupantWord);
        }

        return accessed;
    }

    /// <summary>The word that says which thread is placed on a processor.</summary>
    public Footprint OccupantOf(int processor)
    {
        Footprint occupant = default;
        bits.Write(ref occupant, processors[processor].OccupantWord);
        return occupant;
    }

    /// <summary>Adds what a process may access with its next operation; whether that may have to wait.</summary>
    public bool AddNextOperation(int process, ref Footprint footprint)
    {
        var local = work[locals + process];
        if (local == LocalAutomata.Finished)
        {
            return false;
        }

        ref readonly var row = ref rows[process];
        ref readonly var operation = ref automata.Operations[local];
        AddOperation(in operation, row.Processor, row.Kind is ProcessKind.Thread or ProcessKind.ThreadHandler, ref footprint);
        if (operation.Word >= 0 && freedWord[operation.Word] >= 0)
        {
            bits.Read(ref footprint, freedWord[operation.Word]);
        }

        return operation.Kind is OperationKind.WaitEqual or OperationKind.WaitNotEqual or OperationKind.WaitExchange;
    }

    private Footprint ConditionsOf(int actor)
    {
        accessed = default;
        conditions = default;
        if (actor >= rows.Length)
        {
            var (number, on) = Math.DivRem(actor - rows.Length, processors.Length);
            bits.Read(ref accessed, threads[number].RunnableWord);
            bits.Write(ref accessed, threads[number].PlaceWord);
            bits.Write(ref accessed, processors[on].OccupantWord);
            TouchNesting(threads[number].Index, on);
            return accessed | conditions;
        }

        ref readonly var row = ref rows[actor];
        var local = work[locals + actor];
        var idle = row.Idle != 0 && local == row.Idle;
        ref readonly var operation = ref automata.Operations[local];
        EventRecord unused = default;
        var at = row.Kind >= ProcessKind.Thread ? ReadConditions(in row, idle, ref unused) : row.Processor;
        TouchNesting(actor, at);
        ReadUrgent(in row, at, ref unused);
        if (idle)
        {
            bits.Write(ref accessed, row.BudgetWord);
        }

        if (MayBeMoved(actor))
        {
            ReadAllPlaces(in row, actor);
        }

        AddOperation(in operation, at, MayBeMoved(actor), ref accessed);
        return accessed | conditions;
    }

    /// <summary>Adds what an operation may access, at a processor or at any.</summary>
    private void AddOperation(in Operation operation, int at, bool anywhere, ref Footprint footprint)
    {
        if (operation.Word < 0 || (operation.Stride != 0 && at < 0 && !anywhere))
        {
            return;
        }

        var last = operation.Stride != 0 && anywhere ? processors.Length - 1 : Math.Max(at, 0);
        for (var copy = operation.Stride == 0 ? last : anywhere ? 0 : at; copy <= last; copy++)
        {
            var word = operation.Word + (operation.Stride * copy);
            AddWord(in operation, word, ref footprint);
            if (operation.Wide)
            {
                AddWord(in operation, word + 1, ref footprint);
            }
        }
    }

    private void AddWord(in Operation operation, int word, ref Footprint footprint)
    {
        bits.Read(ref footprint, word);
        if (operation.Kind is not (OperationKind.Read or OperationKind.WaitEqual or OperationKind.WaitNotEqual))
        {
            bits.Write(ref footprint, word);
        }
    }

    /// <summary>What holds or masks a move at any processor.</summary>
    private void ReadAllPlaces(in ProcessRow row, int process)
    {
        bits.Read(ref accessed, row.PlaceWord);
        for (var i = 0; i < processors.Length; i++)
        {
            TouchNesting(process, i);
            EventRecord unused = default;
            ReadUrgent(in row, i, ref unused);
            if (row.Idle != 0 && MayBeMasked(in row))
            {
                bits.Read(ref accessed, processors[i].MaskWord);
            }
        }
    }

    /// <summary>Whether a possible move of an actor keeps an execution from ending.</summary>
    private bool IsMandatory(int actor) => !IsIdleHandler(actor) || rows[actor].Urgent || MustStrike(in rows[actor]);

    private bool MustStrike(in ProcessRow row) => row.MustStrike && work[row.BudgetWord] != 0;

    private bool CanRun(in ProcessRow row, uint local, bool idle, out int processor)
    {
        processor = row.Processor;
        switch (row.Kind)
        {
            case ProcessKind.Pinned:
                return work[processors[processor].ActiveWord] == 0;
            case ProcessKind.Handler:
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

    private bool MayStrike(in ProcessRow row, in ProcessorRow here) =>
        work[row.BudgetWord] != 0 && work[here.MaskWord] < row.MaskedFrom;

    private bool MayBeMasked(in ProcessRow row) => row.MaskedFrom != uint.MaxValue || MasksEverybody;

    /// <summary>Whether an urgent handler has to strike first.</summary>
    private bool IsHeld(in ProcessRow row, bool idle, int processor)
    {
        if (urgent.Length == 0 || processor < 0 || (idle && row.Kind == ProcessKind.Handler))
        {
            return false;
        }

        foreach (var other in urgent)
        {
            ref readonly var handler = ref rows[other];
            if (handler.Processor == processor && work[locals + other] == handler.Idle && CanRun(in handler, handler.Idle, idle: true, out _))
            {
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Enabled(in ProcessRow row, uint local, bool idle, int processor)
    {
        ref readonly var operation = ref automata.Operations[local];
        if (operation.Kind < OperationKind.WaitEqual)
        {
            return 1;
        }

        return operation.Kind == OperationKind.Choose ? Choices(in row, in operation, idle) : idle || IsEnabled(in operation, processor) ? 1 : 0;
    }

    private int Choices(in ProcessRow row, in Operation operation, bool idle)
    {
        if (operation.Comparand > MoveKey.MaxAlternatives)
        {
            throw new ModelException($"a choice has {operation.Comparand} alternatives; {MoveKey.MaxAlternatives} are possible when traces are explored");
        }

        // A handler that strikes has taken one from its budget before it chooses.
        var budget = operation.Word < 0 ? 1 : work[operation.Word] - (idle && operation.Word == row.BudgetWord ? 1u : 0u);
        return budget != 0 ? (int)operation.Comparand : 1;
    }

    private bool IsEnabled(in Operation operation, int processor)
    {
        if (operation.Kind > OperationKind.Choose)
        {
            return true;
        }

        var word = operation.Word + (operation.Stride * Math.Max(processor, 0));
        return operation.IsEnabled(operation.Wide ? work[word] | ((ulong)work[word + 1] << 32) : work[word]);
    }

    private bool MayPlace(int actor)
    {
        var (number, processor) = Math.DivRem(actor - rows.Length, processors.Length);
        ref readonly var thread = ref threads[number];
        ref readonly var here = ref processors[processor];
        return work[here.OccupantWord] == 0 && work[here.ActiveWord] == 0
            && work[locals + thread.Index] != LocalAutomata.Finished && work[thread.PlaceWord] == 0
            && work[thread.RunnableWord] != 0 && (thread.Allowed >> processor & 1) != 0;
    }

    /// <summary>What let a thread or a handler run here, besides nesting.</summary>
    private int ReadConditions(in ProcessRow row, bool idle, ref EventRecord record)
    {
        var processor = row.Processor;
        if (row.Kind != ProcessKind.Handler)
        {
            processor = (int)work[row.PlaceWord] - 1;
            bits.Read(ref accessed, row.PlaceWord);
            record.Conditional = true;
        }
        else
        {
            record.Level = row.Level;
        }

        if (!idle)
        {
            return processor;
        }

        record.Begins = true;
        if (MayBeMasked(in row) && processor >= 0)
        {
            bits.Read(ref accessed, processors[processor].MaskWord);
        }

        if (row.NeedsOccupant && row.Kind == ProcessKind.Handler)
        {
            bits.Read(ref accessed, processors[processor].OccupantWord);
        }

        return processor;
    }

    /// <summary>That an urgent handler did not hold this up depends on what would let it strike.</summary>
    private void ReadUrgent(in ProcessRow row, int processor, ref EventRecord record)
    {
        var level = row.Kind == ProcessKind.Handler ? row.Level : 0;
        for (var i = 0; i < urgent.Length && processor >= 0; i++)
        {
            ref readonly var handler = ref rows[urgent[i]];
            if (handler.Processor != processor || handler.Level <= level)
            {
                continue;
            }

            record.Conditional = true;
            bits.Read(ref conditions, handler.BudgetWord);
            if (MayBeMasked(in handler))
            {
                bits.Read(ref conditions, processors[processor].MaskWord);
            }

            if (handler.NeedsOccupant)
            {
                bits.Read(ref conditions, processors[processor].OccupantWord);
            }
        }
    }

    /// <summary>What is active on a processor or on top of a thread decides whether an event there is possible, and so it is
    /// ordered with all others there.</summary>
    /// <returns>Whether there is a handler that can be active there.</returns>
    private bool TouchNesting(int process, int processor)
    {
        var touched = false;
        if (processor >= 0 && hasHandlers[processor])
        {
            bits.Write(ref conditions, processors[processor].ActiveWord);
            touched = true;
        }

        if (ThreadOf[process] is var thread and >= 0 && hasThreadHandlers[thread])
        {
            bits.Write(ref conditions, rows[process].ThreadActiveWord);
            touched = true;
        }

        return touched;
    }
}
