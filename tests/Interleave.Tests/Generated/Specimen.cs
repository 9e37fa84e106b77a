namespace Interleave.Tests.Generated;

/// <summary>A generated program with what the brute force says about it.</summary>
internal sealed record Specimen(ProgramSpec Spec, Outcome Expected)
{
    private const int MaxSchedules = 20_000;

    /// <summary>One program for each seed from 0; programs with too many schedules are made again.</summary>
    public static IReadOnlyList<Specimen> Generate(Func<ulong, ProgramSpec> generator, int count)
    {
        var all = new List<Specimen>();
        for (var seed = 0; seed < count; seed++)
        {
            all.Add(Generate(generator, (ulong)seed));
        }

        return all;
    }

    /// <summary>Runs a check on every specimen; a failure names the program.</summary>
    public static void ForEach(IEnumerable<Specimen> specimens, Action<Specimen> check)
    {
        foreach (var specimen in specimens)
        {
            try
            {
                if (Environment.GetEnvironmentVariable("DBG") != null) System.IO.File.WriteAllText("/tmp/cur.txt", specimen.Spec.ToString());
                check(specimen);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"{exception.Message}\n{specimen.Spec}", exception);
            }
        }
    }

    private static Specimen Generate(Func<ulong, ProgramSpec> generator, ulong seed)
    {
        for (var attempt = 0UL; ; attempt++)
        {
            var spec = generator((seed * 1000) + attempt);
            if (Environment.GetEnvironmentVariable("DBG") != null) System.IO.File.WriteAllText("/tmp/gen.txt", spec.ToString());
            if (BruteForce.Run(spec, MaxSchedules) is { } outcome)
            {
                return new Specimen(spec, outcome);
            }
        }
    }
}
