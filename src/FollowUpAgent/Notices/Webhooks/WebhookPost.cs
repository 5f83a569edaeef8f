using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using FollowUpAgent.Events;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>What came of a try to deliver.</summary>
/// <param name="IsDelivered">Whether the endpoint took it.</param>
/// <param name="IsGone">Whether it wants nothing any more (410).</param>
/// <param name="Said">What came, in words of ours: nothing of theirs is kept.</param>
/// <param name="RetryAfter">How long it asked to wait, or null.</param>
internal sealed record WebhookAnswer(bool IsDelivered, bool IsGone, string Said, TimeSpan? RetryAfter = null);

/// <summary>
/// Posts a signed body, after Standard Webhooks. Follows no redirect, uses no proxy, and reaches this machine and private networks only where the
/// endpoint allows it: the address is looked at after the name was resolved, and that address is connected to.
/// </summary>
internal sealed class WebhookPost(TimeProvider clock) : IDisposable
{
    private const int MostBodyRead = 4 << 10;
    private const int MostHeaderKilobytes = 16;
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(15);

    private readonly HttpClient outside = ClientFor(allowPrivate: false);
    private readonly HttpClient anywhere = ClientFor(allowPrivate: true);

    /// <summary>How long a try may take, from the name's look-up to the answer. Default: 15 s.</summary>
    public TimeSpan LongestTry { get; init; } = LongestConnect;

    /// <summary>Sends it once.</summary>
    public async Task<WebhookAnswer> SendAsync(WebhookEndpoint endpoint, DeliveryId id, string body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestTry);
        using var request = RequestOf(endpoint, id, Encoding.UTF8.GetBytes(body));
        try
        {
            using var response = await (endpoint.AllowPrivate ? anywhere : outside).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return AnswerOf(response.StatusCode, response.Headers.RetryAfter?.Delta);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(string.Create(CultureInfo.InvariantCulture, $"no answer within {LongestTry.TotalSeconds} s"));
        }
        catch (HttpRequestException e)
        {
            return Failed(WordsOf(e));
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        outside.Dispose();
        anywhere.Dispose();
    }

    private HttpRequestMessage RequestOf(WebhookEndpoint endpoint, DeliveryId id, byte[] body)
    {
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("FollowUpAgent", null));
        request.Headers.Add("webhook-id", $"{id}");
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", string.Join(' ', endpoint.Secrets.Select(s => StandardSignature.Of($"{id}", timestamp, body, s))));
        return request;
    }

    private static WebhookAnswer AnswerOf(HttpStatusCode status, TimeSpan? retryAfter)
    {
        var number = (int)status;
        var said = string.Create(CultureInfo.InvariantCulture, $"HTTP {number}");
        return number switch
        {
            >= 200 and < 300 => new WebhookAnswer(true, false, said),
            >= 300 and < 400 => Failed($"{said}, a redirect: not followed"),
            410 => new WebhookAnswer(false, true, said),
            _ => new WebhookAnswer(false, false, said, retryAfter),
        };
    }

    private static WebhookAnswer Failed(string said) => new(false, false, said);

    private static string WordsOf(HttpRequestException e)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is PrivateAddressException)
            {
                return "refused: the address is of this machine or a private network, and AllowPrivate is false";
            }
        }

        return e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => "its name is not known",
            HttpRequestError.ConnectionError => "no connection",
            HttpRequestError.SecureConnectionError => "no secure connection: see its certificate",
            var error => $"no HTTP answer ({error})",
        };
    }

    private static HttpClient ClientFor(bool allowPrivate) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = LongestConnect,
        // Of an answer the status counts: so much of the rest is read and forgotten, then the connection is closed.
        MaxResponseDrainSize = MostBodyRead,
        MaxResponseHeadersLength = MostHeaderKilobytes,
        // The name is resolved, and judged, again.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, allowPrivate, cancellationToken),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint at, bool allowPrivate, CancellationToken cancellationToken)
    {
        var found = await Dns.GetHostAddressesAsync(at.Host, cancellationToken);
        var allowed = allowPrivate ? found : Array.FindAll(found, PublicAddress.Is);
        if (allowed.Length == 0)
        {
            throw found.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new PrivateAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, at.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>All addresses of a name are ones that may not be reached.</summary>
    private sealed class PrivateAddressException : IOException;
}
