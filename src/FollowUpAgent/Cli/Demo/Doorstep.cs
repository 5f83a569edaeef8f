using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FollowUpAgent.Cli.Demo;

/// <summary>How the invented world reaches the agent: by HTTP, at its real public listener, as browsers, mail programs and webhooks do.</summary>
internal sealed class Doorstep(string publicUrl, string secret, TimeProvider clock, string? mailSecret = null) : IDisposable
{
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";

    // Apple's mail privacy proxy calls itself exactly this.
    private const string PictureProxy = "Mozilla/5.0";
    private readonly byte[] key = Convert.FromBase64String(secret["whsec_".Length..]);

    // A click is answered with a redirect to a site that does not exist.
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private int posts;

    /// <summary>Whether a link leads to the agent.</summary>
    public bool IsOurs(Uri link) => link.AbsoluteUri.StartsWith(publicUrl, StringComparison.Ordinal);

    /// <summary>A person reads or follows a link.</summary>
    public Task FetchAsync(Uri link, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, link, Browser, null, cancellationToken);

    /// <summary>A mail program loads the pixel by itself.</summary>
    public Task FetchByMachineAsync(Uri pixel, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, pixel, PictureProxy, null, cancellationToken);

    /// <summary>A scanner looks at a link.</summary>
    public Task ScanAsync(Uri link, CancellationToken cancellationToken) => SendAsync(HttpMethod.Head, link, "LinkScanner/1.0", null, cancellationToken);

    /// <summary>A mail program unsubscribes its reader in one click (RFC 8058).</summary>
    public Task UnsubscribeAsync(Uri link, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, link, Browser, new FormUrlEncodedContent([KeyValuePair.Create("List-Unsubscribe", "One-Click")]), cancellationToken);

    /// <summary>The mail server hands a raw mail on.</summary>
    public async Task HandOnAsync(string mail, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(mail));
        using var response = await client.PostAsync(new Uri($"{publicUrl}/hooks/mail/{mailSecret}"), content, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Another system reports an event.</summary>
    public Task ReportAsync(string type, DateTimeOffset at, object data, CancellationToken cancellationToken) =>
        PostAsync(new { type, timestamp = at, data }, cancellationToken);

    /// <summary>Another system posts an event, or an array of them, signed after Standard Webhooks.</summary>
    public async Task PostAsync(object events, CancellationToken cancellationToken)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"world-{++posts}");
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var body = JsonSerializer.Serialize(events);
        var signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{publicUrl}/hooks/events/{DemoFolder.EventSource}")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(signature));
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    private async Task SendAsync(HttpMethod method, Uri link, string agent, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, link) { Content = content };
        request.Headers.UserAgent.ParseAdd(agent);
        using var response = await client.SendAsync(request, cancellationToken);
        if ((int)response.StatusCode >= 400)
        {
            throw new InvalidOperationException($"The agent answered {(int)response.StatusCode} to {method} of a link in its own mail.");
        }
    }
}
