using Interleave.Kernel;
using UnwindCheck.Fuzzing;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Verdicts;

/// <summary>Designs that refuse every request would keep all promises; these answer.</summary>
public sealed class AnswerTests
{
    public static TheoryData<string> Designs => [.. Shipped.Designs.Where(static design => design is not ("v2" or "v4" or "v4-cache" or "v4-nmi-naive"))];

    [Theory]
    [MemberData(nameof(Designs))]
    public void Each_system_call_of_two_gets_its_own_cookie_and_a_callback_with_its_own_stack(string design)
    {
        var execution = new Execution(Shipped.Model(design, "two-contexts"));
        var events = new List<object>();
        while (execution.Moves() is { Count: > 0 } moves)
        {
            events.AddRange(execution.Apply(Assert.Single(moves)).Events);
        }

        var cookies = events.OfType<RequestReturned>().Select(static returned => returned.Result).ToList();
        var stacks = events.OfType<KernelEntered>().Select(static entered => (UserTrace?)entered.Stack).ToList();
        Assert.Equal([0, 0], cookies.Select(static result => result.Return));
        Assert.Equal(2, cookies.Select(static result => result.Cookie).Where(static cookie => cookie != 0).Distinct().Count());
        Assert.Equal(
            cookies.Zip(stacks, static (result, stack) => (result.Cookie, stack)),
            events.OfType<CallbackSawStack>().Select(static seen => (seen.Cookie, seen.Stack)));
    }
}
