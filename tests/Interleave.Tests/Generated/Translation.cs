namespace Interleave.Tests.Generated;

/// <summary>A generated program as a model of the engine. Its processes are async interpreters of the statements over
/// cells, or methods compiled from the program's source.</summary>
internal sealed class Translation
{
    private readonly Func<int, Step> body;

    private Translation(ProgramSpec spec, Func<Machine, Func<int, Step>>? bodies)
    {
        Model = new Model();
        for (var processor = 0; processor < spec.Processors; processor++)
        {
            Model.Processor($"cpu{processor}", spec.Masks[processor]);
        }

        Machine = new Machine(Model, spec);
        body = bodies?.Invoke(Machine) ?? (index => AstProcess.Run(spec.Contexts[index].Body, Machine, index));
        Model.Watch(new OrderMonitor());
        Model.Watch(new ParityMonitor());
        foreach (var context in spec.Contexts)
        {
            Add(context);
        }
    }

    public Model Model { get; }

    public Machine Machine { get; }

    /// <summary>The model of a program; the bodies of its contexts are those given, else they are interpreted.</summary>
    public static Translation Of(ProgramSpec spec, Func<Machine, Func<int, Step>>? bodies = null) => new(spec, bodies);

    private void Add(ContextSpec context)
    {
        var index = Model.Processes.Count;
        Step Run() => body(index);
        switch (context.Kind)
        {
            case ContextKind.Free:
                Model.Process(context.Name, Run);
                break;
            case ContextKind.Pinned:
                Model.Process(context.Name, Run, Model.Processors[context.Processor]);
                break;
            case ContextKind.Thread:
                var allowed = Model.Processors.Where(processor => (context.Allowed >> processor.Index & 1) != 0);
                var thread = Model.Thread(context.Name, Run, context.Processor < 0 ? null : Model.Processors[context.Processor], allowed, context.Runnable);
                Machine.Bind(Words.Runnable + index, thread.Runnable);
                break;
            case ContextKind.Handler:
                Model.Handler(context.Name, Run, Model.Processors[context.Processor], context.Level, Machine.Cells[context.Budget], context.Maskable, context.MustStrike, context.MaskedFrom, context.Urgent);
                break;
            default:
                Model.Handler(context.Name, Run, (ProcessThread)Model.Processes[context.Thread], context.Level, Machine.Cells[context.Budget], context.Maskable);
                break;
        }
    }
}

/// <summary>The cells of a generated program.</summary>
internal sealed class Machine : IModelObject
{
    private readonly Cell[] final;
    private readonly Model model;

    public Machine(Model model, ProgramSpec spec)
    {
        this.model = model;
        var region = model.Region("r");
        var unused = model.Cell("unused");
        Cells = new Cell[Words.Count];
        Array.Fill(Cells, unused);
        foreach (var word in new[] { Words.X, Words.Y, Words.Z, Words.Lock })
        {
            Cells[word] = model.Cell(Words.Names[word]);
        }

        Wide = model.Cell64("w");
        (Cells[Words.Low], Cells[Words.High]) = (Wide.Low, Wide.High);
        Cells[Words.Budget0] = model.Cell("budget0", spec.Budgets[0]);
        Cells[Words.Budget1] = model.Cell("budget1", spec.Budgets[1]);
        Cells[Words.Freeable] = model.Cell("r.value", 0, region);
        Cells[Words.Freed] = region.Freed;
        Cells[Words.Unwritten] = model.Cell("u", Model.Uninitialised);
        final = [.. Cells];
        if (spec.Processors > 0)
        {
            Cells[Words.Mask] = model.OwnMask();
            Cells[Words.PerProcessor] = model.PerProcessorCell("percpu", _ => 0);
            for (var i = 0; i < spec.Processors; i++)
            {
                final[Words.Mask + i] = model.Processors[i].Mask;
                final[Words.PerProcessor + i] = model.On(Cells[Words.PerProcessor], model.Processors[i]);
            }
        }
    }

    public Cell[] Cells { get; }

    public Cell64 Wide { get; }

    /// <summary>The cell that an operation is one on.</summary>
    public Cell CellOf(Operate operate) => operate.On < 0 ? Cells[operate.Word] : final[operate.Word + operate.On];

    public ProcessThread ThreadOf(int context) =>
        model.Processes[context] as ProcessThread ?? ((Handler)model.Processes[context]).Thread!;

    public void Bind(int word, Cell cell) => Cells[word] = final[word] = cell;

    /// <summary>What a state vector says about a program, in the words of <see cref="BruteForce"/>.</summary>
    public string Describe(ReadOnlySpan<uint> state, ReadOnlySpan<uint> initial)
    {
        var words = new List<string>();
        foreach (var cell in final)
        {
            words.Add(cell.Name == "unused" ? "-" : state[cell.Word].ToString());
        }

        foreach (var process in model.Processes)
        {
            var local = model.CellWords + process.Index;
            words.Add(process switch
            {
                Handler => state[local] == initial[local] ? "0" : "1",
                ProcessThread thread => $"{(state[local] == 0 ? 0 : 1)}@{(int)state[thread.Place.Word] - 1}",
                _ => state[local] == 0 ? "0" : "1",
            });
        }

        return string.Join(' ', words);
    }
}
