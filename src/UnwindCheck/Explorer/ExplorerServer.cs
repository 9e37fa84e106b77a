using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using UnwindCheck.Page;
using UnwindCheck.Reports;
using UnwindCheck.Traces;

namespace UnwindCheck.Explorer;

/// <summary>Serves the explorer's page on this machine, and answers what it asks.</summary>
internal sealed class ExplorerServer : IAsyncDisposable
{
    /// <summary>A path may be long; the default limit is 8 KB.</summary>
    private const int LongestAddress = 1 << 20;

    private const string Json = "application/json; charset=utf-8";
    private const string Html = "text/html; charset=utf-8";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly Guard guard = new();
    private readonly Session session;
    private readonly WebApplication server;
    private readonly string page;

    /// <summary>Prepares a server.</summary>
    /// <param name="session">What is explored.</param>
    /// <param name="port">The port; 0: any that is free.</param>
    public ExplorerServer(Session session, int port)
    {
        this.session = session;
        page = ExplorerPage.Of(session);

        // Nothing but what is said here: no settings from files or the environment, no logging.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = LongestAddress;
            kestrel.Limits.MaxRequestBufferSize = 2 * LongestAddress;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        server = builder.Build();
        server.Run(Answer);
    }

    /// <summary>Where the page is.</summary>
    public Uri Address => new($"{server.Urls.First()}/{guard.Token}/");

    /// <summary>Begins to listen.</summary>
    /// <exception cref="InputException">The port is taken.</exception>
    public async Task Start()
    {
        try
        {
            await server.StartAsync();
        }
        catch (IOException exception)
        {
            throw new InputException($"--port: {exception.Message}; give another one, or none for any that is free", exception);
        }
    }

    /// <summary>Serves until it is cancelled, or the program is told to end.</summary>
    public async Task Serve(CancellationToken cancellation)
    {
        await server.WaitForShutdownAsync(cancellation);
        await server.StopAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        Guard.Protect(context.Response);
        if (guard.Refusal(context.Request, out var wanted) is var (status, why))
        {
            await Write(context, status, "text/plain; charset=utf-8", why + "\n");
            return;
        }

        try
        {
            await AnswerTo(context, wanted);
        }
        catch (Exception exception) when (exception is PathException or InputException)
        {
            await Write(context, StatusCodes.Status400BadRequest, Json, JsonSerializer.Serialize(new { error = exception.Message }, Options));
        }
    }

    private Task AnswerTo(HttpContext context, string wanted)
    {
        var query = context.Request.Query;
        string Of(string name) => query.TryGetValue(name, out var value) ? value.ToString() : "";
        switch (wanted)
        {
            case "":
                return Write(context, StatusCodes.Status200OK, Html, page);
            case "state":
                return WriteJson(context, session.View(Of("path")));
            case "search":
                return WriteJson(context, session.SearchView());
            case "jump":
                return WriteJson(context, new { path = session.Jump(Of("path"), Of("invariant")) });
            case "run":
                return WriteJson(context, new { path = session.Run(Of("path")) });
            case "prefix":
                return WriteJson(context, new { path = session.Prefix(Of("path"), int.TryParse(Of("steps"), NumberStyles.None, CultureInfo.InvariantCulture, out var steps) ? steps : -1) });
            case "source":
                return WriteJson(context, new { text = SourceText.Whole(Of("name")) });
            case "trace":
                var trace = session.Trace(Of("path"), Of("invariant"));
                context.Response.Headers.ContentDisposition = $"attachment; filename=\"{FileName(trace)}\"";
                return Write(context, StatusCodes.Status200OK, Json, trace.ToJson());
            case "page":
                return Write(context, StatusCodes.Status200OK, Html, TracePage.Of(TraceReplay.Of(session.Trace(Of("path"), Of("invariant")), "this path")));
            default:
                return Write(context, StatusCodes.Status404NotFound, "text/plain; charset=utf-8", "there is nothing here\n");
        }
    }

    /// <summary>The name that <c>check</c> would give the trace, in letters that a header may have.</summary>
    private static string FileName(TraceFile trace) =>
        string.Concat($"{trace.Design}.{trace.Scenario}.{trace.Invariant}.trace.json".Select(c => char.IsAsciiLetterOrDigit(c) || "-_.+~".Contains(c, StringComparison.Ordinal) ? c : '_'));

    private static Task WriteJson<T>(HttpContext context, T value) => Write(context, StatusCodes.Status200OK, Json, JsonSerializer.Serialize(value, Options));

    private static Task Write(HttpContext context, int status, string type, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(text, context.RequestAborted);
    }
}
