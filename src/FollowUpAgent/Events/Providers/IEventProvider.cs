namespace FollowUpAgent.Events.Providers;

/// <summary>
/// A mail provider's event webhook: one file a provider. Pure: bytes in, verdict or events out; no clock, no database. Whatever the bytes
/// are, neither method throws.
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
    Hearing Read(byte[] body);
}

/// <summary>A delivery as it came in.</summary>
/// <param name="Header">The value of a header, or null where it is absent or there twice.</param>
/// <param name="Body">The raw body.</param>
internal sealed record ProviderDelivery(Func<string, string?> Header, byte[] Body);

/// <summary>What is thought of a delivery.</summary>
internal abstract record ProviderVerdict
{
    private ProviderVerdict()
    {
    }

    /// <summary>It is genuine.</summary>
    /// <param name="Key">The same for a repeat of the whole delivery.</param>
    /// <param name="Kept">The headers that were verified.</param>
    internal sealed record Accepted(byte[] Key, IReadOnlyDictionary<string, string> Kept) : ProviderVerdict;

    /// <summary>It is not, or not provably.</summary>
    /// <param name="Reason">Why, without any value of it.</param>
    internal sealed record Refused(string Reason) : ProviderVerdict;
}
