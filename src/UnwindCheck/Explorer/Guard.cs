using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace UnwindCheck.Explorer;

/// <summary>
/// Lets in only who knows the address that was printed. Others on this machine, and pages of other sites that the browser
/// shows, know the port at most: every address begins with a random token, and a page that comes in under a name of its own
/// (DNS rebinding) is known by the Host header.
/// </summary>
internal sealed class Guard
{
    private const int TokenBytes = 16;

    private readonly byte[] expected;

    public Guard()
    {
        Token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        expected = Encoding.ASCII.GetBytes(Token);
    }

    /// <summary>The first part of every path.</summary>
    public string Token { get; }

    /// <summary>Why a request is refused; null: it is not.</summary>
    /// <param name="request">The request.</param>
    /// <param name="rest">What it asks for, without the token.</param>
    public (int Status, string Why)? Refusal(HttpRequest request, out string rest)
    {
        rest = "";
        if (request.Host.Host is not ("127.0.0.1" or "localhost") || request.Host.Port != request.HttpContext.Connection.LocalPort)
        {
            return (StatusCodes.Status421MisdirectedRequest, "this server answers to 127.0.0.1 and localhost only");
        }

        var parts = (request.Path.Value ?? "").Split('/', 3);
        if (parts.Length < 2 || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(parts[1]), expected))
        {
            return (StatusCodes.Status403Forbidden, "the address has to begin with the token that unwindcheck printed");
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            return (StatusCodes.Status405MethodNotAllowed, "this server only answers GET");
        }

        rest = parts.Length == 3 ? parts[2] : "";
        return null;
    }

    /// <summary>Tells the browser to keep everything to itself.</summary>
    public static void Protect(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = "frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
