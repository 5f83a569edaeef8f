using FollowUpAgent.Storage;

namespace FollowUpAgent.Contacts;

/// <summary>Suppressing by hand.</summary>
internal sealed class SuppressionList(Database database, AddressKeys keys, TimeProvider clock)
{
    /// <summary>Suppresses an address, known here or not.</summary>
    /// <param name="address">The address.</param>
    /// <param name="by">Who decided it, or null; no address.</param>
    /// <param name="until">Until when, or null for ever.</param>
    /// <param name="cancellationToken">Ends the work before the commit.</param>
    /// <returns>False where this is not one plain mail address.</returns>
    public async Task<bool> SuppressAsync(string address, string? by, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        if (AddressKeys.Normalise(address) is not { } normalised)
        {
            return false;
        }

        var entry = new Suppression
        {
            AddressKey = keys.KeyOf(normalised),
            Reason = SuppressionReason.Manual,
            Evidence = by,
            Since = clock.GetUtcNow(),
            Until = until,
        };
        await database.WriteAsync(session => session.SuppressAsync(entry), cancellationToken);
        return true;
    }

    /// <summary>Takes an address off the list, whatever the reason was: only when the person asks for mail again.</summary>
    /// <returns>The entry that was removed, or null where there was none.</returns>
    public async Task<Suppression?> UnsuppressAsync(string address, CancellationToken cancellationToken)
    {
        if (AddressKeys.Normalise(address) is not { } normalised)
        {
            return null;
        }

        var key = keys.KeyOf(normalised);
        var now = clock.GetUtcNow();
        return await database.WriteAsync(
            async session =>
            {
                var entry = await session.FindSuppressionAsync(key, now);
                await session.UnsuppressAsync(key);
                return entry;
            },
            cancellationToken);
    }
}
