using Interleave.Replay;

namespace Interleave.Kernel.Tests.Support;

/// <summary>Runs one execution of a model, the way a test wants it.</summary>
internal sealed class Driver(Model model)
{
    private readonly Interpreter interpreter = new(model);

    /// <summary>The steps so far.</summary>
    public List<TraceStep> Steps { get; } = [];

    /// <summary>What was emitted so far.</summary>
    public IEnumerable<object> Emitted => Steps.SelectMany(step => step.Events);

    /// <summary>What a cell holds.</summary>
    public uint ValueOf(Cell cell) => interpreter.ValueOf(cell);

    /// <summary>Lets a process go on until a condition holds, or to its end. It must have one way to go on only.</summary>
    public void Run(string process, Func<bool>? until = null)
    {
        while (until?.Invoke() != true)
        {
            var moves = interpreter.Moves().Where(move => interpreter.NameOf(move.Process) == process).ToList();
            if (moves.Count == 0)
            {
                Assert.Null(until);
                return;
            }

            Steps.Add(interpreter.Apply(Assert.Single(moves)));
        }
    }
}
