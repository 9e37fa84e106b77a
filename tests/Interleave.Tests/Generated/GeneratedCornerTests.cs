namespace Interleave.Tests.Generated;

/// <summary>What the programs with corners are there for is really in many of them.</summary>
public sealed class GeneratedCornerTests
{
    private const int Enough = 40;

    [Fact]
    public void The_largest_mask_is_set_where_nothing_less_masks_a_handler() => AssertCommon(specimen =>
        specimen.Expected.MasksEverybody && specimen.Spec.Contexts.Any(context => context is { IsHandler: true, Maskable: false, MaskedFrom: uint.MaxValue }));

    [Fact]
    public void A_mask_is_set_to_the_limit_of_a_handler() => AssertCommon(specimen =>
        specimen.Spec.Contexts.Any(context => context is { IsHandler: true, Maskable: false, MaskedFrom: not uint.MaxValue }
            && (specimen.Spec.Masks.Contains(context.MaskedFrom) || Operations(specimen).Any(operate => operate is { Access: Access.Write, Word: Words.Mask } && operate.Operand.Constant == context.MaskedFrom))));

    [Fact]
    public void A_thread_leaves_for_good_where_it_begins_and_goes_on_elsewhere() => AssertCommon(specimen =>
    {
        var moved = specimen.Model.Threads.FirstOrDefault(thread => specimen.Spec.Contexts[thread.Index] is { Processor: >= 0 } context && (context.Allowed >> context.Processor & 1) == 0);
        return moved is not null && StateSpace.Of(specimen.Model).All.Any(state => state[moved.Place.Word] is not 0 and var place && place - 1 != specimen.Spec.Contexts[moved.Index].Processor);
    });

    [Fact]
    public void The_copy_of_a_given_processor_is_accessed() => AssertCommon(specimen => Operations(specimen).Any(operate => operate is { On: >= 0, Word: Words.PerProcessor }));

    [Fact]
    public void A_budget_is_raised() => AssertCommon(specimen =>
        Operations(specimen).Any(operate => operate is { Access: Access.Write or Access.FetchAdd, Word: Words.Budget0 or Words.Budget1 }));

    private static void AssertCommon(Func<Specimen, bool> corner) => Assert.InRange(Specimen.WithCorners.Count(corner), Enough, Specimen.WithCorners.Count);

    private static IEnumerable<Operate> Operations(Specimen specimen) => specimen.Spec.Contexts.SelectMany(context => Operations(context.Body));

    private static IEnumerable<Operate> Operations(Block body) => body.Statements.SelectMany(statement => statement switch
    {
        Operate operate => [operate],
        If branch => Operations(branch.Then).Concat(Operations(branch.Otherwise)),
        Repeat repeat => Operations(repeat.Body),
        _ => [],
    });
}
