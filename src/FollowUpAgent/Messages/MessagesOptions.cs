using System.Net.Mail;
using System.Text.RegularExpressions;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>Settings of the mails themselves.</summary>
internal sealed partial class MessagesOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Messages";

    /// <summary>The address under which contacts reach the public listener; links to unsubscribe, clicks and the pixel start with it.</summary>
    public string PublicUrl { get; set; } = "http://localhost:5080";

    /// <summary>The sender's postal address, printed in every mail; commercial mail must carry one.</summary>
    public string PostalAddress { get; set; } = "";

    /// <summary>Fields of contacts that templates may name beyond the standard ones.</summary>
    public string[] CustomFields { get; set; } = [];

    /// <summary>The language of a mail whose contact's language has no template.</summary>
    public string DefaultLanguage { get; set; } = "en";

    /// <summary>The folder with the templates, relative to the data folder.</summary>
    public string TemplatesFolder { get; set; } = "templates";

    /// <summary>Whether mails say that a machine sent them (Auto-Submitted), which keeps answering machines quiet.</summary>
    public bool AutoSubmitted { get; set; } = true;

    /// <summary>Whether mails carry a pixel that tells when they are opened: with the contact's consent, always or never.</summary>
    public TrackingPolicy TrackOpens { get; set; } = TrackingPolicy.Consent;

    /// <summary>Whether links lead by way of us, to count clicks: with the contact's consent, always or never.</summary>
    public TrackingPolicy TrackClicks { get; set; } = TrackingPolicy.Consent;

    /// <summary>
    /// Whether mails with tracked links carry one that no person sees and no screen reader reads: what follows it is a scanner. Default: true.
    /// </summary>
    public bool Honeypot { get; set; } = true;

    /// <summary>A mailbox that takes requests to unsubscribe, offered as a second way beside the link; empty for none.</summary>
    public string UnsubscribeMailbox { get; set; } = "";

    /// <summary>Everything that is wrong with these settings.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (!IsPublicUrl(PublicUrl))
        {
            yield return Wrong(nameof(PublicUrl), PublicUrl, "an https URL of at most 200 characters without query; http only for localhost");
        }

        if (string.IsNullOrWhiteSpace(PostalAddress))
        {
            yield return Wrong(nameof(PostalAddress), null, "the postal address of the sender");
        }

        foreach (var field in CustomFields.Where(field => !IsNewField(field)))
        {
            yield return Wrong(nameof(CustomFields), field, "a letter followed by letters, digits or _, and no name that exists already");
        }

        if (!Language().IsMatch(DefaultLanguage))
        {
            yield return Wrong(nameof(DefaultLanguage), DefaultLanguage, "a language tag, as in en or nl-BE");
        }

        if (string.IsNullOrWhiteSpace(TemplatesFolder))
        {
            yield return Wrong(nameof(TemplatesFolder), null, "a folder");
        }

        foreach (var (key, policy) in new[] { (nameof(TrackOpens), TrackOpens), (nameof(TrackClicks), TrackClicks) })
        {
            if (!Enum.IsDefined(policy))
            {
                yield return Wrong(key, policy.ToString(), "consent, always or never");
            }
        }

        if (UnsubscribeMailbox.Length > 0 && !MailAddress.TryCreate(UnsubscribeMailbox, out _))
        {
            yield return Wrong(nameof(UnsubscribeMailbox), UnsubscribeMailbox, "a mail address, or nothing");
        }
    }

    /// <summary>Whether this text is a language tag as file names carry it.</summary>
    public static bool IsLanguage(string text) => Language().IsMatch(text);

    private bool IsNewField(string field) =>
        FieldName().IsMatch(field)
        && !FieldCatalog.Standard.Concat(FieldCatalog.System).Concat(["if", "else", "unless", "fallback"]).Contains(field, StringComparer.OrdinalIgnoreCase)
        && CustomFields.Count(other => other == field) == 1;

    private static bool IsPublicUrl(string url) =>
        url.Length <= 200
        && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri is { Query: "", Fragment: "", UserInfo: "" }
        && System.Text.Ascii.IsValid(url)
        && !UnsafeInHeader().IsMatch(url);

    private static Fault Wrong(string key, string? value, string expected) => new($"{Section}:{key}", value, expected);

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]*\z")]
    private static partial Regex FieldName();

    [GeneratedRegex(@"[\s<>,;""']")]
    private static partial Regex UnsafeInHeader();

    [GeneratedRegex(@"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\z")]
    private static partial Regex Language();
}

/// <summary>When something about a contact is measured.</summary>
internal enum TrackingPolicy
{
    /// <summary>Only for contacts who agreed to it.</summary>
    Consent,

    /// <summary>For every contact.</summary>
    Always,

    /// <summary>For nobody.</summary>
    Never,
}

/// <summary>What a tracking policy means for one contact.</summary>
internal static class TrackingPolicies
{
    /// <summary>Whether a contact with or without consent may be measured.</summary>
    public static bool Allows(this TrackingPolicy policy, bool hasConsent) => policy switch
    {
        TrackingPolicy.Consent => hasConsent,
        TrackingPolicy.Always => true,
        TrackingPolicy.Never => false,
        _ => throw new ArgumentOutOfRangeException(nameof(policy)),
    };
}
