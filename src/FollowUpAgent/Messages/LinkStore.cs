using FollowUpAgent.Storage;

namespace FollowUpAgent.Messages;

/// <summary>The links' SQL.</summary>
internal static class LinkStore
{
    /// <summary>Remembers where the links of these templates lead; what is known stays.</summary>
    public static async Task RememberLinksAsync(this Session session, IEnumerable<Template> templates)
    {
        foreach (var (template, link) in templates.SelectMany(t => t.Links.Select(l => (t, l))))
        {
            await session.ExecuteAsync(
                "INSERT INTO link (template, number, url) VALUES (@Fingerprint, @Number, @Url) ON CONFLICT (template, number) DO NOTHING",
                new { template.Fingerprint, link.Number, link.Url });
        }
    }

    /// <summary>The number of the link of a template that leads there, or null; the first, where there are several.</summary>
    public static Task<int?> FindLinkNumberAsync(this Session session, string template, string url) => session.QuerySingleOrDefaultAsync<int?>(
        "SELECT number FROM link WHERE template = @template AND url = @url ORDER BY number LIMIT 1", new { template, url });

    /// <summary>Where a link leads, or null.</summary>
    public static Task<string?> FindLinkAsync(this Session session, string template, int number) =>
        session.QuerySingleOrDefaultAsync<string>("SELECT url FROM link WHERE template = @template AND number = @number", new { template, number });
}
