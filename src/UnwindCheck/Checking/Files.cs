using System.Text;

namespace UnwindCheck.Checking;

/// <summary>Reads and writes files with messages that a user can act on.</summary>
internal static class Files
{
    private const long MaxInput = 16 << 20;
    private const string Part = ".part";

    public static string Read(string path, string what)
    {
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && info.Length > MaxInput)
            {
                throw new InputException($"{path}:1:1: {info.Length} bytes are too many for {what}; expected at most {MaxInput}");
            }

            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"{path}:1:1: cannot be read as {what}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads what may be larger than memory should hold as text.</summary>
    public static T Read<T>(string path, string what, Func<Stream> open, Func<Stream, T> read)
    {
        try
        {
            using var stream = open();
            return read(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"{path}:1:1: cannot be read as {what}: {exception.Message}", exception);
        }
    }

    /// <summary>Finds out before a long run whether a file can be written after it.</summary>
    public static void RequireWritable(string path) => Written(path, () =>
    {
        if (Directory.Exists(path))
        {
            throw new IOException("it is a directory");
        }

        if (!IsDevice(path))
        {
            using var probe = new FileStream(path + Part, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
    });

    /// <summary>Writes a whole file or none: readers never see half of it.</summary>
    public static void Write(string path, string contents) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(contents)));

    /// <summary>The same with contents that are made while they are written.</summary>
    public static void Write(string path, Action<Stream> write) => Written(path, () =>
    {
        if (IsDevice(path))
        {
            WriteThrough(path, write);
            return;
        }

        var temporary = path + Part;
        try
        {
            WriteThrough(temporary, write);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            // Gone when it was moved; what is left of a failure helps nobody.
            File.Delete(temporary);
        }
    });

    /// <summary>Adds to the end of a file, or begins it: what was there stays, and what comes is there in full or not at all.</summary>
    public static void Append(string path, string contents) =>
        Write(path, (!IsDevice(path) && File.Exists(path) ? Read(path, "a file to add to") : "") + contents);

    /// <summary>Removes a file if it is there.</summary>
    public static void Remove(string path) => Written(path, () => File.Delete(path));

    public static void CreateDirectory(string path, string what = "traces")
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"{path}:1:1: cannot be a directory for {what}: {exception.Message.TrimEnd('.')}; give another one with --{(what == "pages" ? "html" : what)}", exception);
        }
    }

    /// <summary>Whether a file that takes the place of this one would not be the same: /dev/null, /dev/stdout.</summary>
    private static bool IsDevice(string path) => Path.GetFullPath(path).Split('/') is ["", "dev", not "shm", ..] or ["", "proc", ..];

    private static void WriteThrough(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        write(stream);
    }

    private static void Written(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"{path}:1:1: cannot be written: {exception.Message}", exception);
        }
    }
}
