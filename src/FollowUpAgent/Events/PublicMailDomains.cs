namespace FollowUpAgent.Events;

/// <summary>Domains at which everybody may have a mailbox: two people there are no colleagues.</summary>
internal static class PublicMailDomains
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "aol.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.co.uk", "hotmail.com", "hotmail.de",
        "hotmail.fr", "hotmail.nl", "hetnet.nl", "home.nl", "icloud.com", "kpnmail.nl", "laposte.net", "libero.it", "live.com", "live.nl", "mac.com",
        "mail.com", "mail.ru", "me.com", "msn.com", "online.nl", "orange.fr", "outlook.com", "outlook.de", "outlook.fr", "planet.nl", "pm.me",
        "proton.me", "protonmail.com", "quicknet.nl", "qq.com", "skynet.be", "t-online.de", "telenet.be", "upcmail.nl", "wanadoo.fr", "web.de",
        "xs4all.nl", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.ru", "ymail.com", "zeelandnet.nl", "ziggo.nl", "zoho.com", "zonnet.nl",
    };

    /// <summary>Whether the domain is one of them.</summary>
    public static bool Contains(string domain) => Known.Contains(domain);
}
