using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// What SNS asks to be fetched: the certificate of a signature, and the address that confirms a subscription. Addresses are AWS's own
/// (<see cref="SnsMessage.IsOwnUrl"/>) before they come here; no redirect is followed, and both time and size are bounded.
/// </summary>
internal sealed class SnsDoor(HttpMessageHandler handler, TimeProvider clock) : IDisposable
{
    private const int MostCertificates = 32;
    private const int MostBytes = 64 << 10;
    private static readonly string[] Names = ["sns.amazonaws.com", "sns.amazonaws.com.cn"];

    private readonly HttpClient client = new(handler) { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = MostBytes };
    private readonly ConcurrentDictionary<Uri, (byte[] Key, DateTimeOffset Until)> keys = new();

    /// <summary>A handler for the world outside, which follows no redirect.</summary>
    public static SocketsHttpHandler Outside() => new() { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10) };

    /// <summary>The public key of the certificate there; null where it cannot be had now.</summary>
    /// <exception cref="InvalidDataException">What is there is no certificate of SNS.</exception>
    public async Task<byte[]?> FetchKeyAsync(Uri url, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (keys.TryGetValue(url, out var known) && known.Until > now)
        {
            return known.Key;
        }

        if (await GetAsync(url, cancellationToken) is not { } pem)
        {
            return null;
        }

        using var certificate = Read(pem);
        if (!IsOfSns(certificate, now))
        {
            throw new InvalidDataException("the certificate of its signature is not one of SNS, or not valid now");
        }

        if (keys.Count >= MostCertificates)
        {
            keys.Clear();
        }

        var key = certificate.PublicKey.ExportSubjectPublicKeyInfo();
        keys[url] = (key, new DateTimeOffset(certificate.NotAfter));
        return key;
    }

    /// <summary>Confirms a subscription. False if it should be asked again.</summary>
    public async Task<bool> ConfirmAsync(Uri url, CancellationToken cancellationToken) => await GetAsync(url, cancellationToken) is not null;

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    private static X509Certificate2 Read(string pem)
    {
        const string Begin = "-----BEGIN CERTIFICATE-----";
        try
        {
            return pem.Split(Begin).Length == 2
                ? X509Certificate2.CreateFromPem(pem)
                : throw new InvalidDataException("where the certificate of its signature should be is not exactly one");
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException("where the certificate of its signature should be is none", e);
        }
    }

    private static bool IsOfSns(X509Certificate2 certificate, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        return Names.Any(name => certificate.MatchesHostname(name, allowWildcards: false, allowCommonName: false)) && chain.Build(certificate);
    }

    private async Task<string?> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(url, cancellationToken);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(cancellationToken) : null;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
