namespace UnwindCheck.Models.Tests.Support;

/// <summary>The checked-out sources that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>The path of a file.</summary>
    public static string PathOf(params string[] parts)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Directory.Packages.props")))
        {
            directory = directory.Parent;
        }

        Assert.NotNull(directory);
        return Path.Combine([directory.FullName, .. parts]);
    }
}
