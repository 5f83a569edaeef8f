namespace FollowUpAgent.Events.Providers;

/// <summary>
/// SendGrid's Inbound Parse: a multipart form with the mail's parts, or with the raw mail in <c>email</c>. Its texts are in the charsets that
/// the field <c>charsets</c> names, one for each.
/// </summary>
internal static class SendGridInbound
{
    /// <summary>The mail in a form.</summary>
    public static ProviderReading Read(FormBody form)
    {
        var envelope = JsonFields.TryParseText(form.Text("envelope")) ?? default;
        var (sender, recipient) = (envelope.Text("from"), envelope.FirstText("to"));
        if (form.Bytes("email") is { } raw)
        {
            return ProviderReading.Of(new InboundMail { Raw = raw, Sender = sender, Recipient = recipient });
        }

        if (form.Text("headers") is null && form.Text("from") is null)
        {
            return ProviderReading.Nothing("a form without a mail: expected the fields headers or email");
        }

        var charsets = JsonFields.TryParseText(form.Text("charsets")) ?? default;
        string? Field(string name) => form.Text(name, charsets.Text(name));
        return ProviderReading.Of(new InboundMail
        {
            Headers = InboundMail.HeadersOf(
                InboundMail.HeadersOf(Field("headers")), ("From", Field("from")), ("To", Field("to")), ("Cc", Field("cc")), ("Subject", Field("subject"))),
            Text = Field("text"),
            Html = Field("html"),
            Sender = sender,
            Recipient = recipient,
            Attachments = [.. form.Fields.Where(f => f.FileName is not null).Select(f => new InboundAttachment(f.FileName, f.Type, f.Bytes.Length))],
        });
    }
}
