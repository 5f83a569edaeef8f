namespace FollowUpAgent.Messages;

/// <summary>The frame around the HTML of a mail: as little as every mail program understands.</summary>
internal static class HtmlDocument
{
    private const string Hidden = "display:none;max-height:0;overflow:hidden;mso-hide:all";
    private const string Body = "margin:0;padding:16px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;color:#222;background:#fff";
    private const string Column = "max-width:600px";
    private const string Small = "margin-top:32px;padding-top:8px;border-top:1px solid #ddd;font-size:12px;color:#666";

    private static readonly string[] RightToLeft = ["ar", "fa", "he", "ur"];

    /// <summary>A whole document. All parts are HTML already, except the subject.</summary>
    public static string Of(string language, string subject, string? preheader, string body, string? footer, string? pixel, string? honeypot)
    {
        var direction = RightToLeft.Contains(language.Split('-')[0]) ? " dir=\"rtl\"" : "";
        var preview = string.IsNullOrWhiteSpace(preheader) ? "" : $"<div style=\"{Hidden}\">{preheader}</div>\n";
        var small = string.IsNullOrWhiteSpace(footer) ? "" : $"<div style=\"{Small}\">\n{footer.Trim()}\n</div>\n";
        // Without words, out of the order of the keyboard, and not there for screen readers.
        var trap = honeypot is null
            ? ""
            : $"<a href=\"{HtmlText.Encode(honeypot)}\" rel=\"nofollow\" aria-hidden=\"true\" tabindex=\"-1\" style=\"{Hidden}\"></a>\n";
        var image = pixel is null ? "" : $"<img src=\"{HtmlText.Encode(pixel)}\" alt=\"\" width=\"1\" height=\"1\">\n";
        return $"""
            <!doctype html>
            <html lang="{HtmlText.Encode(language)}"{direction}>
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>{HtmlText.Encode(subject)}</title>
            </head>
            <body style="{Body}">
            {preview}<div style="{Column}">
            {body.Trim()}
            {small}</div>
            {trap}{image}</body>
            </html>

            """;
    }
}
