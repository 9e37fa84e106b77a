using System.Runtime.CompilerServices;
using Interleave.Automata;

namespace Interleave.Exploration;

/// <summary>What a transition does to the state.</summary>
internal sealed partial class TransitionSystem
{
    /// <summary>Executes the next operation of a process that can run; false when it has to wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Execute<TVisitor>(ref TVisitor visitor, in ProcessRow row, int index, uint local, bool idle, int processor)
        where TVisitor : struct, ITransitionVisitor
    {
        ref readonly var operation = ref automata.Operations[local];
        if (operation.Kind >= OperationKind.Choose)
        {
            return ExecuteSpecial(ref visitor, in row, index, local, idle, processor, in operation);
        }

        if (idle)
        {
            // First the strike, then the operation: it may access the handler's own budget.
            Enter(in row);
        }

        var word = operation.Stride == 0 ? operation.Word : Address(in operation, processor, index);
        ulong value = operation.Wide ? work[word] | ((ulong)work[word + 1] << 32) : work[word];
        if (!operation.IsEnabled(value))
        {
            if (idle)
            {
                Set(locals + index, row.Entered);
                EmittedEvents = 0;
                Commit(ref visitor, new Move(MoveKind.StrikeWaiting, index, -1), 0);
                return true;
            }

            return false;
        }

        var violations = 0UL;
        if (freedWord[word] >= 0 && work[freedWord[word]] != 0)
        {
            violations |= Invariants.FreedAccess;
        }

        ulong result = 0;
        if (operation.ReturnsValue)
        {
            result = value;
            if ((uint)value == Model.Uninitialised || value >> 32 == Model.Uninitialised)
            {
                violations |= Invariants.UninitialisedRead;
            }
        }

        if (operation.Stores(value, out var stored))
        {
            Set(word, (uint)stored);
            if (operation.Wide)
            {
                Set(word + 1, (uint)(stored >> 32));
            }
        }

        Advance(ref visitor, in row, index, local, result, processor, new Move(idle ? MoveKind.Strike : MoveKind.Step, index, -1), violations);
        return true;
    }

    private bool ExecuteSpecial<TVisitor>(ref TVisitor visitor, in ProcessRow row, int index, uint local, bool idle, int processor, in Operation operation)
        where TVisitor : struct, ITransitionVisitor
    {
        var kind = idle ? MoveKind.Strike : MoveKind.Step;
        switch (operation.Kind)
        {
            case OperationKind.Choose:
                var budget = operation.Word;
                for (var value = 0; value < (int)operation.Comparand; value++)
                {
                    if (idle)
                    {
                        Enter(in row);
                    }

                    if (value > 0 && budget >= 0)
                    {
                        if (work[budget] == 0)
                        {
                            Undo();
                            break;
                        }

                        Set(budget, work[budget] - 1);
                    }

                    Advance(ref visitor, in row, index, local, (ulong)value, processor, new Move(kind, index, value), 0);
                }

                return true;

            case OperationKind.ProcessorIndex:
                if (processor < 0)
                {
                    throw new ModelException($"process '{Model.Processes[index].Name}' asks for its processor but runs on none; give it a processor or make it a thread");
                }

                if (idle)
                {
                    Enter(in row);
                }

                Advance(ref visitor, in row, index, local, (ulong)processor, processor, new Move(kind, index, -1), 0);
                return true;

            case OperationKind.Pass:
                if (idle)
                {
                    Enter(in row);
                }

                Advance(ref visitor, in row, index, local, 0, processor, new Move(kind, index, -1), 0);
                return true;

            case OperationKind.Leave:
                if (row.Kind is not (ProcessKind.Thread or ProcessKind.ThreadHandler))
                {
                    throw new ModelException($"process '{Model.Processes[index].Name}' leaves its processor but is not a thread");
                }

                if (idle)
                {
                    Enter(in row);
                }

                Set(row.PlaceWord, 0);
                Set(processors[processor].OccupantWord, 0);
                Set(operation.Word, (uint)operation.Operand);
                Advance(ref visitor, in row, index, local, 0, processor, new Move(kind, index, -1), 0);
                return true;

            default:
                throw new InvalidOperationException($"operation {operation.Kind}");
        }
    }

