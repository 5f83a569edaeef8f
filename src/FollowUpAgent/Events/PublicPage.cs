using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace FollowUpAgent.Events;

/// <summary>A small page for the recipient of a mail: no script, no cookie, nothing from elsewhere, in no search engine.</summary>
internal sealed class PublicPage(int status, PageTexts texts, string heading, string text, string? button = null, string field = OneClick.Name) : IResult
{
    private const string Style =
        "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
        + "button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:.4rem;color:#fff;background:#1a4f8b;cursor:pointer}"
        + "button:focus-visible{outline:3px solid #e08a00}";

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Asks before unsubscribing.</summary>
    public static PublicPage Question(PageTexts texts, int status = StatusCodes.Status200OK) =>
        new(status, texts, texts.Question, texts.Explanation, texts.Button);

    /// <summary>Says that the unsubscribe has taken effect, and offers to take it back.</summary>
    public static PublicPage Done(PageTexts texts) =>
        new(StatusCodes.Status200OK, texts, texts.Done, texts.DoneText, texts.BackButton, OneClick.Back);

    /// <summary>Says that it was taken back.</summary>
    public static PublicPage Back(PageTexts texts) => new(StatusCodes.Status200OK, texts, texts.Back, texts.BackText);

    /// <summary>Answers a link that is not ours.</summary>
    public static PublicPage NotFound(PageTexts texts) => new(StatusCodes.Status404NotFound, texts, texts.NotFound, texts.NotFoundText);

    /// <summary>Asks to come again: nothing can be stored or looked up now.</summary>
    public static PublicPage Busy(PageTexts texts) => new(StatusCodes.Status503ServiceUnavailable, texts, texts.Busy, texts.BusyText);

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentLanguage = texts.Language;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["X-Robots-Tag"] = "noindex";
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = "60";
        }

        return response.WriteAsync(Html(), httpContext.RequestAborted);
    }

    // The form has no address: it posts to where the page came from, also behind a proxy that adds a path.
    private string Html() =>
        $"""
        <!doctype html>
        <html lang="{texts.Language}">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Encode(heading)}</title><style>{Style}</style></head>
        <body><main><h1>{Encode(heading)}</h1><p>{Encode(text)}</p>{Form()}</main></body>
        </html>

        """;

    private string Form() => button is null
        ? ""
        : $"<form method=\"post\"><button name=\"{field}\" value=\"{OneClick.Value}\">{Encode(button)}</button></form>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
