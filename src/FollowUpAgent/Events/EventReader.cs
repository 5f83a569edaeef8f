using System.Text.Json;
using System.Text.RegularExpressions;
using FollowUpAgent.Contacts;

namespace FollowUpAgent.Events;

/// <summary>
/// Reads the body of an event webhook: <c>{"type":"replied","timestamp":"…","data":{"messageId":"…","email":"…"}}</c>, or an array of
/// such objects. Pure; bounded in depth and length. An element that cannot be read does not hold up the others.
/// </summary>
internal static partial class EventReader
{
    private const string Expected = "a type, a timestamp in ISO 8601 and a data object";

    /// <summary>The events that can be read, each with its place, and what is wrong with the others.</summary>
    public static Hearing Read(byte[] body) => JsonEvents.Read(
        body,
        element => element.Deserialize<ReportedEvent>(JsonEvents.Json) is { } reported && IsKind(reported.Type) ? reported.ToHeard() : null,
        Expected);

    /// <summary>Whether a text can be the kind of an event.</summary>
    public static bool IsKind(string? text) => Kind().IsMatch(text ?? "");

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Kind();
}

/// <summary>An event as its source reports it.</summary>
/// <param name="Id">The source's own key for it, or null; the same key is the same event.</param>
/// <param name="Type">What happened.</param>
/// <param name="Timestamp">When, or null for now.</param>
/// <param name="Data">To whom.</param>
internal sealed record ReportedEvent(JsonElement? Id, string? Type, DateTimeOffset? Timestamp, ReportedSubject? Data)
{
    private const int LongestKey = 200;

    /// <summary>The same in our words.</summary>
    public Heard ToHeard() => new(Type!)
    {
        At = Timestamp,
        Names = Data?.MessageId is { } name ? [name] : [],
        Email = Data?.Email,
        Contact = Guid.TryParse(JsonEvents.Text(Data?.Contact), out var contact) ? new ContactId(contact) : null,
        Key = JsonEvents.Text(Id) is { Length: > 0 and <= LongestKey } key ? key : null,
        Withdraws = Type == EventKind.Withdrawn ? JsonEvents.Text(Data?.Event) ?? "" : null,
        Bounce = Data?.Hard is { ValueKind: JsonValueKind.True } ? BounceClass.Hard : BounceClassText.Read(JsonEvents.Text(Data?.Bounce)) ?? BounceClass.Undetermined,
        Link = Data?.Link is { ValueKind: JsonValueKind.Number } link && link.TryGetInt32(out var number) ? number : null,
        IsMachine = Data?.Machine is { ValueKind: JsonValueKind.True },
        IsHead = JsonEvents.Text(Data?.Method) == "HEAD",
        UserAgent = JsonEvents.Text(Data?.UserAgent),
        Address = JsonEvents.Text(Data?.Ip),
        Url = JsonEvents.Text(Data?.Url),
        Detail = Type is EventKind.Bounced or EventKind.Deferred ? BounceCodes.Find(JsonEvents.Text(Data?.Status), null) : null,
        IsNegative = JsonEvents.Text(Data?.Sentiment) == "negative",
    };
}

/// <summary>
/// What an event is about: a message, a person, or both. Other sources may mean other things by the later names, so a value of
/// another kind is passed over.
/// </summary>
/// <param name="MessageId">The Message-ID of our mail, with or without angle brackets.</param>
/// <param name="Email">The person's address.</param>
/// <param name="Contact">The person by our id.</param>
/// <param name="Hard">Of a bounce: whether the address is gone for good.</param>
/// <param name="Bounce">Of a bounce: hard, soft, policy, content, transient or undetermined.</param>
/// <param name="Status">Of a bounce: the status code, as in 5.1.1.</param>
/// <param name="Link">Of a click: the number of the link.</param>
/// <param name="Machine">Whether it surely was no person.</param>
/// <param name="Method">Of a click or an open: HEAD where only the head was asked for.</param>
/// <param name="UserAgent">Of a click or an open: the program.</param>
/// <param name="Ip">Of a click or an open: the address it came from.</param>
/// <param name="Url">Of a click: where it led, instead of the number.</param>
/// <param name="Sentiment">Of a reply: negative where it says no.</param>
/// <param name="Event">Of a withdrawal: the id of the event that is taken back.</param>
internal sealed record ReportedSubject(
    string? MessageId, string? Email, JsonElement? Contact, JsonElement? Hard, JsonElement? Bounce, JsonElement? Status, JsonElement? Link,
    JsonElement? Machine, JsonElement? Method, JsonElement? UserAgent, JsonElement? Ip, JsonElement? Url, JsonElement? Sentiment, JsonElement? Event);
