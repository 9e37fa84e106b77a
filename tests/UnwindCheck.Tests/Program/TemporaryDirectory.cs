namespace UnwindCheck.Tests.Program;

/// <summary>A new directory that goes away with the test.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("unwindcheck-");

    public string FullName => directory.FullName;

    /// <summary>Everything in it, by name relative to it.</summary>
    public IReadOnlyList<string> Entries =>
        [.. directory.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(entry => Path.GetRelativePath(FullName, entry.FullName)).Order(StringComparer.Ordinal)];

    public string PathOf(string name) => Path.Combine(FullName, name);

    public string Read(string name) => File.ReadAllText(PathOf(name));

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    public void Dispose() => directory.Delete(recursive: true);
}
