using FollowUpAgent.Delivery.Smtp;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Delivery;

/// <summary>How mails leave (<c>Delivery</c>).</summary>
internal sealed class DeliveryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Delivery";

    /// <summary>The relay of senders that name none.</summary>
    public const string DefaultRelay = "default";

    /// <summary>Whether mails really leave by the relays. Default: false, they are written into <see cref="MailFolder"/>.</summary>
    public bool Live { get; init; }

    /// <summary>Where mails are written while <see cref="Live"/> is false, seen from the agent's folder. Default: mail.</summary>
    public string MailFolder { get; init; } = "mail";

    /// <summary>The mail servers by key; senders name the one that takes their mails. Default: none.</summary>
    public Dictionary<string, SmtpOptions> Relays { get; init; } = [];

    /// <summary>Everything that is wrong with the section.</summary>
    /// <param name="used">The relays that senders name.</param>
    public IEnumerable<Fault> Faults(IReadOnlyList<string> used)
    {
        if (string.IsNullOrWhiteSpace(MailFolder))
        {
            yield return new Fault($"{Section}:MailFolder", MailFolder, "a folder such as mail");
        }

        foreach (var relay in Live ? used.Where(r => !Relays.ContainsKey(r)) : [])
        {
            yield return new Fault($"{Section}:Relays:{relay}", null, "a mail server with Host and Port, because a sender names it and Delivery:Live is true");
        }

        foreach (var fault in Relays.SelectMany(r => r.Value.Faults($"{Section}:Relays:{r.Key}")))
        {
            yield return fault;
        }
    }
}
