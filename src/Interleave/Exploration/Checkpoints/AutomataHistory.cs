namespace Interleave.Exploration.Checkpoints;

/// <summary>
/// How the local states and the states of the monitors were reached, in the order in which they were numbered. A state
/// vector holds these numbers, so a search that goes on from a checkpoint needs the same ones: it takes the same steps again.
/// </summary>
/// <remarks>A step that does not lead where it did betrays a model that has changed. What has changed in steps that the search
/// had not taken does no harm: the search goes on as it would have begun with the changed model.</remarks>
internal static class AutomataHistory
{
    /// <summary>Writes the history.</summary>
    public static void Write(CheckpointWriter writer, TransitionSystem system)
    {
        var automata = system.Automata;
        writer.Write(automata.Count);
        for (var state = 1u; state < automata.Count; state++)
        {
            Write(writer, automata.Operations[state]);
        }

        writer.Write(automata.Transitions.Count);
        foreach (var (from, result, to, events) in automata.Transitions)
        {
            writer.Write(from | ((ulong)to << 32));
            writer.Write(result);
            writer.Write(events);
        }

        writer.Write(system.Monitors.Transitions.Count);
        foreach (var (from, events, to, violations) in system.Monitors.Transitions)
        {
            writer.Write(from | ((ulong)to << 32));
            writer.Write(events);
            writer.Write(violations);
        }
    }

    /// <summary>Takes all steps again.</summary>
    /// <exception cref="CheckpointException">One leads somewhere else.</exception>
    public static void Restore(CheckpointReader reader, TransitionSystem system, string path)
    {
        var automata = system.Automata;
        var operations = new (ulong, ulong, ulong)[reader.ReadInt64()];
        for (var state = 1; state < operations.Length; state++)
        {
            operations[state] = (reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64());
        }

        // What the processes stand at before their first step.
        for (var state = 1u; state < automata.Count; state++)
        {
            Require(state < operations.Length && Words(automata.Operations[state]) == operations[state], path, automata.SiteOf(state));
        }

        for (var left = reader.ReadInt64(); left > 0; left--)
        {
            var (states, result, events) = (reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadInt64());
            var (from, to) = ((uint)states, (uint)(states >> 32));
            var known = automata.Count;
            Require(from < known && automata.Step(from, result, out var emitted) == to && emitted == events, path, automata.SiteOf(from));
            for (var state = (uint)known; state < automata.Count; state++)
            {
                Require(state < operations.Length && Words(automata.Operations[state]) == operations[state], path, automata.SiteOf(from));
            }
        }

        for (var left = reader.ReadInt64(); left > 0; left--)
        {
            var (states, events, violations) = (reader.ReadUInt64(), reader.ReadInt32(), reader.ReadUInt64());
            if (system.Monitors.Step((uint)states, events, out var seen) != states >> 32 || seen != violations)
            {
                throw new CheckpointException($"{path}: is a checkpoint of another model: an invariant judges events in another way than it did; begin the search anew, or resume with the model it was made with");
            }
        }
    }

    private static void Require(bool condition, string path, OperationSite before)
    {
        if (!condition)
        {
            throw new CheckpointException($"{path}: is a checkpoint of another model: after {before.Member} ({before.File}:{before.Line}) a process does not do what it did; begin the search anew, or resume with the model it was made with (if nothing has changed, the process is not deterministic)");
        }
    }

    private static void Write(CheckpointWriter writer, Operation operation)
    {
        var (kind, operand, comparand) = Words(operation);
        writer.Write(kind);
        writer.Write(operand);
        writer.Write(comparand);
    }

    private static (ulong Kind, ulong Operand, ulong Comparand) Words(Operation operation) =>
        ((ulong)operation.Kind | (operation.Wide ? 1UL << 8 : 0) | (operation.Plain ? 1UL << 9 : 0) | (operation.Away ? 1UL << 10 : 0) | ((ulong)(ushort)operation.Stride << 16) | ((ulong)(uint)operation.Word << 32),
            operation.Operand, operation.Comparand);
}
