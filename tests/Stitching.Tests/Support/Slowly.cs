namespace UnwindCheck.Stitching.Tests.Support;

/// <summary>A stream that gives one byte at a time, as a slow pipe may do.</summary>
internal sealed class Slowly(byte[] bytes) : MemoryStream(bytes)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));
}
