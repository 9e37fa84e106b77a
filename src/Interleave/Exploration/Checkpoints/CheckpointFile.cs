using System.Reflection;
using System.Security.Cryptography;

namespace Interleave.Exploration.Checkpoints;

/// <summary>
/// A file from which a search goes on: a header, what the search knows, and a checksum of both. It is written beside its place,
/// brought to the disk, and then takes its place at once: whenever the process is killed, there is a whole one.
/// </summary>
internal static class CheckpointFile
{
    /// <summary>Raised whenever what follows the header changes, or what a fingerprint is.</summary>
    private const long FormatVersion = 1;

    private const int BufferSize = 1 << 20;
    private const string Part = ".part";

    private static readonly byte[] Magic = "INTRLEAV"u8.ToArray();

    /// <summary>The version of the engine: another one may explore in another way.</summary>
    private static readonly string ToolVersion = typeof(CheckpointFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="search">What kind of search it is of, in words.</param>
    /// <param name="model">The digest of the model.</param>
    /// <param name="contents">Writes what the search knows.</param>
    /// <exception cref="CheckpointException">It cannot be written; what was there before still is.</exception>
    public static void Write(string path, string search, ReadOnlySpan<byte> model, Action<CheckpointWriter> contents)
    {
        var temporary = path + Part;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, BufferSize))
            {
                using var writer = new CheckpointWriter(stream);
                writer.Write(Magic);
                writer.Write(FormatVersion);
                writer.Write(ToolVersion);
                writer.Write(search);
                writer.Write(model);
                contents(writer);
                writer.WriteChecksum();
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            TryDelete(temporary);
            throw new CheckpointException($"{path}: the checkpoint cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="CheckpointException">There is none, or it is damaged, or of another search.</exception>
    public static void Read(string path, string search, ReadOnlySpan<byte> model, Action<CheckpointReader> contents)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
            RequireWhole(path, stream);
            var reader = new CheckpointReader(stream);
            reader.Read(new byte[Magic.Length]);
            var version = reader.ReadInt64();
            Require(version == FormatVersion, path, $"is a checkpoint of format {version}, this version of the engine reads {FormatVersion}; begin the search anew");
            var tool = reader.ReadText();
            Require(tool == ToolVersion, path, $"was written by version {tool} of the engine, this is {ToolVersion}; resume with that version or begin the search anew");
            var kind = reader.ReadText();
            Require(kind == search, path, $"is the checkpoint of {kind}, this is {search}; give the options that it was made with");
            var digest = new byte[model.Length];
            reader.Read(digest);
            Require(model.SequenceEqual(digest), path, "is a checkpoint of another model: its cells, processes or invariants are not the ones given; begin the search anew, or resume with the model it was made with");
            contents(reader);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new CheckpointException($"{path}: cannot be read as a checkpoint: {exception.Message}", exception);
        }
    }

    private static void RequireWhole(string path, FileStream stream)
    {
        var start = new byte[Magic.Length];
        Require(stream.Length > Magic.Length + SHA256.HashSizeInBytes && stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan().SequenceEqual(Magic), path, "is not a checkpoint");
        stream.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferSize];
        for (var left = stream.Length - SHA256.HashSizeInBytes; left > 0;)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        var checksum = new byte[SHA256.HashSizeInBytes];
        stream.ReadExactly(checksum);
        Require(hash.GetHashAndReset().AsSpan().SequenceEqual(checksum), path, "is a damaged checkpoint: its checksum is wrong; begin the search anew");
        stream.Position = 0;
    }

    private static void Require(bool condition, string path, string otherwise)
    {
        if (!condition)
        {
            throw new CheckpointException($"{path}: {otherwise}");
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It stays; the reason why it could not be written is the one to report.
        }
    }
}
