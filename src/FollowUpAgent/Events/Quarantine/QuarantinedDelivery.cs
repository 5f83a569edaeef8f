using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Events.Providers;

namespace FollowUpAgent.Events.Quarantine;

/// <summary>A delivery to a right path with a wrong signature, as it came in.</summary>
internal sealed record QuarantinedDelivery
{
    // A provider's own headers are few; what does not fit is no provider's.
    private const int MostHeaderLetters = 8192;

    private static readonly HashSet<string> NeverKept =
        new(["Authorization", "Cookie", "Proxy-Authorization", "X-Forwarded-For", "X-Real-IP", "Forwarded"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Its id.</summary>
    public Guid Id { get; init; }

    /// <summary>Where it came in, as in <c>resend/main</c>.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>SHA-256 of headers and body.</summary>
    public byte[] ContentKey { get; init; } = [];

    /// <summary>When.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The address as the provider knows it.</summary>
    public string? Url { get; init; }

    /// <summary>The request's headers without credentials and addresses, as a JSON object.</summary>
    public string Headers { get; init; } = "{}";

    /// <summary>The raw body.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Its size.</summary>
    public int Bytes => Body.Length;

    /// <summary>Why it was refused.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What is kept of a request; null where its headers are too large to be a provider's.</summary>
    public static QuarantinedDelivery? Of(Guid id, string endpoint, ProviderDelivery delivery, IHeaderDictionary headers, string reason, DateTimeOffset now)
    {
        var kept = headers.Where(h => h.Value.Count == 1 && !NeverKept.Contains(h.Key)).ToDictionary(h => h.Key, h => h.Value.ToString());
        var text = JsonSerializer.Serialize(kept);
        return text.Length > MostHeaderLetters ? null : new QuarantinedDelivery
        {
            Id = id,
            Endpoint = endpoint,
            ContentKey = SHA256.HashData([.. Encoding.UTF8.GetBytes(text), 0, .. delivery.Body]),
            ReceivedAt = now,
            Url = delivery.Url,
            Headers = text,
            Body = delivery.Body,
            Reason = reason,
        };
    }

    /// <summary>The delivery, to be checked again.</summary>
    public ProviderDelivery ToDelivery()
    {
        var headers = new Dictionary<string, string>(JsonSerializer.Deserialize<Dictionary<string, string>>(Headers)!, StringComparer.OrdinalIgnoreCase);
        return new ProviderDelivery(headers.GetValueOrDefault, Body) { Url = Url };
    }
}
