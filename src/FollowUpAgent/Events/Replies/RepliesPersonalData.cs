using System.Globalization;
using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Replies;

/// <summary>What a person answered, and what others answered that names them: all of it goes, the samples for the classifier too.</summary>
internal sealed class RepliesPersonalData : IPersonalData
{
    /// <inheritdoc />
    public string Room => "replies";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = ["reply", "reply_correction"];

    /// <inheritdoc />
    public async Task<JsonNode?> ExportAsync(Session session, ContactId contact)
    {
        var replies = await session.RepliesOfAsync(contact);
        return replies.Count == 0 ? null : new JsonArray([.. replies.Select(r => new JsonObject
        {
            ["event"] = r.EventId,
            ["receivedAt"] = r.ReceivedAt,
            ["text"] = r.Text,
            ["intent"] = r.Intent,
            ["confidence"] = r.Confidence,
            ["reason"] = r.Reason,
            ["returnDate"] = r.ReturnDate?.ToString("O", CultureInfo.InvariantCulture),
            ["proposedAddress"] = r.ProposedAddress,
            ["corrected"] = r.Corrected,
        })]);
    }

    /// <inheritdoc />
    public async Task<int> EraseAsync(Session session, ContactId contact)
    {
        var gone = await session.ExecuteAsync("DELETE FROM reply WHERE contact_id = @contact", new { contact })
            + await session.ExecuteAsync("DELETE FROM reply_correction WHERE contact_id = @contact", new { contact });
        return (await session.FindContactAsync(contact))?.Address is { } address ? gone + await ClearMentionsAsync(session, address) : gone;
    }

    // A colleague may have named them: "ask ada@example.test instead".
    private static async Task<int> ClearMentionsAsync(Session session, string address)
    {
        var like = "%" + address.ToLowerInvariant().Replace("|", "||", StringComparison.Ordinal).Replace("%", "|%", StringComparison.Ordinal).Replace("_", "|_", StringComparison.Ordinal) + "%";
        return await session.ExecuteAsync(ClearReplies, new { like }) + await session.ExecuteAsync("DELETE FROM reply_correction WHERE LOWER(text) LIKE @like ESCAPE '|'", new { like });
    }

    private const string ClearReplies =
        """
        UPDATE reply
        SET text = NULL, reason = NULL, proposed_address = NULL
        WHERE LOWER(text) LIKE @like ESCAPE '|' OR LOWER(proposed_address) LIKE @like ESCAPE '|'
        """;
}
