using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>User stacks: what a program lays out is what unwind_user() finds.</summary>
public sealed class UserStackTests
{
    private static readonly UserCall Call = new();
    private static readonly UserReturn Return = new();

    [Fact]
    public void The_unwinder_returns_the_addresses_of_nested_calls_innermost_first()
    {
        var bench = new Bench();
        bench.Start(bench.Task("A"), [Call, Call, Bench.Syscall(Act.Unwind())], on: 0);

        Assert.Equal(["[14←12←10]"], bench.Outcomes());
    }

    /// <summary>Calls and returns in every order of a few, with a system call after each.</summary>
    [Theory]
    [InlineData("s")]
    [InlineData("c s r s c s")]
    [InlineData("c c s r s c s r r s")]
    [InlineData("c s c s c s c s c s c s c s")]
    [InlineData("c c c c c c c s r r r r r r r s")]
    public void The_unwinder_returns_the_stack_that_the_entry_reported(string program)
    {
        var bench = new Bench();
        bench.Start(
            bench.Task("A"),
            [.. program.Split(' ').Select(statement => statement switch { "c" => Call, "r" => Return, _ => (UserStatement)Bench.Syscall(Act.Unwind()) })],
            on: 0);

        var notes = Assert.Single(bench.Outcomes(Entries)).Split(' ');
        Assert.Equal(2 * program.Count(static c => c == 's'), notes.Length);
        Assert.All(notes.Chunk(2), static pair => Assert.Equal(pair[0], pair[1]));
    }

    [Fact]
    public void A_work_that_an_interrupt_in_user_mode_adds_unwinds_the_interrupted_stack()
    {
        var bench = new Bench();
        var work = new Work();
        work.Does(Act.Unwind());
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Queue(bench.Node("a", work))], inUserMode: true);
        bench.Start(bench.Task("A"), [Call, Call, Return], on: 0);

        Assert.Equal(
            ["", "[11] [11]", "[13←10] [13←10]", "[15←12←10] [15←12←10]", "[17←10] [17←10]"],
            bench.Outcomes(Entries));
    }

    [Fact]
    public void A_fault_truncates_the_trace_or_sleeps_and_goes_on()
    {
        var bench = new Bench(budgets: new Budgets(Faults: 1));
        bench.At(Tracepoint.SchedSwitch, Act.Note("sleep"));
        bench.Start(bench.Task("A"), [Call, Call, Bench.Syscall(Act.Unwind())], on: 0);

        Assert.Equal(["[14]…", "[14←12]…", "[14←12←10]", "sleep [14←12←10]"], bench.Outcomes().Select(static outcome => outcome.Replace("…]", "]…", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_walk_without_faults_ends_where_memory_is_not_present()
    {
        var bench = new Bench(budgets: new Budgets(Faults: 1));
        bench.At(Tracepoint.SchedSwitch, Act.Note("sleep"));
        bench.Start(bench.Task("A"), [Call, Call, Bench.Syscall(WalkWithoutFaults(bench))], on: 0);

        Assert.Equal(["[14]…", "[14←12]…", "[14←12←10]"], bench.Outcomes().Select(static outcome => outcome.Replace("…]", "]…", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_walk_without_faults_takes_all_of_a_stack_that_is_present()
    {
        var bench = new Bench();
        bench.Start(bench.Task("A"), [Call, Call, Return, Bench.Syscall(WalkWithoutFaults(bench))], on: 0);

        Assert.Equal(["[16←10]"], bench.Outcomes());
    }

    [Fact]
    public void A_walk_without_faults_of_a_task_that_has_no_address_space_any_more_is_reported()
    {
        var bench = new Bench();
        var walk = Act.Of(bench.Machine, static async (context, machine) => await UserUnwinder.UnwindWithoutFaults(context.Current, machine));
        bench.At(Tracepoint.SchedProcessExit, walk);
        bench.Start(bench.Task("A"), [Bench.Syscall(walk, Act.Note("exit"), new ExitAction())], on: 0, exits: true);

        Assert.Equal(["exit warned"], bench.Outcomes(Read.Bugs));
    }

    [Fact]
    public void A_truncated_trace_is_a_trace_of_the_stack_it_was_read_from()
    {
        var bench = new Bench(budgets: new Budgets(Faults: 2));
        bench.Start(bench.Task("A"), [Call, Call, Call, Bench.Syscall(Act.Of(0, static async (context, _) =>
        {
            var trace = await UserUnwinder.UnwindUser(context);
            var stack = default(UserTrace).Add(0x16).Add(0x14).Add(0x12).Add(0x10);
            Events.Emit(new Note($"{trace.Count}-{trace.Truncated}-{trace.IsOf(stack)}"));
        }))], on: 0);

        Assert.Equal(["1-True-True", "2-True-True", "3-True-True", "4-False-True"], bench.Outcomes());
    }

    [Fact]
    public void A_chain_of_frames_that_does_not_go_up_ends_the_walk()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        bench.Start(task, [Call, Call, Bench.Syscall(Act.Of(task, static async (_, task) => await task.User.SavedFramePointer(2).Write(2)), Act.Unwind())], on: 0);

        Assert.Equal(["[14←12]"], bench.Outcomes());
    }

    [Theory]
    [InlineData("c c c c c c c c", "task 'A': more than 7 nested calls; traces hold 8 entries")]
    [InlineData("c r r", "task 'A': return without a call")]
    public void A_program_whose_stack_cannot_be_is_refused(string program, string message)
    {
        var statements = program.Split(' ').Select(statement => statement == "c" ? Call : (UserStatement)Return).ToList();

        Assert.Equal(message, Assert.Throws<ModelException>(() => UserMode.Of("A", statements)).Message);
    }

    [Fact]
    public void A_program_that_is_too_long_for_its_addresses_is_refused()
    {
        var statements = Enumerable.Range(0, 61).Select(index => index % 2 == 0 ? Call : (UserStatement)Return).ToList();

        Assert.Equal(
            "task 'A' has 61 statements; at most 60 have addresses of their own",
            Assert.Throws<ModelException>(() => UserMode.Of("A", statements)).Message);
    }

    private static string? Entries(object occurrence) => (occurrence as KernelEntered)?.Stack.ToString();

    private static IKernelAction WalkWithoutFaults(Bench bench) => Act.Of(bench.Machine, static async (context, machine) =>
    {
        var trace = await UserUnwinder.UnwindWithoutFaults(context.Current, machine);
        Events.Emit(new Note(trace.ToString()));
    });

    [Fact]
    public void A_program_has_as_many_statements_as_there_are_addresses_for()
    {
        Assert.NotNull(UserMode.Of("A", [.. Enumerable.Repeat(Bench.Syscall(), 60)]));
        Assert.Throws<ModelException>(static () => UserMode.Of("A", [.. Enumerable.Repeat(Bench.Syscall(), 61)]));
    }
}
