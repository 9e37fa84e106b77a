namespace UnwindCheck.Stitching;

/// <summary>What is wrong with a line, without its place.</summary>
#pragma warning disable CA1032, CA1064 // never leaves the reader, which adds the place
internal sealed class RecordFormatException(string message) : Exception(message);
#pragma warning restore CA1032, CA1064
