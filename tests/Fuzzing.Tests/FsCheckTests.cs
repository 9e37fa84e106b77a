using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using UnwindCheck.Models;

namespace UnwindCheck.Fuzzing.Tests;

/// <summary>
/// Every property in random scenarios, by FsCheck: for a while, from a fresh seed. What fails is shrunk and kept in the
/// corpus. <c>UNWINDCHECK_FUZZ_SEED</c> repeats a run and <c>UNWINDCHECK_FUZZ_SECONDS</c> says how long all properties
/// together take.
/// </summary>
public sealed class FsCheckTests(ITestOutputHelper output)
{
    private const double OrdinarySeconds = 20;
    private const int Enough = 100_000;

    private static readonly ulong Seed = Environment.GetEnvironmentVariable("UNWINDCHECK_FUZZ_SEED") is { Length: > 0 } given
        ? ulong.Parse(given, CultureInfo.InvariantCulture)
        : BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));

    private static readonly TimeSpan Share = TimeSpan.FromSeconds(
        (Environment.GetEnvironmentVariable("UNWINDCHECK_FUZZ_SECONDS") is { Length: > 0 } given ? double.Parse(given, CultureInfo.InvariantCulture) : OrdinarySeconds)
        / FuzzProperty.All(new KnownViolations()).Count);

    public static TheoryData<string> Properties => [.. FuzzProperty.All(new KnownViolations()).Select(static property => property.Name)];

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_property_holds_in_random_scenarios(string name)
    {
        var property = FuzzProperty.All(new KnownViolations()).Single(property => property.Name == name);
        output.WriteLine($"UNWINDCHECK_FUZZ_SEED={Seed}");
        var (failure, cases) = Fuzz(property, FuzzDesigns.Default, Seed, Share);
        output.WriteLine($"{cases} cases");
        if (failure is not var (fuzzCase, outcome))
        {
            Assert.True(cases > 0);
            return;
        }

        var path = Corpus.Keep(fuzzCase, property, outcome, $"UNWINDCHECK_FUZZ_SEED={Seed} dotnet test tests/Fuzzing.Tests");
        var message = $"seed {Seed}: {outcome.Reason}\n{fuzzCase.Scenario.Text}kept as {path}";

        // A violation that nobody has seen yet is news of a design, not a mistake in this program.
        Assert.SkipWhen(property.JudgesDesigns, message);
        Assert.Fail(message);
    }

    /// <summary>The adapter: a property as one of FsCheck's.</summary>
    internal static ((FuzzCase Case, FuzzOutcome Outcome)? Smallest, int Cases) Fuzz(FuzzProperty property, IReadOnlyList<DesignEntry> designs, ulong seed, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        (FuzzCase Case, FuzzOutcome Outcome)? smallest = null;
        var cases = 0;
        var test = Prop.ForAll(Sequences.Arbitrary, numbers =>
        {
            if (smallest is null && clock.Elapsed > time)
            {
                return true;
            }

            var design = smallest?.Case.Design ?? designs[cases++ % designs.Count];
            var fuzzCase = FuzzCase.Decode(numbers, design, new FuzzLimits());
            var outcome = property.Check(fuzzCase);
            if (outcome.Verdict != FuzzVerdict.Failed || (smallest is { } failure && !outcome.FailsLike(failure.Outcome)))
            {
                return true;
            }

            smallest = (fuzzCase, outcome);
            return false;
        });
        try
        {
            Check.One(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Enough).WithReplay(new Replay(new Rnd(seed, 1), FSharpOption<int>.None)), test);
        }
        catch (Exception) when (smallest is not null)
        {
            // FsCheck says in its own words what the smallest case says better.
        }

        return (smallest, cases);
    }
}
