using System.Reflection;
using Interleave.Replay;
using Microsoft.CodeAnalysis;

namespace Interleave.Tests.Library;

/// <summary>What the README of the library shows compiles, runs and prints what it says.</summary>
public sealed class ReadmeTests
{
    public static TheoryData<string, OptimizationLevel> FilesAndLevels => [.. Readme.Files.Keys.SelectMany(file => new (string, OptimizationLevel)[] { (file, OptimizationLevel.Debug), (file, OptimizationLevel.Release) })];

    [Theory]
    [MemberData(nameof(FilesAndLevels))]
    public void A_test_that_it_shows_says_what_comes_of_it(string file, OptimizationLevel level)
    {
        var tests = Readme.Compile(file, level).GetExportedTypes().SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttribute<FactAttribute>() is not null).ToList();
        Assert.NotEmpty(tests);
        foreach (var test in tests)
        {
            var failure = Record.Exception(() => test.Invoke(Activator.CreateInstance(test.DeclaringType!), []));


            Assert.True(failure is null, $"{test.Name}: {failure?.InnerException}");
        }
    }

    [Fact]
    public void It_shows_what_was_promised() =>
        Assert.Equal(["BufferTests.cs", "CounterTests.cs", "PerCpuTests.cs", "PetersonTests.cs", "SamplingTests.cs"], Readme.Files.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_failing_test_prints_what_it_shows()
    {
        var type = Readme.Compile("CounterTests.cs", OptimizationLevel.Release).GetType("CounterTests")!;
        var increment = type.GetMethod("LoadAndStore")!.CreateDelegate<Func<Cell, Step>>();
        var result = (ExplorationResult)type.GetMethod("Counter")!.Invoke(null, [increment])!;
        var failure = Assert.Throws<ExplorationFailedException>(result.ShouldHold);
        Assert.Equal(Assert.Single(Readme.Blocks("text")).TrimEnd(), failure.Message);
        Assert.Contains("""Replayer.Run(model, Schedule.Parse("a×1 b×3 a×3"), out _)""", Readme.Text, StringComparison.Ordinal);
        Assert.Equal(7, Replayer.Run(result.Model, Schedule.Parse("a×1 b×3 a×3"), out _).Count);
    }
}
