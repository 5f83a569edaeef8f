using System.Text.Json;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// A mail provider's webhook: one file a provider. Pure: bytes in, verdict or events out; no clock, no database, no network. Whatever the
/// bytes are, neither method throws.
/// </summary>
internal interface IEventProvider
{
    /// <summary>Its name in configuration and in the path: <c>/hooks/{name}/{endpoint}</c>.</summary>
    string Name { get; }

    /// <summary>What a secret of it looks like, for a fault in the configuration.</summary>
    string SecretForm { get; }

    /// <summary>The status that makes it come again when we cannot store now; some drop an event at any other.</summary>
    int BusyStatus => StatusCodes.Status503ServiceUnavailable;

    /// <summary>Whether this can be one of its secrets or public keys.</summary>
    bool IsSecret(string secret);

    /// <summary>Whether a delivery is genuine.</summary>
    ProviderVerdict Check(ProviderDelivery delivery, IReadOnlyList<string> secrets, DateTimeOffset now);

    /// <summary>What a genuine delivery says. An element that cannot be read does not hold up the others.</summary>
    ProviderReading Read(ProviderDelivery delivery);
}

/// <summary>A delivery as it came in.</summary>
/// <param name="Header">The value of a header, or null where it is absent or there twice.</param>
/// <param name="Body">The raw body.</param>
internal sealed record ProviderDelivery(Func<string, string?> Header, byte[] Body)
{
    /// <summary>The address it was sent to, as the sender knows it: some sign it. Null where that is not known.</summary>
    public string? Url { get; init; }

    /// <summary>The secret that ended the path, or null.</summary>
    public string? PathSecret { get; init; }

    /// <summary>The public key behind the certificate that the delivery names (DER, SubjectPublicKeyInfo), once it was fetched and checked.</summary>
    public byte[]? FetchedKey { get; init; }
}

/// <summary>What is thought of a delivery.</summary>
internal abstract record ProviderVerdict
{
    private ProviderVerdict()
    {
    }

    /// <summary>It is genuine.</summary>
    /// <param name="Key">The same for a repeat of the whole delivery.</param>
    /// <param name="Kept">The headers that were verified, and those that reading it needs.</param>
    internal sealed record Accepted(byte[] Key, IReadOnlyDictionary<string, string> Kept) : ProviderVerdict
    {
        /// <summary>Whether the key stands for one body only: what was signed does not cover the body, so another one under the same key is forged.</summary>
        public bool KeyBindsBody { get; init; }

        /// <summary>An address to be called before the answer, by which the sender learns that we want its events; or null.</summary>
        public Uri? Confirm { get; init; }

        /// <summary>The delivery for the inbox.</summary>
        public InboxRow ToRow(Guid id, string endpoint, byte[] body, DateTimeOffset receivedAt) => new()
        {
            Id = id,
            Endpoint = endpoint,
            DedupeKey = Key,
            ReceivedAt = receivedAt,
            Headers = JsonSerializer.Serialize(Kept),
            Body = body,
        };
    }

    /// <summary>It is not, or not provably.</summary>
    /// <param name="Reason">Why, without any value of it.</param>
    internal sealed record Refused(string Reason) : ProviderVerdict;

    /// <summary>That depends on a certificate; fetch it, check it, and ask again with <see cref="ProviderDelivery.FetchedKey"/>.</summary>
    /// <param name="Url">Where it is; already checked to be the sender's own.</param>
    internal sealed record NeedsCertificate(Uri Url) : ProviderVerdict;
}
