using System.Text.Json;
using UnwindCheck.Claims;
using UnwindCheck.Traces;

namespace UnwindCheck.Tests.Claims;

/// <summary>The claims of <c>models/claims.yaml</c>.</summary>
public sealed class ShippedClaimTests(ShippedClaims claims)
{
    private const string Regenerate = "UNWINDCHECK_REGENERATE";

    /// <summary>The ids of all claims.</summary>
    public static TheoryData<string> Ids => [.. ClaimFile.Shipped().Select(claim => claim.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Its_answer_is_as_expected(string id)
    {
        using var json = JsonDocument.Parse((await claims.Run).Read(ShippedClaims.Json));
        var claim = Assert.Single(json.RootElement.GetProperty("claims").EnumerateArray(), claim => claim.GetProperty("id").GetString() == id);
        Assert.Equal(claim.GetProperty("expected").GetString(), claim.GetProperty("answer").GetString());
    }

    [Fact]
    public async Task All_searches_are_complete()
    {
        var outcome = (await claims.Run).Outcome.Ended(0);
        Assert.StartsWith("exhaustive: ", outcome.LastLine, StringComparison.Ordinal);
        Assert.DoesNotContain("undecided", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CLAIMS_md_is_what_they_say_now()
    {
        var now = (await claims.Run).Read(ShippedClaims.Markdown);
        var path = Path.Combine(Root(), ShippedClaims.Markdown);
        if (Environment.GetEnvironmentVariable(Regenerate) == "1")
        {
            await File.WriteAllTextAsync(path, now, TestContext.Current.CancellationToken);
            Assert.Skip($"{ShippedClaims.Markdown} was written anew");
        }

        var committed = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.True(committed == now, $"{ShippedClaims.Markdown} is not what 'unwindcheck claims --markdown' writes now; {Regenerate}=1 writes it anew");
    }

    [Fact]
    public async Task Every_trace_can_be_replayed()
    {
        var run = await claims.Run;
        Assert.NotEmpty(run.Traces);
        Assert.All(run.Traces, trace => TraceReplay.Of(run.PathOf(trace)));
    }

    [Fact]
    public void There_are_enough_of_them_and_each_tells_its_source()
    {
        var shipped = ClaimFile.Shipped();
        Assert.True(shipped.Count >= 35, $"{shipped.Count}");
        Assert.All(["Peter Zijlstra", "Josh Poimboeuf", "Mathieu Desnoyers", "Steven Rostedt", "Jens Remus"], author => Assert.Contains(shipped, claim => claim.Author == author && claim.Source.StartsWith("seed thread #", StringComparison.Ordinal)));
        Assert.All(shipped, claim => Assert.Matches("^[a-z0-9-]+$", claim.Id));
        Assert.All(shipped.Where(claim => claim.Expected == ClaimAnswer.NeedsAssumption), claim => Assert.NotNull(claim.Assumption));
    }

    private static string Root()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Coyote.sln")))
            {
                return directory.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no Coyote.sln above {AppContext.BaseDirectory}");
    }
}
