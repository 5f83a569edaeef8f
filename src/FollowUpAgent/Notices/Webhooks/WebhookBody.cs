using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Goals;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>Writes what is told: <c>{"type":"…","timestamp":"…","data":{…}}</c>, without what is not known. Pure.</summary>
internal sealed class WebhookBody(OutcomeCatalog outcomes, GoalCatalog goals)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Never put into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What a test tells.</summary>
    public static string OfTest(string endpoint, DateTimeOffset now) => Write(WebhookKind.Test, now, new { endpoint });

    /// <summary>Whether it is something to tell: an own outcome that no goal counts is not, and nobody hears of who was erased.</summary>
    public bool IsToBeTold(News news) => news.Kind switch
    {
        WebhookKind.ReportMade => true,
        WebhookKind.GoalReached => news.Address is not null && (news.Event == OutcomeCatalog.Goal || goals.All.Any(g => g.Outcome.Key == news.Event)),
        _ => news.Address is not null,
    };

    /// <summary>What is told of it.</summary>
    /// <param name="news">What happened.</param>
    /// <param name="withText">Whether an answer's own words are in it.</param>
    public string Of(News news, bool withText) => Write(news.Kind, news.HappenedAt, DataOf(news, withText));

    private static string Write(string type, DateTimeOffset timestamp, object data) =>
        JsonSerializer.Serialize(new { type, timestamp = timestamp.UtcDateTime, data }, Json);

    private object DataOf(News news, bool withText)
    {
        var contact = news.ContactId is { } id ? new { id = id.Value, address = news.Address } : null;
        return news.Kind switch
        {
            WebhookKind.ReplyReceived => new
            {
                contact,
                @event = news.Source,
                news.Message,
                news.Sequence,
                news.Step,
                news.Intent,
                news.Confidence,
                news.NeedsPerson,
                text = withText ? news.Text : null,
            },
            WebhookKind.GoalReached => new
            {
                contact,
                @event = news.Source,
                outcome = news.Event,
                value = outcomes.Find(news.Event!)?.Weight,
                news.Message,
                news.Sequence,
                news.Step,
                news.Variant,
            },
            WebhookKind.ContactUnsubscribed or WebhookKind.ContactComplained => new { contact, @event = news.Source, news.Message, news.Sequence, news.Step },
            WebhookKind.ContactBounced => new { contact, @event = news.Source, news.Message, news.Sequence, news.Step, status = news.Detail?.Split(' ')[0] },
            WebhookKind.TaskOpened => new { contact, task = news.Source, kind = news.Reason, news.Sequence, news.Owner },
            WebhookKind.ApprovalAsked => new
            {
                contact,
                decision = news.Source,
                news.Sequence,
                news.Step,
                news.Variant,
                sendAt = news.From?.UtcDateTime,
                answerBy = news.Until?.UtcDateTime,
                otherwise = news.Reason,
            },
            WebhookKind.EnrollmentEnded => new { contact, enrollment = news.Source, news.Sequence, news.Step, news.Reason, enteredAt = news.From?.UtcDateTime },
            WebhookKind.ReportMade => new { news.Week },
            _ => throw new ArgumentOutOfRangeException(nameof(news), news.Kind, "No such kind."),
        };
    }
}
