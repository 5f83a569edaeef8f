using System.Net.Mail;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>The mailbox that sends, and how answers and bounces find back.</summary>
/// <param name="From">The visible sender.</param>
/// <param name="Domain">The sending domain, the right side of each Message-ID.</param>
/// <param name="BounceAddress">The return path.</param>
internal sealed record MailIdentity(Mailbox From, string Domain, string BounceAddress)
{
    /// <summary>Where answers go, if not to <see cref="From"/>.</summary>
    public Mailbox? ReplyTo { get; init; }

    /// <summary>Whether the return path carries the token of its message (<c>b+token@…</c>, VERP), which proves a bounce.</summary>
    public bool TokenInBounceAddress { get; init; }

    /// <summary>Whether the reply address carries the token of its message.</summary>
    public bool TokenInReplyTo { get; init; }

    // A local part has 64 octets (RFC 5321 4.5.3.1.1); plus sign and token take 61.
    private const int MaxLocalBesideToken = 3;

    /// <summary>The return path of one message.</summary>
    public string ReturnPath(string token) => TokenInBounceAddress ? WithToken(BounceAddress, token) : BounceAddress;

    /// <summary>The reply address of one message.</summary>
    public Mailbox? ReplyAddress(string token) =>
        TokenInReplyTo ? (ReplyTo ?? From) with { Address = WithToken((ReplyTo ?? From).Address, token) } : ReplyTo;

    /// <summary>Everything that is wrong with this sender, under the given configuration key.</summary>
    public IEnumerable<Fault> Faults(string key)
    {
        foreach (var (name, address) in new[] { ("From", From.Address), ("BounceAddress", BounceAddress), ("ReplyTo", (ReplyTo ?? From).Address) })
        {
            if (!MailAddress.TryCreate(address, out _))
            {
                yield return new Fault($"{key}:{name}", address, "a mail address");
            }
        }

        foreach (var name in new[] { From.Name, ReplyTo?.Name }.Where(name => name is not null && name.Any(FieldText.IsControl)))
        {
            yield return new Fault($"{key}:Name", name!.ReplaceLineEndings(" "), "a name on one line");
        }

        if (TokenInBounceAddress && BounceAddress.IndexOf('@', StringComparison.Ordinal) > MaxLocalBesideToken)
        {
            yield return new Fault($"{key}:BounceAddress", BounceAddress, "at most 3 characters before the @, as in b@…, since a token follows them");
        }

        if (TokenInReplyTo && (ReplyTo ?? From).Address.IndexOf('@', StringComparison.Ordinal) > MaxLocalBesideToken)
        {
            yield return new Fault($"{key}:ReplyTo", (ReplyTo ?? From).Address, "at most 3 characters before the @, as in re@…, since a token follows them");
        }

        if (Uri.CheckHostName(Domain) is not UriHostNameType.Dns)
        {
            yield return new Fault($"{key}:Domain", Domain, "a domain name");
        }
    }

    private static string WithToken(string address, string token)
    {
        var at = address.LastIndexOf('@');
        return $"{address[..at]}+{token}{address[at..]}";
    }
}
