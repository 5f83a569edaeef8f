using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>
/// Fills in a template for one contact. The same request gives the same mail, byte for byte, so a retry repeats it; what cannot
/// be said properly is not said at all.
/// </summary>
internal sealed class MailRenderer(MessagesOptions options, SignedTokens tokens)
{
    private const int MaxSubject = 500;

    private readonly string publicUrl = options.PublicUrl.TrimEnd('/');

    /// <summary>Renders the mail, or says why it must not leave.</summary>
    public RenderOutcome Render(RenderRequest request)
    {
        try
        {
            return Write(request);
        }
        catch (RenderRefusedException refused)
        {
            return new RenderOutcome.Quarantined(refused.Message);
        }
    }

    private RenderOutcome.Rendered Write(RenderRequest request)
    {
        CheckRecipient(request.To);
        var unsubscribeUrl = $"{publicUrl}/u/{tokens.Create(TokenPurpose.Unsubscribe, request.MessageId)}";
        var fields = RenderFields.Of(request, options.PostalAddress, unsubscribeUrl);
        var read = RenderedTexts.From(request, new RenderData(fields, link => AddressOf(link, request)));
        CheckSubject(read.Subject);
        CheckPromises(read, request, unsubscribeUrl);

        var pixel = request.TracksOpens ? $"{publicUrl}/o/{tokens.Create(TokenPurpose.Open, request.MessageId)}.gif" : null;
        var reply = tokens.Create(TokenPurpose.Reply, request.MessageId);
        var mail = new OutgoingMail
        {
            MessageId = MessageIds.Of(request.MessageId, request.Sender.Domain),
            Date = request.Date,
            EnvelopeFrom = request.Sender.ReturnPath(reply),
            From = request.Sender.From,
            To = request.To,
            ReplyTo = request.Sender.ReplyAddress(reply),
            Subject = read.Subject,
            Text = read.Text,
            Html = HtmlDocument.Of(request.Template.Language, read.Subject, read.Preheader, read.Body, read.Footer, pixel, HoneypotOf(request)),
            Headers = [.. ThreadHeaders.After(request.PreviousMessageIds), .. OwnHeaders(request.MessageId, unsubscribeUrl)],
        };
        return new RenderOutcome.Rendered(mail, FingerprintOf(request, fields));
    }

    private string? HoneypotOf(RenderRequest request) => options.Honeypot && request.TracksClicks && request.Template.Links.Count > 0
        ? $"{publicUrl}/c/{tokens.Create(TokenPurpose.Click, request.MessageId, TrackedLink.Honeypot)}"
        : null;

    private string AddressOf(TrackedLink link, RenderRequest request) => request.TracksClicks
        ? $"{publicUrl}/c/{tokens.Create(TokenPurpose.Click, request.MessageId, link.Number)}"
        : link.Url;

    private IEnumerable<MailHeader> OwnHeaders(Guid messageId, string unsubscribeUrl)
    {
        var byMail = options.UnsubscribeMailbox.Length == 0
            ? ""
            : $", <mailto:{options.UnsubscribeMailbox}?subject=unsubscribe%20{MessageIds.Short(messageId)}>";
        yield return new MailHeader("List-Unsubscribe", $"<{unsubscribeUrl}>{byMail}");
        yield return new MailHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        if (options.AutoSubmitted)
        {
            yield return new MailHeader("Auto-Submitted", "auto-generated");
        }

        yield return new MailHeader("X-Auto-Response-Suppress", "OOF, AutoReply");
        yield return new MailHeader("X-Followup-Id", MessageIds.Short(messageId));
    }

    // Tokens and tracking are left out: a new key or a withdrawn consent is no new text to approve.
    private static string FingerprintOf(RenderRequest request, Dictionary<string, object?> fields)
    {
        var neutral = new Dictionary<string, object?>(fields) { [FieldCatalog.UnsubscribeUrl] = "unsubscribe" };
        var read = RenderedTexts.From(request, new RenderData(neutral, link => link.Url));
        return Fingerprint.Of(
            request.Sender.From.Name ?? "", request.Sender.From.Address, read.Subject, read.Preheader ?? "", read.Body, read.Footer ?? "", read.Text);
    }

    private static void CheckRecipient(Mailbox to)
    {
        if (to.Name is { } name && name.Any(FieldText.IsControl))
        {
            throw new RenderRefusedException("the recipient's name holds a line break or a control character");
        }

        var at = to.Address.LastIndexOf('@');
        if (at < 1 || at == to.Address.Length - 1 || to.Address.Length > 254 || to.Address.Any(c => c <= ' ' || c is '<' or '>' || FieldText.IsControl(c)))
        {
            throw new RenderRefusedException("the recipient's address is no mail address");
        }
    }

    private static void CheckSubject(string subject)
    {
        if (subject.Length is 0 or > MaxSubject)
        {
            throw new RenderRefusedException($"the subject is {(subject.Length == 0 ? "empty" : "longer than 500 characters")} once it is filled in");
        }
    }

    private static void CheckPromises(RenderedTexts read, RenderRequest request, string unsubscribeUrl)
    {
        var html = read.Body + read.Footer;
        if (!html.Contains(HtmlText.Encode(unsubscribeUrl), StringComparison.Ordinal) || !read.Text.Contains(unsubscribeUrl, StringComparison.Ordinal))
        {
            throw new RenderRefusedException("the text has no link to unsubscribe");
        }

        var notice = FieldText.OnOneLine(request.SourceNotice ?? "");
        var isNamed = notice.Length > 0
            && html.Contains(HtmlText.Encode(notice), StringComparison.Ordinal)
            && read.Text.Contains(notice, StringComparison.Ordinal);
        if (request.NamesSource && !isNamed)
        {
            throw new RenderRefusedException("the first mail to this contact must name the source of its data, and the text does not");
        }
    }
}
