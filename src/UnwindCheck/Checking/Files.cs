namespace UnwindCheck.Checking;

/// <summary>Reads and writes files with messages that a user can act on.</summary>
internal static class Files
{
    private const long MaxInput = 16 << 20;

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

    /// <summary>Writes a whole file or none: readers never see half of it.</summary>
    public static void Write(string path, string contents)
    {
        var temporary = path + ".part";
        try
        {
            File.WriteAllText(temporary, contents);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"{path}:1:1: cannot be written: {exception.Message}", exception);
        }
    }

    public static void CreateDirectory(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"{path}:1:1: cannot be a directory for traces: {exception.Message}; give another one with --traces", exception);
        }
    }
}
