using System.Net;
using Interleave.Exploration;
using UnwindCheck;
using UnwindCheck.Explorer;
using UnwindCheck.Models;

namespace Viewer.Tests.Explorer;

/// <summary>Who is let in.</summary>
public sealed class GuardTests : IAsyncLifetime
{
    private readonly Session session = new(DesignCatalogue.Find("v4")!, ScenarioCatalogue.All.Single(entry => entry.Name == "first-request"), new SearchOptions());
    private readonly HttpClient client = new();
    private ExplorerServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = new ExplorerServer(session, 0);
        await server.Start();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        session.Dispose();
    }

    [Fact]
    public async Task Who_has_the_address_is_let_in()
    {
        Assert.Equal("127.0.0.1", server.Address.Host);
        Assert.Equal(HttpStatusCode.OK, await Status(server.Address));
        Assert.Equal(HttpStatusCode.OK, await Status(new Uri(server.Address, "state?path=A*3")));
        Assert.Equal(HttpStatusCode.NotFound, await Status(new Uri(server.Address, "elsewhere")));
    }

    [Fact]
    public async Task Without_the_token_nothing_is_answered()
    {
        var root = new Uri(server.Address, "/");
        var token = server.Address.Segments[1].Trim('/');
        Assert.Matches("^[0-9a-f]{32}$", token);
        foreach (var path in new[] { "", "state", "state?path=", $"{token[..^1]}/", $"{token}0/", $"{token.ToUpperInvariant()}X/", $"x/{token}/", $"/{token}/", new string('0', token.Length) + "/" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await Status(new Uri(root.AbsoluteUri + path)));
        }
    }

    [Fact]
    public async Task Each_server_has_a_token_of_its_own()
    {
        await using var other = new ExplorerServer(session, 0);
        await other.Start();
        Assert.NotEqual(server.Address.Segments[1], other.Address.Segments[1]);
    }

    [Theory]
    [InlineData("rebound.example")]
    [InlineData("rebound.example:80")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1.rebound.example")]
    public async Task A_page_that_comes_in_under_another_name_is_refused(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address);
        request.Headers.Host = host.Contains("rebound.example", StringComparison.Ordinal) && !host.Contains(':', StringComparison.Ordinal) ? $"{host}:{server.Address.Port}" : host;
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Fact]
    public async Task The_other_name_of_this_machine_is_accepted()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address);
        request.Headers.Host = $"localhost:{server.Address.Port}";
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Nothing_can_be_written()
    {
        using var content = new StringContent("x");
        using var response = await client.PostAsync(new Uri(server.Address, "state"), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task The_browser_is_told_to_keep_everything_to_itself()
    {
        using var response = await client.GetAsync(server.Address, TestContext.Current.CancellationToken);
        foreach (var (header, value) in new[] { ("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Resource-Policy", "same-origin"), ("Content-Security-Policy", "frame-ancestors 'none'"), ("Cache-Control", "no-store") })
        {
            Assert.Equal(value, response.Headers.GetValues(header).Single());
        }

        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_with_a_remedy()
    {
        await using var second = new ExplorerServer(session, server.Address.Port);
        var refused = await Assert.ThrowsAsync<InputException>(second.Start);
        Assert.Contains("--port", refused.Message, StringComparison.Ordinal);
        Assert.Contains("give another one", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_of_many_runs_is_not_too_long_for_an_address()
    {
        var path = string.Join('+', Enumerable.Repeat("A*1", 5_000));
        using var response = await client.GetAsync(new Uri(server.Address, "state?path=" + Uri.EscapeDataString(path)), TestContext.Current.CancellationToken);
        Assert.Contains("cannot go on", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> Status(Uri address)
    {
        using var response = await client.GetAsync(address, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
