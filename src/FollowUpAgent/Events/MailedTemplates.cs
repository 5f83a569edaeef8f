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
            return await FindTemplateAsync(message) is { } template ? present.Value.GetValueOrDefault(template)?.Language : null;
        }
        catch (Exception e) when (DatabaseTrouble.Is(e))
        {
            // The page is there in any case; the reader's program says which language to take.
            return null;
        }
    }

    /// <summary>Where a link of a message leads, or null where there is no such link.</summary>
    public async Task<string?> FindLinkAsync(MessageId message, int number) =>
        await FindTemplateAsync(message) is { } template
            ? present.Value.GetValueOrDefault(template)?.Links.FirstOrDefault(l => l.Number == number)?.Url
                ?? await KeepAsync((template, number), session => session.FindLinkAsync(template, number))
            : null;

    /// <inheritdoc />
    public void Dispose() => kept.Dispose();

    private Task<string?> FindTemplateAsync(MessageId message) =>
        KeepAsync(message, async session => (await session.FindMessageAsync(message))?.Template);

    private async Task<string?> KeepAsync(object key, Func<Session, Task<string?>> find)
    {
        if (kept.TryGetValue(key, out string? known))
        {
            return known;
        }

        var found = await database.ReadAsync(find, CancellationToken.None).WaitAsync(LongestWait);
        return found is null ? null : kept.Set(key, found, new MemoryCacheEntryOptions { Size = 1 });
    }
}
