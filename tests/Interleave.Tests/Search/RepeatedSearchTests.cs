using Interleave.Tests.Compilation;
using Interleave.Tests.Generated;

namespace Interleave.Tests.Search;

/// <summary>An exploration leaves no trace in its model, nor in others that run at the same time.</summary>
public sealed class RepeatedSearchTests
{
    private const int Programs = 200;

    [Fact]
    public void The_same_model_explored_again_gives_the_same_findings() => Specimen.ForEach(Specimen.WithInterrupts.Take(Programs), specimen =>
        Assert.Equal(Findings.Of(specimen.Result), Findings.Of(Explore.All(specimen.Model))));

    [Fact]
    public void Models_explored_on_two_threads_at_once_give_the_same_findings()
    {
        var specimens = Specimen.WithThreads.Take(Programs).ToArray();
        var findings = new string[specimens.Length];
        Parallel.For(0, specimens.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => findings[i] = Findings.Of(Explore.All(specimens[i].Model)));
        Assert.Equal(specimens.Select(specimen => Findings.Of(specimen.Result)), findings);
    }
}
