using FollowUpAgent.Dispatch;
using FollowUpAgent.Events;
using FollowUpAgent.Events.Machines;
using FollowUpAgent.Hosting;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Events.Machines;

/// <summary>Scanners and people who follow the links of one mail, simulated from what is known of them; same seed, same visitors.</summary>
internal sealed class Visitors(int seed)
{
    public static readonly DateTimeOffset Delivered = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private const string Browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
    private static readonly MachineMarks Marks = new(new EventsOptions(), new KeyRing(new byte[32]));
    private readonly Random random = new(seed);

    /// <summary>Every link, the unsubscribe link and the hidden one within two seconds, three seconds after delivery, under the name of a browser.</summary>
    public Visit Barracuda() => Of([.. AllLinks().Select(link => Ask(3 + Up(2), link, "198.51.100"))]);

    /// <summary>A single link by a browser after forty minutes, and the hidden one within twenty minutes of it.</summary>
    public Visit SafeLinks()
    {
        var at = 2400 + Up(600);
        return Of([Ask(at, 1, "203.0.113"), Ask(at + Up(1200), TrackedLink.Honeypot, "203.0.113")]);
    }

    /// <summary>The same without the hidden link: there is nothing to tell it from a person by.</summary>
    public Visit SafeLinksThatSeesTheTrap() => Of([Ask(2400 + Up(600), 1, "203.0.113")]);

    /// <summary>Asks for the heads of all links, and then for some of them whole.</summary>
    public Visit HeadProber()
    {
        var at = Up(60);
        return Of([.. AllLinks().SelectMany(l => new[] { Ask(at + Up(1), l, "192.0.2", isHead: true), Ask(at + 1 + Up(2), l, "192.0.2") })]);
    }

    /// <summary>Apple's proxy fetches the picture some time after delivery, unread mails too.</summary>
    public Visit ApplePrivacy() => Of([Ask(Up(7200), null, "17.57.144", agent: "Mozilla/5.0")]);

    /// <summary>Gmail fetches the picture for its reader.</summary>
    public Visit GmailPictures() =>
        Of([Ask(30 + Up(86400), null, "66.249.84", agent: "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)")]);

    /// <summary>One or two links, minutes to days later.</summary>
    public Visit Person()
    {
        var at = 120 + Math.Exp(random.NextDouble() * 12);
        return Of(random.NextDouble() < 0.7 ? [Ask(at, 1, "192.168.7")] : [Ask(at, 1, "192.168.7"), Ask(at + 5 + Up(60), 2, "192.168.7")]);
    }

    /// <summary>A notification on the telephone, and a click after some 15 seconds.</summary>
    public Visit QuickPerson() => Of([Ask(11 + Up(9), 1, "192.168.7")]);

    /// <summary>Looks at the page to unsubscribe right after a click.</summary>
    public Visit PersonWhoMayLeave()
    {
        var at = 120 + Up(3600);
        return Of([Ask(at, 1, "192.168.7"), Ask(at + 4 + Up(20), -1, "192.168.7")]);
    }

    /// <summary>Opens three links in tabs, one after the other, within some 6 to 20 seconds; our site sees the visits of most.</summary>
    public Visit PersonWithTabs()
    {
        var (at, pace) = (120 + Up(3600), 3 + Up(7));
        Fetch[] clicks = [Ask(at, 1, "192.168.7"), Ask(at + pace, 2, "192.168.7"), Ask(at + (2 * pace), 3, "192.168.7")];
        return Of(clicks);
    }

    /// <summary>A scanner of the company first, of another network, and then its reader.</summary>
    public Visit PersonBehindBarracuda() => new([.. Barracuda().Fetches.Concat(Person().Fetches).OrderBy(f => f.OccurredAt)]);

    /// <summary>The address of a person in a visit.</summary>
    public static bool IsPersons(Fetch fetch) => fetch.Network == NetworkOf("192.168.7.1");

    private static Visit Of(IEnumerable<Fetch> fetches) => new([.. fetches.OrderBy(f => f.OccurredAt)]);

    private IEnumerable<int?> AllLinks()
    {
        var hidden = random.NextDouble() < 0.9 ? [TrackedLink.Honeypot] : Array.Empty<int>();
        return Enumerable.Range(1, 1 + random.Next(5)).Concat(hidden).Append(-1).Select(l => (int?)l);
    }

    private double Up(double seconds) => random.NextDouble() * seconds;

    private Fetch Ask(double second, int? link, string network, string agent = Browser, bool isHead = false)
    {
        var heard = new Heard(link is null ? EventKind.Opened : link < 0 ? EventKind.UnsubscribeViewed : EventKind.Clicked)
        {
            IsHead = isHead,
            UserAgent = agent,
            Address = $"{network}.{1 + random.Next(250)}",
        };
        var id = new byte[16];
        random.NextBytes(id);
        return new Fetch
        {
            Id = new Guid(id),
            Kind = heard.Kind,
            Link = link < 0 ? null : link,
            Network = Marks.NetworkOf(heard, default),
            Marks = Marks.Of(heard),
            OccurredAt = Delivered.AddSeconds(second),
        };
    }

    private static string? NetworkOf(string address) => Marks.NetworkOf(new Heard(EventKind.Clicked) { Address = address }, new MessageId());
}

/// <summary>What one visitor did with one mail.</summary>
internal sealed record Visit(IReadOnlyList<Fetch> Fetches)
{
    /// <summary>Each click or open with its label.</summary>
    public IEnumerable<(Fetch Fetch, MachineLabel Label)> Labels() => Fetches
        .Where(f => f.Kind != EventKind.UnsubscribeViewed)
        .Select(f => (f, MachineScore.Of(f, new Evidence(Fetches, Visitors.Delivered, []))));
}
