namespace UnwindCheck.Site;

/// <summary>The directory of a site. It is made beside its place and takes it when it is whole, so whatever ends the program
/// leaves the site that was there before, or none.</summary>
internal sealed class SiteDirectory : IDisposable
{
    private const string Part = ".part";
    private const string Old = ".old";

    /// <summary>What a directory has that may be replaced.</summary>
    private const string Mark = ".unwindcheck-report";

    private readonly string path;

    private SiteDirectory(string path) => this.path = path;

    /// <summary>Where the files are written until they are all there.</summary>
    private string Temporary => path + Part;

    /// <summary>Begins a site.</summary>
    /// <exception cref="InputException">It cannot be there, or something else is.</exception>
    public static SiteDirectory Begin(string path)
    {
        var directory = new SiteDirectory(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        if (File.Exists(directory.path))
        {
            throw new InputException($"{path}: it is a file; give a directory for the report");
        }

        if (Directory.Exists(directory.path) && Directory.EnumerateFileSystemEntries(directory.path).Any() && !File.Exists(Path.Combine(directory.path, Mark)))
        {
            throw new InputException($"{path}: the directory has something else in it than a report; give another one, or empty it");
        }

        Try(directory.path, () =>
        {
            if (!Directory.Exists(directory.path) && Directory.Exists(directory.path + Old))
            {
                // A run was killed while it put its site in the place of this one.
                Directory.Move(directory.path + Old, directory.path);
            }

            directory.Remove();
            Directory.CreateDirectory(directory.Temporary);
            File.WriteAllText(Path.Combine(directory.Temporary, Mark), "unwindcheck report\n");
        });
        return directory;
    }

    /// <summary>Writes a file of the site.</summary>
    /// <param name="name">Its place in the site.</param>
    /// <param name="text">What it has.</param>
    public void Write(string name, string text) => Try(path, () =>
    {
        var file = Path.Combine(Temporary, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    });

    /// <summary>Number and bytes of the files that were written.</summary>
    public (int Files, long Bytes) Size()
    {
        var files = new DirectoryInfo(Directory.Exists(Temporary) ? Temporary : path).EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        return (files.Count, files.Sum(file => file.Length));
    }

    /// <summary>Puts the site in its place.</summary>
    public void Commit() => Try(path, () =>
    {
        if (File.Exists(Path.Combine(path, Mark)))
        {
            Directory.Move(path, path + Old);
        }
        else if (Directory.Exists(path))
        {
            // It is empty.
            Directory.Delete(path);
        }

        Directory.Move(Temporary, path);
        Remove();
    });

    /// <summary>Removes what is not whole.</summary>
    public void Dispose() => Try(path, Remove);

    private void Remove()
    {
        foreach (var left in new[] { Temporary, path + Old }.Where(left => File.Exists(Path.Combine(left, Mark))))
        {
            Directory.Delete(left, recursive: true);
        }
    }

    private static void Try(string path, Action act)
    {
        try
        {
            act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"{path}: the report cannot be written: {exception.Message.TrimEnd('.')}; give another directory", exception);
        }
    }
}
