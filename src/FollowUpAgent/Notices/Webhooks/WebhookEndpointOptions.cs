using System.Text.RegularExpressions;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>One program that is told what happens (<c>Notices:Webhooks</c>).</summary>
internal sealed partial class WebhookEndpointOptions
{
    private const int LongestUrl = 2000;

    /// <summary>Where it listens: an https address without user and password; http where <see cref="AllowPrivate"/> is true. Required.</summary>
    public string Url { get; init; } = "";

    /// <summary>
    /// The signing secrets, <c>whsec_…</c>; two while one replaces the other: both sign then. Give them by environment variable or user secret.
    /// Required.
    /// </summary>
    public string[] Secrets { get; init; } = [];

    /// <summary>What it is told of (<see cref="WebhookKind"/>). Default: everything.</summary>
    public string[] Kinds { get; init; } = [];

    /// <summary>Whether it may be on this machine or in a private network. Default: false.</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>Whether <c>reply.received</c> carries the words of the answer. Default: false.</summary>
    public bool IncludeText { get; init; }

    /// <summary>Whether it is told anything. Default: true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Everything that is wrong with it; never a secret, and of the address its host alone, since some addresses are secrets.</summary>
    public IEnumerable<Fault> Faults(string section, string key)
    {
        if (!Key().IsMatch(key))
        {
            yield return new Fault($"{section}:{key}", key, "a name of 1 to 40 lower-case letters, digits and hyphens");
        }

        if (!IsUrl(out var shown))
        {
            yield return new Fault($"{section}:{key}:Url", shown, "an https address without user and password; http only where AllowPrivate is true");
        }

        if (Secrets.Length is < 1 or > 2)
        {
            yield return new Fault($"{section}:{key}:Secrets", $"{Secrets.Length} secrets", "one, or two while one replaces the other");
        }

        for (var i = 0; i < Secrets.Length; i++)
        {
            if (StandardSignature.ReadSecret(Secrets[i]) is null)
            {
                yield return new Fault($"{section}:{key}:Secrets:{i}", null, "'whsec_' and 24 to 64 bytes in base64");
            }
        }

        foreach (var kind in Kinds.Where(k => !WebhookKind.All.Contains(k)))
        {
            yield return new Fault($"{section}:{key}:Kinds", kind, $"any of {string.Join(", ", WebhookKind.All)}");
        }
    }

    private bool IsUrl(out string? shown)
    {
        var isUri = Uri.TryCreate(Url, UriKind.Absolute, out var url);
        shown = Url.Length == 0 ? null : isUri && url!.Host.Length > 0 ? $"{url.Scheme}://{url.Host}/…" : "no address";
        return isUri && Url.Length <= LongestUrl && url!.Host.Length > 0 && url.UserInfo.Length == 0
            && (url.Scheme == Uri.UriSchemeHttps || (AllowPrivate && url.Scheme == Uri.UriSchemeHttp));
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex Key();
}
