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

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults(IReadOnlyList<string> relays)
    {
        if (string.IsNullOrWhiteSpace(MailFolder))
        {
            yield return new Fault($"{Section}:MailFolder", MailFolder, "a folder such as mail");
        }
    }
}
