namespace FollowUpAgent.Events.Providers;

/// <summary>A provider that signs nothing, so a shared secret lets it in.</summary>
internal interface IUnsignedProvider : IEventProvider
{
    /// <inheritdoc />
    string IEventProvider.SecretForm => SharedSecret.Form;

    /// <inheritdoc />
    bool IEventProvider.IsSecret(string secret) => SharedSecret.IsSecret(secret);

    /// <inheritdoc />
    ProviderVerdict IEventProvider.Check(ProviderDelivery delivery, IReadOnlyList<string> secrets, DateTimeOffset now) => SharedSecret.Check(delivery, secrets);
}
