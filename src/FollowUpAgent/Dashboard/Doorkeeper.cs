using System.Net;
using System.Text;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Hosting.Listeners;

namespace FollowUpAgent.Dashboard;

/// <summary>
/// Lets people see the pages: freely at the machine itself, elsewhere with an API key as the password of HTTP's own login. Sets the
/// headers that every answer carries.
/// </summary>
internal sealed class Doorkeeper(ListenersOptions listeners, ApiOptions api, ApiKeys keys) : IEndpointFilter
{
    private static readonly string[] Forwarded = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"];

    /// <inheritdoc />
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        PageHeaders.Set(http.Response);
        // As in the API: who may look may not answer yet.
        var needed = http.GetEndpoint()?.Metadata.GetMetadata<NeededScope>()?.Scope
            ?? (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) ? ApiScope.Read : ApiScope.Enroll);
        if (IsAtTheMachine(http.Request) || keys.Check(KeyOf(http.Request), needed) is not null)
        {
            return await next(context);
        }

        if (api.Keys.Count == 0)
        {
            return Results.Text(
                "These pages are open at this machine only, as http://localhost. To see them from elsewhere, make a key with 'followup key', "
                + "put the printed lines into the settings (section Api), restart, and log in with any name and the key as password. "
                + "Put TLS in front: the key travels with every request.\n",
                statusCode: StatusCodes.Status403Forbidden);
        }

        http.Response.Headers.WWWAuthenticate = "Basic realm=\"followup\", charset=\"UTF-8\"";
        return Results.Text($"Log in with any name and an API key (scope {needed}) as password.\n", statusCode: StatusCodes.Status401Unauthorized);
    }

    // The host's name is checked too: a site elsewhere may let its own name point to this machine and read what a browser here may see.
    private bool IsAtTheMachine(HttpRequest request) =>
        IPAddress.IsLoopback(IPAddress.Parse(listeners.Private.Address)) && IsOurName(request.Host.Host) && !Forwarded.Any(request.Headers.ContainsKey);

    private static bool IsOurName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static string? KeyOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return header["Bearer ".Length..].Trim();
        }

        var bytes = new byte[512];
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) || !Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}

/// <summary>Marks a page for which the key of one who may look or answer is not enough.</summary>
/// <param name="Scope">What it takes.</param>
internal sealed record NeededScope(ApiScope Scope);
