namespace UnwindCheck.Tests.Program;

/// <summary>Texts that are checked in. With UNWINDCHECK_REGENERATE=1 in the environment they are written anew, and
/// whoever does that reads the difference before it is committed.</summary>
public static class Golden
{
    private const string Regenerate = "UNWINDCHECK_REGENERATE";

    public static void Compare(string name, string actual)
    {
        if (Environment.GetEnvironmentVariable(Regenerate) == "1")
        {
            File.WriteAllText(Path.Combine(SourceDirectory(), name), actual);
            Assert.Skip($"Golden/{name} was written anew");
        }

        var golden = Read(name);
        Assert.True(golden == actual, $"Golden/{name} differs; {Regenerate}=1 writes it anew. Now:\n{actual}");
    }

    public static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name));

    private static string SourceDirectory()
    {
        const string Golden = "tests/UnwindCheck.Tests/Golden";
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (Directory.Exists(Path.Combine(directory.FullName, Golden)))
            {
                return Path.Combine(directory.FullName, Golden);
            }
        }

        throw new DirectoryNotFoundException($"no {Golden} above {AppContext.BaseDirectory}");
    }
}
