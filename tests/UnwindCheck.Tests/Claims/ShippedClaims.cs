using UnwindCheck.Tests.Claims;
using UnwindCheck.Tests.Program;

[assembly: AssemblyFixture(typeof(ShippedClaims))]

namespace UnwindCheck.Tests.Claims;

/// <summary>One run of all shipped claims, for the tests that look at it.</summary>
public sealed class ShippedClaims : IDisposable
{
    public const string Json = "claims.json";
    public const string Markdown = "CLAIMS.md";

    private readonly Lazy<Task<SharedRun>> run = new(() => SharedRun.Of("claims", "--json", Json, "--markdown", Markdown));

    /// <summary><c>claims --json claims.json --markdown CLAIMS.md</c>.</summary>
    public Task<SharedRun> Run => run.Value;

    public void Dispose()
    {
        if (run.IsValueCreated && run.Value.IsCompletedSuccessfully)
        {
            run.Value.Result.Dispose();
        }
    }
}
