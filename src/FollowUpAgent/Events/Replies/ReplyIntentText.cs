using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Replies;

/// <summary>The text form of a <see cref="ReplyIntent"/> in the database, in JSON and on the command line; it outlives a rename in code.</summary>
internal static class ReplyIntentText
{
    private static readonly Dictionary<string, ReplyIntent> Intents = Enum.GetValues<ReplyIntent>().ToDictionary(ToText, StringComparer.Ordinal);

    /// <summary>All texts.</summary>
    public static IEnumerable<string> All => Intents.Keys;

    /// <summary>The intent's text.</summary>
    public static string ToText(this ReplyIntent intent) => intent switch
    {
        ReplyIntent.Unclear => "unclear",
        ReplyIntent.Interested => "interested",
        ReplyIntent.Question => "question",
        ReplyIntent.Objection => "objection",
        ReplyIntent.NotNow => "not-now",
        ReplyIntent.NotInterested => "not-interested",
        ReplyIntent.WrongPerson => "wrong-person",
        ReplyIntent.LeftCompany => "left-company",
        ReplyIntent.Unsubscribe => "unsubscribe",
        ReplyIntent.OutOfOffice => "out-of-office",
        ReplyIntent.AutoReply => "auto-reply",
        _ => throw new ArgumentOutOfRangeException(nameof(intent), intent, "No such intent."),
    };

    /// <summary>The intent of a text, also with underscores as in <c>not_now</c>; or null.</summary>
    public static ReplyIntent? TryRead(string text) =>
        Intents.TryGetValue(text.Trim().ToLowerInvariant().Replace('_', '-'), out var intent) ? intent : null;
}
