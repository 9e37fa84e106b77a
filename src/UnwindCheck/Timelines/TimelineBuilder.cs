using Interleave;
using Interleave.Exploration;
using Interleave.Kernel;
using Interleave.Replay;

namespace UnwindCheck.Timelines;

/// <summary>Finds for each step what is on top of what, and joins what stays the same into blocks.</summary>
internal sealed class TimelineBuilder
{
    /// <summary>The method that runs an interrupt's handler inside the task that took it in user mode.</summary>
    private const string HandlerFromUserMode = "RunHandler";
    private const string ChosenFromUserMode = " in user mode";

    private readonly Model model;
    private readonly List<Lane> lanes = [];
    private readonly Dictionary<Process, int> elsewhere = [];
    private readonly Dictionary<Process, ProcessSpans> spans = [];
    private readonly List<(Process Handler, Span Span)> handlers = [];
    private readonly Dictionary<string, Cell> active;
    private readonly List<Block> blocks = [];
    private readonly List<List<(Span Span, int Start)>> open = [];
    private string interruptInUserMode = "";

    private TimelineBuilder(Model model, IReadOnlyList<TraceStep> steps)
    {
        this.model = model;
        active = model.Cells.Where(cell => cell.Name.EndsWith(".active", StringComparison.Ordinal)).ToDictionary(cell => cell.Name, StringComparer.Ordinal);
        lanes.AddRange(model.Processors.Select(processor => new Lane(processor.Name, true)));
        foreach (var process in steps.Where(step => step.Processor < 0).Select(step => step.Process).Distinct())
        {
            elsewhere.Add(process, lanes.Count);
            lanes.Add(new Lane(process.Name, false));
        }

        open.AddRange(lanes.Select(_ => new List<(Span, int)>()));
    }

    /// <summary>The timeline of an execution.</summary>
    public static Timeline Of(Model model, IReadOnlyList<TraceStep> steps)
    {
        var builder = new TimelineBuilder(model, steps);
        var interpreter = new Interpreter(model);
        for (var i = 0; i < steps.Count; i++)
        {
            builder.Add(i, steps[i], interpreter);
        }

        builder.CloseAll(steps.Count);
        return new Timeline(
            builder.lanes,
            [.. builder.blocks.OrderBy(block => block.Lane).ThenBy(block => block.Start).ThenBy(block => block.Depth)],
            [.. steps.Select(step => step.Processor >= 0 ? step.Processor : builder.elsewhere[step.Process])]);
    }

    private void Add(int index, TraceStep step, Interpreter interpreter)
    {
        var before = model.Processors.Select(processor => interpreter.ValueOf(processor.Occupant)).ToList();
        interpreter.Apply(step.Move);
        var own = SpansOf(step.Process);
        if (StepWords.Strikes(step))
        {
            handlers.Add((step.Process, new Span("", KindOf(step.Process), step.Process.Name)));
        }

        TakeInUserMode(step, own);
        var closed = step.Events.SelectMany(occurrence => own.Take(occurrence)).ToList();
        for (var lane = 0; lane < lanes.Count; lane++)
        {
            var occupant = lane < before.Count && step.Move.Kind == MoveKind.Place && step.Processor == lane
                ? interpreter.ValueOf(model.Processors[lane].Occupant)
                : lane < before.Count ? before[lane] : 0;
            Extend(lane, index, StackOn(lane, occupant));
        }

        closed.ForEach(span => own.Remove(span));
        if (step.Process is Handler handler && (interpreter.ValueOf(ActiveCell(handler)) >> handler.Level & 1) == 0)
        {
            handlers.RemoveAll(entry => entry.Handler == handler);
            spans.Remove(handler);
        }
    }

    /// <summary>The blocks on a lane, outermost first.</summary>
    private List<Span> StackOn(int lane, uint occupant)
    {
        var stack = new List<Span>();
        if (lane >= model.Processors.Count)
        {
            var process = elsewhere.First(entry => entry.Value == lane).Key;
            AddProcess(stack, process, SpansOf(process).Whole);
            return stack;
        }

        if (occupant > 0)
        {
            var thread = model.Threads[(int)occupant - 1];
            AddProcess(stack, thread, SpansOf(thread).Whole);
            foreach (var (handler, span) in handlers.Where(entry => entry.Handler is Handler onThread && onThread.Thread == thread))
            {
                AddProcess(stack, handler, span);
            }
        }

        foreach (var (handler, span) in handlers.Where(entry => entry.Handler.Processor == model.Processors[lane]))
        {
            AddProcess(stack, handler, span);
        }

        return stack;
    }

    private void AddProcess(List<Span> stack, Process process, Span whole)
    {
        stack.Add(whole);
        stack.AddRange(SpansOf(process).Open);
    }

    /// <summary>An interrupt in user mode is taken by the task's own process; its handler is a block all the same.</summary>
    private void TakeInUserMode(TraceStep step, ProcessSpans own)
    {
        if (step.Kind == OperationKind.Choose && step.Result == 1 && step.Site!.Target.EndsWith(ChosenFromUserMode, StringComparison.Ordinal))
        {
            interruptInUserMode = step.Site.Target[..^ChosenFromUserMode.Length];
        }

        var runs = step.Methods.Contains(HandlerFromUserMode) && interruptInUserMode.Length > 0;
        if (runs && !own.Open.Exists(span => span.Key == HandlerFromUserMode))
        {
            var handler = model.Processes.OfType<Handler>().FirstOrDefault(handler => handler.Name.StartsWith(interruptInUserMode + "@", StringComparison.Ordinal));
            own.Open.Add(new Span(HandlerFromUserMode, handler is null ? BlockKind.Irq : KindOf(handler), interruptInUserMode));
        }
        else if (!runs && own.Open.Find(span => span.Key == HandlerFromUserMode) is { } over)
        {
            own.Remove(over);
        }
    }

    private void Extend(int lane, int index, List<Span> stack)
    {
        var same = 0;
        while (same < stack.Count && same < open[lane].Count && open[lane][same].Span == stack[same])
        {
            same++;
        }

        Close(lane, same, index);
        open[lane].AddRange(stack.Skip(same).Select(span => (span, index)));
    }

    private void Close(int lane, int depth, int index)
    {
        for (var i = depth; i < open[lane].Count; i++)
        {
            var (span, start) = open[lane][i];
            blocks.Add(new Block(lane, i, start, index - 1, span.Kind, span.Label));
        }

        open[lane].RemoveRange(depth, open[lane].Count - depth);
    }

    private void CloseAll(int count)
    {
        for (var lane = 0; lane < lanes.Count; lane++)
        {
            Close(lane, 0, count);
        }
    }

    private Cell ActiveCell(Handler handler) => active[$"{handler.Thread?.Name ?? handler.Processor!.Name}.active"];

    private ProcessSpans SpansOf(Process process)
    {
        if (!spans.TryGetValue(process, out var found))
        {
            spans.Add(process, found = new ProcessSpans(new Span("", KindOf(process), process.Name)));
        }

        return found;
    }

    private static BlockKind KindOf(Process process) => process switch
    {
        Handler { Thread: not null } => BlockKind.Preemption,
        Handler { Level: (int)ContextLevel.SoftIrq } => BlockKind.SoftIrq,
        Handler { Level: (int)ContextLevel.Irq } => BlockKind.Irq,
        Handler => BlockKind.Nmi,
        ProcessThread => BlockKind.Task,
        _ => BlockKind.Elsewhere,
    };
}
