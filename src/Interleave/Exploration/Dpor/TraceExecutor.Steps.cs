using System.Runtime.CompilerServices;
using Interleave.Automata;

namespace Interleave.Exploration.Dpor;

/// <summary>Making moves.</summary>
internal sealed partial class TraceExecutor
{
    /// <summary>Executes a possible move.</summary>
    public void Execute(int key, ref EventRecord record)
    {
        accessed = default;
        var actor = MoveKey.Actor(key);
        record = default;
        record.Key = key;
        record.Alternatives = 1;
        if (HasHandlers)
        {
            conditions = default;
        }

        if (actor >= rows.Length)
        {
            Place(actor, ref record);
        }
        else
        {
            Step(actor, MoveKey.Choice(key), ref record);
        }

        record.Footprint = accessed;
        if (HasHandlers)
        {
            record.Conditional |= TouchNesting(record.Move.Process, record.Processor);
            record.Accesses = accessed;
            record.Footprint |= conditions;
        }
    }

    private void Place(int actor, ref EventRecord record)
    {
        var (number, processor) = Math.DivRem(actor - rows.Length, processors.Length);
        ref readonly var thread = ref threads[number];
        bits.Read(ref accessed, thread.RunnableWord);
        Set(thread.PlaceWord, (uint)processor + 1);
        Set(processors[processor].OccupantWord, (uint)number + 1);
        record.Process = rows.Length + number;
        record.Move = new Move(MoveKind.Place, thread.Index, processor);
        record.Processor = processor;
        record.Conditional = true;
    }

    private void Step(int index, int choice, ref EventRecord record)
    {
        ref readonly var row = ref rows[index];
        var local = work[locals + index];
        var idle = local == row.Idle && row.Idle != 0;
        ref readonly var operation = ref automata.Operations[local];
        var processor = row.Processor;
        record.Process = index;
        record.Conditional = operation.Kind is OperationKind.WaitEqual or OperationKind.WaitNotEqual or OperationKind.WaitExchange;
        if (row.Kind >= ProcessKind.Thread)
        {
            processor = ReadConditions(in row, idle, ref record);
        }

        record.Processor = processor;
        if (urgent.Length > 0)
        {
            ReadUrgent(in row, processor, ref record);
        }

        var kind = idle ? MoveKind.Strike : MoveKind.Step;
        record.Move = new Move(kind, index, operation.Kind == OperationKind.Choose ? choice : -1);
        if (idle)
        {
            Enter(in row);
        }

        if (operation.Kind >= OperationKind.Choose)
        {
            StepSpecial(index, choice, in row, local, processor, in operation, ref record);
            return;
        }

        var word = operation.Stride == 0 ? operation.Word : Address(in operation, processor, index);
        ulong value = operation.Wide ? work[word] | ((ulong)work[word + 1] << 32) : work[word];
        bits.Read(ref accessed, word);
        if (operation.Wide)
        {
            bits.Read(ref accessed, word + 1);
        }

        if (!operation.IsEnabled(value))
        {
            record.Move = new Move(MoveKind.StrikeWaiting, index, -1);
            SetWord(locals + index, row.Entered);
            return;
        }

        if (freedWord[word] >= 0)
        {
            bits.Read(ref accessed, freedWord[word]);
            record.Violations |= work[freedWord[word]] != 0 ? Invariants.FreedAccess : 0;
        }

        ulong result = 0;
        if (operation.ReturnsValue)
        {
            result = value;
            if ((uint)value == Model.Uninitialised || value >> 32 == Model.Uninitialised)
            {
                record.Violations |= Invariants.UninitialisedRead;
            }
        }

        // A compare-and-exchange that fails has only read.
        record.Compares = operation.Kind == OperationKind.CompareExchange;
        if (operation.Stores(value, out var stored))
        {
            Set(word, (uint)stored);
            if (operation.Wide)
            {
                Set(word + 1, (uint)(stored >> 32));
            }
        }

        Advance(index, in row, local, result, processor, ref record);
    }

    private void StepSpecial(int index, int choice, in ProcessRow row, uint local, int processor, in Operation operation, ref EventRecord record)
    {
        ulong result = 0;
        switch (operation.Kind)
        {
            case OperationKind.Choose:
                result = (ulong)choice;
                record.Alternatives = (int)operation.Comparand;
                if (choice > 0 && operation.Word >= 0)
                {
                    record.Conditional = true;
                    Set(operation.Word, work[operation.Word] - 1);
                }

                break;
            case OperationKind.ProcessorIndex:
                result = processor >= 0
                    ? (ulong)processor
                    : throw new ModelException($"process '{Model.Processes[index].Name}' asks for its processor but runs on none; give it a processor or make it a thread");
                break;
            case OperationKind.Leave:
                if (row.Kind is not (ProcessKind.Thread or ProcessKind.ThreadHandler))
                {
                    throw new ModelException($"process '{Model.Processes[index].Name}' leaves its processor but is not a thread");
                }

                Set(row.PlaceWord, 0);
                Set(processors[processor].OccupantWord, 0);
                Set(operation.Word, (uint)operation.Operand);
                break;
        }

        Advance(index, in row, local, result, processor, ref record);
    }

    private int Address(in Operation operation, int processor, int index) => processor >= 0
        ? operation.Word + (operation.Stride * processor)
        : throw new ModelException($"process '{Model.Processes[index].Name}' accesses a per-processor cell but runs on no processor");

    private void Enter(in ProcessRow row)
    {
        Set(row.BudgetWord, work[row.BudgetWord] - 1);
        var active = row.Kind == ProcessKind.Handler ? processors[row.Processor].ActiveWord : row.ThreadActiveWord;
        SetWord(active, work[active] | (1u << row.Level));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(int index, in ProcessRow row, uint local, ulong result, int processor, ref EventRecord record)
    {
        var next = automata.Step(local, result, out var events);
        if (next == LocalAutomata.Finished && row.Kind > ProcessKind.Pinned)
        {
            next = Finish(in row, processor, ref record);
        }

        SetWord(locals + index, next);
        if (events != 0)
        {
            Notify(events, ref record);
        }
    }

    private void Notify(int events, ref EventRecord record)
    {
        var next = monitors.Step(work[monitorWord], events, out var seen);
        if (watch)
        {
            Set(monitorWord, next);
            record.Violations |= seen;
        }
        else
        {
            record.Violations |= seen & Invariants.Exception;
        }
    }

    private uint Finish(in ProcessRow row, int processor, ref EventRecord record)
    {
        switch (row.Kind)
        {
            case ProcessKind.Handler:
                record.Returns = true;
                SetWord(processors[processor].ActiveWord, work[processors[processor].ActiveWord] & ~(1u << row.Level));
                return row.Idle;
            case ProcessKind.ThreadHandler:
                record.Returns = true;
                SetWord(row.ThreadActiveWord, work[row.ThreadActiveWord] & ~(1u << row.Level));
                return row.Idle;
            default:
                if (work[row.PlaceWord] != 0)
                {
                    Set(row.PlaceWord, 0);
                    Set(processors[processor].OccupantWord, 0);
                }
                else
                {
                    // It cannot be placed any more.
                    bits.Write(ref HasHandlers ? ref conditions : ref accessed, row.PlaceWord);
                }

                return LocalAutomata.Finished;
        }
    }
}
