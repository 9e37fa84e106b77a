using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>Plain 64-bit variables.</summary>
public sealed class KernelU64Tests
{
    private const ulong Old = 0x1_0000_0002;
    private const ulong New = 0x3_0000_0004;

    [Theory]
    [InlineData("x86-64", new[] { "100000002", "300000004" })]
    [InlineData("arm64", new[] { "100000002", "300000004" })]
    [InlineData("generic-32", new[] { "100000002", "100000004", "300000004" })]
    public void An_NMI_may_see_half_of_a_store_where_that_is_two_operations(string architecture, string[] seen) =>
        Assert.Equal(seen, SeenByReader(architecture, Store, Load));

    [Theory]
    [InlineData("x86-64", new[] { "100000002", "300000004" })]
    [InlineData("arm64", new[] { "100000002", "300000004" })]
    [InlineData("generic-32", new[] { "100000002", "300000002", "300000004" })]
    public void A_load_that_an_NMI_splits_may_see_half_of_what_that_stores(string architecture, string[] seen) =>
        Assert.Equal(seen, SeenByReader(architecture, Load, Store));

    private static IReadOnlyList<string> SeenByReader(string architecture, Func<KernelU64, IKernelAction> task, Func<KernelU64, IKernelAction> nmi)
    {
        var bench = new Bench(architecture: Architecture.All.Single(other => other.Name == architecture));
        var variable = new KernelU64(bench.Machine.Architecture, bench.Model.Cell64("variable", Old));
        bench.Interrupt("pmi", ContextLevel.Nmi, [nmi(variable)]);
        bench.Task("A", task(variable));
        return [.. bench.Outcomes().Where(static outcome => outcome.Length > 0)];
    }

    private static IKernelAction Store(KernelU64 variable) => Act.Of(variable, static async (_, variable) => await variable.Write(New));

    private static IKernelAction Load(KernelU64 variable) => Act.Of(variable, static async (_, variable) =>
    {
        var value = await variable.Read();
        Events.Emit(new Note($"{value:x}"));
    });
}
