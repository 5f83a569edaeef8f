using System.Text.Json;
using System.Text.RegularExpressions;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Events.Visits;

/// <summary>What the script on a page posts. Any page of an own site, and anybody with a program of theirs, may write it.</summary>
/// <param name="Page">The path of the page, or null where no visit is meant.</param>
/// <param name="Token">The token of the link that was followed, or null.</param>
/// <param name="Visitor">The number by chance that the browser keeps, or null.</param>
/// <param name="Forget">Whether the browser is to be forgotten.</param>
internal sealed record VisitReport(string? Page, string? Token, string? Visitor, bool Forget);

/// <summary>A visit as it is kept raw: without the token, which was looked at, and without the browser's own number.</summary>
/// <param name="Page">The path of the page, or null.</param>
/// <param name="Message">The message whose link was followed, or null.</param>
/// <param name="Visitor">The key of the browser, or null.</param>
/// <param name="Forget">Whether the browser is to be forgotten.</param>
internal sealed record KeptVisit(string? Page, Guid? Message, byte[]? Visitor, bool Forget);

/// <summary>Reads what the script posts, and what was kept of it. Pure.</summary>
internal static partial class VisitReader
{
    private const int MostPage = 2000;
    private const int MostToken = 100;

    /// <summary>The report, or null where it is none or names nobody; unknown fields are passed over.</summary>
    public static VisitReport? Read(byte[] body) => Parse<VisitReport>(body) is { } said && IsUsable(said) ? said : null;

    /// <summary>The same in our words, from what was kept.</summary>
    public static Hearing ReadKept(byte[] body) => Parse<KeptVisit>(body) is { } kept
        ? new Hearing([(0, ToHeard(kept))], null)
        : new Hearing([], "not a visit as the door keeps it");

    private static T? Parse<T>(byte[] body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, JsonEvents.Json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is what System.Text.Json says of half a surrogate pair, which is JSON but no text.
            return null;
        }
    }

    private static bool IsUsable(VisitReport said) =>
        said.Page is null or { Length: > 0 and <= MostPage } and ['/', ..]
        && said.Token is null or { Length: <= MostToken }
        && (said.Visitor is null || Number().IsMatch(said.Visitor))
        && (said.Forget ? said.Visitor is not null : said.Token is not null || said.Visitor is not null);

    private static Heard ToHeard(KeptVisit kept) => new(EventKind.Visited)
    {
        Names = kept.Message is { } message ? [MessageIds.Of(message, "local")] : [],
        Page = kept.Page,
        Browser = new Browser(kept.Visitor, kept.Forget),
    };

    [GeneratedRegex(@"^[0-9a-f]{32}\z")]
    private static partial Regex Number();
}