    private int Address(in Operation operation, int processor, int index) => processor >= 0
        ? operation.Word + (operation.Stride * processor)
        : throw new ModelException($"process '{Model.Processes[index].Name}' accesses a per-processor cell but runs on no processor");

    /// <summary>Makes a handler active; it takes one from its budget.</summary>
    private void Enter(in ProcessRow row)
    {
        Set(row.BudgetWord, work[row.BudgetWord] - 1);
        var active = row.Kind == ProcessKind.Handler ? processors[row.Processor].ActiveWord : row.ThreadActiveWord;
        Set(active, work[active] | (1u << row.Level));
    }

    /// <summary>Moves the process to its next local state and the monitors with it, and visits the transition.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance<TVisitor>(ref TVisitor visitor, in ProcessRow row, int index, uint local, ulong result, int processor, Move move, ulong violations)
        where TVisitor : struct, ITransitionVisitor
    {
        var next = automata.Step(local, result, out var events);
        if (next == LocalAutomata.Finished && row.Kind > ProcessKind.Pinned)
        {
            next = Finish(in row, processor);
        }

        Set(locals + index, next);
        EmittedEvents = events;
        if (events != 0)
        {
            Set(monitorWord, monitors.Step(work[monitorWord], events, out var seen));
            violations |= seen;
        }

        Commit(ref visitor, move, violations);
    }

    /// <summary>A handler returns to what it interrupted; a thread frees its processor.</summary>
    private uint Finish(in ProcessRow row, int processor)
    {
        switch (row.Kind)
        {
            case ProcessKind.Handler:
                Set(processors[processor].ActiveWord, work[processors[processor].ActiveWord] & ~(1u << row.Level));
                return row.Idle;
            case ProcessKind.ThreadHandler:
                Set(row.ThreadActiveWord, work[row.ThreadActiveWord] & ~(1u << row.Level));
                return row.Idle;
            default:
                if (work[row.PlaceWord] != 0)
                {
                    Set(row.PlaceWord, 0);
                    Set(processors[processor].OccupantWord, 0);
                }

                return LocalAutomata.Finished;
        }
    }

    private Ability PlaceThread<TVisitor>(ref TVisitor visitor, int processor, int number)
        where TVisitor : struct, ITransitionVisitor
    {
        ref readonly var here = ref processors[processor];
        ref readonly var thread = ref threads[number];
        if (work[here.OccupantWord] != 0 || work[here.ActiveWord] != 0 || work[locals + thread.Index] == LocalAutomata.Finished
            || work[thread.PlaceWord] != 0 || work[thread.RunnableWord] == 0 || (thread.Allowed >> processor & 1) == 0)
        {
            return Ability.None;
        }

        Set(thread.PlaceWord, (uint)processor + 1);
        Set(here.OccupantWord, (uint)number + 1);
        EmittedEvents = 0;
        Commit(ref visitor, new Move(MoveKind.Place, thread.Index, processor), 0);
        return Ability.Progress;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(int word, uint value)
    {
        var old = work[word];
        undo[undoCount++] = (word, old);
        work[word] = value;
        fingerprint ^= Fingerprint.Mix(word, old) ^ Fingerprint.Mix(word, value);
    }

    /// <summary>Visits the state reached, then takes the changes back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Commit<TVisitor>(ref TVisitor visitor, Move move, ulong violations)
        where TVisitor : struct, ITransitionVisitor
    {
        visitor.Visit(work, fingerprint, move, violations);
        Undo();
    }

    /// <summary>Takes the changes back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Undo()
    {
        while (undoCount > 0)
        {
            var (word, old) = undo[--undoCount];
            work[word] = old;
        }

        fingerprint = baseFingerprint;
    }
}
