using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Dashboard.Forms;

/// <summary>
/// Tells a form of our own pages from one that another site made a browser send: the form holds a seal over a number that only this browser
/// has. It needs no session and outlives a restart. Thread-safe.
/// </summary>
internal sealed class FormGuard(KeyRing keys)
{
    /// <summary>The field of a form that holds the seal.</summary>
    public const string Field = "ticket";

    private const string Cookie = "followup-form";
    private const char Between = '~';
    private readonly byte[] key = keys.For("form");

    /// <summary>The seal for the forms of an answer; a browser without a number gets one.</summary>
    public string TicketFor(HttpContext http)
    {
        var browser = http.Request.Cookies[Cookie];
        if (string.IsNullOrEmpty(browser))
        {
            // Not of Chance: who looks at a simulation must not change it.
            browser = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
            http.Response.Cookies.Append(Cookie, browser, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps });
        }

        return Seal($"browser/{browser}");
    }

    /// <summary>Whether the form came from a page that this browser got from us.</summary>
    public bool IsOurs(HttpRequest request, IFormCollection form) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin"
        && request.Cookies[Cookie] is { Length: > 0 } browser
        && IsSame(form[Field].ToString(), Seal($"browser/{browser}"));

    /// <summary>A text that comes back to us by an address, with a seal: nobody else can put words into our pages.</summary>
    public string Sealed(string text) => $"{text}{Between}{Seal($"note/{text}")}";

    /// <summary>The text of <see cref="Sealed"/>; null for every other.</summary>
    public string? Opened(string? text) =>
        text?.LastIndexOf(Between) is { } end and > 0 && IsSame(text[(end + 1)..], Seal($"note/{text[..end]}")) ? text[..end] : null;

    private static bool IsSame(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private string Seal(string text) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}
