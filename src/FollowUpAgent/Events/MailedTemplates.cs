using FollowUpAgent.Dispatch;
using FollowUpAgent.Messages;
using FollowUpAgent.Storage;
using Microsoft.Extensions.Caching.Memory;

namespace FollowUpAgent.Events;

/// <summary>
/// Knows of a mailed message in which language it is and where its links lead. What was asked once is kept in memory, within bounds, so
/// that a redirect works while the database is away.
/// </summary>
internal sealed class MailedTemplates(Database database, TemplateLibrary library) : IDisposable
{
    private const int MostKept = 100_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = MostKept });
    private readonly Lazy<Dictionary<string, Template>> present =
        new(() => library.All.DistinctBy(t => t.Fingerprint).ToDictionary(t => t.Fingerprint, StringComparer.Ordinal));

    /// <summary>The language of a message, or null where it is not known now.</summary>
    public async Task<string?> FindLanguageAsync(MessageId message)
    {
        try
        {
            return (await FindMailedAsync(message))?.Template is { } template ? present.Value.GetValueOrDefault(template)?.Language : null;
        }
        catch (Exception e) when (DatabaseTrouble.Is(e))
        {
            // The page is there in any case; the reader's program says which language to take.
            return null;
        }
    }

    /// <summary>Whether what is followed in a message may be kept; false where that is not known now.</summary>
    public async Task<bool> IsTrackedAsync(MessageId message)
    {
        try
        {
            return (await FindMailedAsync(message))?.TracksClicks ?? false;
        }
        catch (Exception e) when (DatabaseTrouble.Is(e))
        {
            return false;
        }
    }

    /// <summary>Where a link of a message leads, or null where there is no such link. The link that no person sees leads where the first one does.</summary>
    public Task<string?> FindLinkAsync(MessageId message, int number) => FindUrlAsync(message, number == TrackedLink.Honeypot ? 1 : number);

    /// <inheritdoc />
    public void Dispose() => kept.Dispose();

    private async Task<string?> FindUrlAsync(MessageId message, int number) =>
        (await FindMailedAsync(message))?.Template is { } template
            ? present.Value.GetValueOrDefault(template)?.Links.FirstOrDefault(l => l.Number == number)?.Url
                ?? await KeepAsync((template, number), session => session.FindLinkAsync(template, number))
            : null;

    private Task<Mailed?> FindMailedAsync(MessageId message) =>
        KeepAsync(message, async session => await session.FindMessageAsync(message) is { } found ? new Mailed(found.Template, found.TracksClicks) : null);

    private async Task<T?> KeepAsync<T>(object key, Func<Session, Task<T?>> find)
        where T : class
    {
        if (kept.TryGetValue(key, out T? known))
        {
            return known;
        }

        var found = await database.ReadAsync(find, CancellationToken.None).WaitAsync(LongestWait);
        return found is null ? null : kept.Set(key, found, new MemoryCacheEntryOptions { Size = 1 });
    }

    private sealed record Mailed(string Template, bool TracksClicks);
}
