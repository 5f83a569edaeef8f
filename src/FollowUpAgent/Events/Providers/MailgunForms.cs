using System.Text.Json;

namespace FollowUpAgent.Events.Providers;

/// <summary>Mailgun's forms: mails that a route forwards, parsed or raw, and the events of before 2018.</summary>
internal static class MailgunForms
{
    /// <summary>What signs a form. The last ones count: user variables of the same names may stand before them.</summary>
    public static (string? Timestamp, string? Token, string? Signature) SignatureOf(FormBody form) =>
        (form.LastText("timestamp"), form.LastText("token"), form.LastText("signature"));

    /// <summary>What a form says.</summary>
    public static ProviderReading Read(FormBody form)
    {
        if (form.Text("event") is { Length: > 0 } name)
        {
            return new ProviderReading([Legacy(form, name)], [], null);
        }

        if (form.Text("sender") is null && form.Text("recipient") is null && form.Text("body-mime") is null && form.Text("from") is null)
        {
            return ProviderReading.Nothing("a form without a mail: expected the fields sender and recipient");
        }

        return ProviderReading.Of(new InboundMail
        {
            Raw = form.Bytes("body-mime"),
            Headers = InboundMail.HeadersOf(
                HeadersOf(form),
                ("From", form.Text("from") ?? form.Text("From")),
                ("To", form.Text("To") ?? form.Text("recipient")),
                ("Subject", form.Text("subject") ?? form.Text("Subject")),
                ("Message-ID", form.Text("Message-Id")),
                ("In-Reply-To", form.Text("In-Reply-To")),
                ("References", form.Text("References")),
                ("Date", form.Text("Date"))),
            Text = form.Text("body-plain"),
            Html = form.Text("body-html"),
            StrippedText = form.Text("stripped-text"),
            Sender = form.Text("sender"),
            Recipient = form.Text("recipient"),
            ReceivedAt = JsonFields.TimeOf(form.LastText("timestamp")),
            Attachments = [.. form.Fields.Where(f => f.FileName is not null).Select(f => new InboundAttachment(f.FileName, f.Type, f.Bytes.Length))],
        });
    }

    private static List<Mail.MailHeader> HeadersOf(FormBody form) =>
        [.. (JsonFields.TryParseText(form.Text("message-headers")) ?? default).Items()
            .Select(pair => pair.Items().Select(JsonFields.TextOf).ToList())
            .Where(pair => pair is [{ }, ..])
            .Select(pair => InboundMail.Header(pair[0]!, pair.ElementAtOrDefault(1) ?? ""))];

    private static ProviderEvent Legacy(FormBody form, string name)
    {
        var id = form.Text("Message-Id") ?? form.Text("message-id");
        return new ProviderEvent(KindOf(name))
        {
            Subtype = form.Text("reason") ?? name,
            OccurredAt = JsonFields.TimeOf(form.LastText("timestamp")),
            ProviderEventId = form.LastText("token"),
            MessageId = id,
            Names = [id],
            Recipient = form.Text("recipient"),
            Url = form.Text("url"),
            Reason = form.Text("error") ?? form.Text("description") ?? form.Text("notification"),
            StatusCode = form.Text("code"),
            Machine = MachineAgents.Is(form.Text("user-agent")),
            UserAgent = form.Text("user-agent"),
            Address = form.Text("ip"),
            Tags = [.. form.Fields.Where(f => f.Name is "tag" or "X-Mailgun-Tag").Select(f => f.Text(null)).Distinct()],
            Metadata = VariablesOf(form),
            Bounce = name == "dropped" && form.Text("reason") is "hardfail" && form.Text("code") is "605" or "607" ? BounceClass.Hard : null,
            Key = string.Join('\n', name, id, form.LastText("timestamp"), form.Text("recipient"), form.Text("url")),
        };
    }

    private static IReadOnlyDictionary<string, JsonElement> VariablesOf(FormBody form) =>
        HeadersOf(form).Where(h => h.Name == "X-Mailgun-Variables").Select(h => (JsonFields.TryParseText(h.Value) ?? default).Map()).FirstOrDefault() ?? JsonFields.Nothing;

    private static string KindOf(string name) => name switch
    {
        "delivered" => EventKind.Delivered,
        "dropped" => EventKind.Rejected,
        "bounced" => EventKind.Bounced,
        "complained" => EventKind.Complained,
        "unsubscribed" => EventKind.Unsubscribed,
        "opened" => EventKind.Opened,
        "clicked" => EventKind.Clicked,
        _ => EventKind.Other,
    };
}
