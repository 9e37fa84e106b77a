namespace Interleave.Coyote;

/// <summary>Whether this build can run models under Microsoft.Coyote.</summary>
public static class CoyoteSupport
{
    /// <summary>True in a build with <c>-p:WithCoyote=true</c>; only that has <c>ModelUnderCoyote</c> and
    /// <c>CoyoteRun</c>. The default build has no reference to Coyote at all.</summary>
#if WITH_COYOTE
    public const bool IsAvailable = true;
#else
    public const bool IsAvailable = false;
#endif
}
