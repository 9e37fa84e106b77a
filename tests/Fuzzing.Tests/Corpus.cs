namespace UnwindCheck.Fuzzing.Tests;

/// <summary>The cases that are kept beside the tests: every run checks them again.</summary>
internal static class Corpus
{
    /// <summary>The checked-out sources that the tests were built from.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Where the files are: in the checked-out sources that the tests were built from.</summary>
    public static string Directory { get; } = Path.Combine(Root, "tests", "Fuzzing.Tests", "corpus");

    public static IEnumerable<string> Files => System.IO.Directory.Exists(Directory) ? System.IO.Directory.GetFiles(Directory, "*.scenario").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal) : [];

    public static string Text(string file) => File.ReadAllText(Path.Combine(Directory, file));

    /// <summary>Keeps a case that fails.</summary>
    /// <returns>The path of the file.</returns>
    public static string Keep(FuzzCase fuzzCase, FuzzProperty property, FuzzOutcome outcome, string command)
    {
        System.IO.Directory.CreateDirectory(Directory);
        var path = Path.Combine(Directory, FuzzFile.Name(fuzzCase, property, outcome));
        File.WriteAllText(path, FuzzFile.Text(fuzzCase, property, outcome, command));
        return path;
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Directory.Packages.props")))
        {
            directory = directory.Parent;
        }

        Assert.NotNull(directory);
        return directory.FullName;
    }
}
