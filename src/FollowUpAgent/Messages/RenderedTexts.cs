namespace FollowUpAgent.Messages;

/// <summary>The texts of one mail, filled in.</summary>
internal sealed record RenderedTexts(string Subject, string? Preheader, string Body, string? Footer, string Text)
{
    /// <summary>Fills in all texts of a template. Throws <see cref="RenderRefusedException"/> where the data do not allow it.</summary>
    public static RenderedTexts From(RenderRequest request, RenderData data)
    {
        var texts = request.Template.Texts;
        var subject = texts.Subject.Render(data).Trim();

        // A step before this one may have been skipped: without a thread, Re: would be a lie.
        var isAnswer = request.PreviousMessageIds.Count > 0;
        return new RenderedTexts(
            isAnswer ? subject : TemplateRules.WithoutReplyPrefix(subject),
            texts.Preheader?.Render(data),
            texts.Body.Render(data),
            texts.Footer?.Render(data),
            Plain(texts.PlainBody.Render(data), texts.PlainFooter?.Render(data)));
    }

    // "-- " on a line of its own starts what mail programs leave out of a quote (RFC 3676 4.3).
    private static string Plain(string body, string? footer)
    {
        var below = footer?.Trim('\n') ?? "";
        return body.Trim('\n') + (below.Length == 0 ? "\n" : $"\n\n-- \n{below}\n");
    }
}
