using Interleave.Kernel;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Verdicts;

/// <summary>Where no NMI strikes, interrupts off are protection enough on every architecture.</summary>
public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("v4")]
    [InlineData("v4-repaired")]
    public void Without_NMIs_a_design_violates_the_same_invariants_on_every_architecture(string design)
    {
        var compared = 0;
        foreach (var scenario in ScenarioCatalogue.All.Where(static scenario => scenario.Interrupts.All(static interrupt => interrupt.Level != ContextLevel.Nmi)))
        {
            var expected = Shipped.Violated(design, scenario.Name);
            Assert.All(Architecture.All.Where(architecture => architecture != scenario.Architecture), architecture => Assert.Equal(expected, Shipped.Violated(Shipped.Design(design), scenario with { Architecture = architecture })));
            compared++;
        }

        Assert.InRange(compared, 20, int.MaxValue);
    }
}
