using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Interleave.Tests.Compilation;

/// <summary>What is found does not depend on whether the model was compiled as a debug or as a release build.</summary>
public sealed class BuildConfigurationTests
{
    private static readonly Lazy<Assembly> Debug = new(() => CompiledSource.Load("Specimens", Source(), OptimizationLevel.Debug));

    private static readonly Lazy<Assembly> Release = new(() => CompiledSource.Load("Specimens", Source(), OptimizationLevel.Release));

    public static TheoryData<string> Specimens =>
        [.. typeof(LanguageSpecimens).GetMethods(BindingFlags.Static | BindingFlags.Public).Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Specimens))]
    public void Both_builds_give_the_same_numbers_and_witnesses(string specimen)
    {
        var debug = Findings.Of(Explore.All(ModelOf(Debug.Value, specimen)));
        Assert.Equal(debug, Findings.Of(Explore.All(ModelOf(Release.Value, specimen))));
        Assert.Equal(debug, Findings.Of(Explore.All(ModelOf(typeof(LanguageSpecimens).Assembly, specimen))));
    }

    [Fact]
    public void A_dead_local_does_not_tell_states_apart_in_either_build()
    {
        const string source = """
            public static class Dead
            {
                public static Model With() => Make(static x => Body(x, 1));
                public static Model Without() => Make(static x => Body(x, 0));
                private static Model Make(Func<Cell, Step> body)
                {
                    var model = new Model();
                    var x = model.Cell("x");
                    model.Process("p", () => body(x));
                    return model;
                }

                private static async Step Body(Cell x, int alternatives)
                {
                    var chosen = await CellOperations.Choose(alternatives + 1, "dead");
                    await x.ReadOnce();
                    await x.ReadOnce();
                    chosen = 5;
                    await x.WriteOnce((uint)chosen);
                }
            }
            """;
        foreach (var level in (OptimizationLevel[])[OptimizationLevel.Debug, OptimizationLevel.Release])
        {
            var type = CompiledSource.Load("Dead", source, level).GetType("Dead")!;
            var states = ((string[])["With", "Without"]).Select(name => Explore.All((Model)type.GetMethod(name)!.Invoke(null, null)!).Search.States);
            Assert.Equal([5, 5], states);
        }
    }

    private static Model ModelOf(Assembly assembly, string specimen)
    {
        var type = assembly.GetType(typeof(LanguageSpecimens).FullName!, throwOnError: true)!;
        return (Model)type.GetMethod(specimen)!.Invoke(null, null)!;
    }

    private static string Source()
    {
        using var stream = typeof(BuildConfigurationTests).Assembly.GetManifestResourceStream("Interleave.Tests.LanguageSpecimens.cs")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
