namespace FollowUpAgent.Events.Providers;

/// <summary>Checks a delivery with what its provider needs, and fetches what it asks for; so for the running service as for a question at the command line.</summary>
internal sealed class ProviderDoor(SnsDoor sns)
{
    /// <summary>The verdict; null where it cannot be known now, and the sender should come again.</summary>
    public async Task<ProviderVerdict?> CheckAsync(
        IEventProvider provider, ProviderDelivery delivery, IReadOnlyList<string> secrets, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var verdict = provider.Check(delivery, secrets, now);
        if (verdict is not ProviderVerdict.NeedsCertificate(var url))
        {
            return verdict;
        }

        try
        {
            return await sns.FetchKeyAsync(url, cancellationToken) is { } key ? provider.Check(delivery with { FetchedKey = key }, secrets, now) : null;
        }
        catch (InvalidDataException e)
        {
            return new ProviderVerdict.Refused(e.Message);
        }
    }

    /// <summary>Does what an accepted delivery asks for before the answer. False if that failed, and the sender should come again.</summary>
    public async Task<bool> ConfirmAsync(ProviderVerdict.Accepted verdict, CancellationToken cancellationToken) =>
        verdict.Confirm is null || await sns.ConfirmAsync(verdict.Confirm, cancellationToken);
}
