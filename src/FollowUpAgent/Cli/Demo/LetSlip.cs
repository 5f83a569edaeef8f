using System.Globalization;
using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.LostLeads;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli.Demo;

/// <summary>
/// The demo's lost leads: three hundred people who visited the shop's website for a while and fell silent, some of whom looked at the prices again.
/// They come when the weeks are over, so that these are what they were.
/// </summary>
internal static class LetSlip
{
    private const int Count = 300;

    /// <summary>Adds them, and scores everybody.</summary>
    public static async Task AddAsync(OpenedAgent agent, int seed, CancellationToken cancellationToken)
    {
        var (now, random) = (agent.Get<TimeProvider>().GetUtcNow(), new Random(seed));
        var people = Enumerable.Range(1, Count).Select(i => Person(agent, i, now)).ToList();
        var signals = people.SelectMany(p => Visits(p.Id, random, agent.Get<IdSource>(), now)).ToList();
        await agent.Get<Database>().WriteAsync(
            async session =>
            {
                await session.AddContactsAsync(people);
                await session.AddSignalsAsync(signals);
            },
            cancellationToken);
        await agent.Get<LeadJob>().RefreshAsync(cancellationToken);
    }

    private static Contact Person(OpenedAgent agent, int number, DateTimeOffset now)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"visitor{number}@slipped.example");
        return new Contact
        {
            Id = new ContactId(agent.Get<IdSource>().New()),
            Address = address,
            AddressKey = agent.Get<AddressKeys>().KeyOf(address),
            Domain = "slipped.example",
            FirstName = string.Create(CultureInfo.InvariantCulture, $"Visitor {number}"),
            Company = string.Create(CultureInfo.InvariantCulture, $"Slipped {(number + 2) / 3}"),
            Language = number % 2 == 0 ? "nl" : "en",
            LawfulBasis = LawfulBasis.Consent.ToText(),
            BasisAt = now.AddDays(-700),
            Source = "website",
            Tracking = true,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private static IEnumerable<Signal> Visits(ContactId contact, Random random, IdSource ids, DateTimeOffset now)
    {
        var (at, hour) = (now.Date.AddDays(-60 - random.Next(340)), 7 + random.Next(10));
        for (var i = 2 + random.Next(10); i > 0; i--, at = at.AddDays(-1 - random.Next(9)))
        {
            yield return Visit(at.AddHours(hour + random.NextDouble()), random.NextDouble() < 0.2 ? "pricing" : random.NextDouble() < 0.3 ? "docs" : null);
        }

        if (random.NextDouble() < 0.06)
        {
            yield return Visit(now.UtcDateTime.AddHours(-1 - random.Next(60)), "pricing");
        }

        Signal Visit(DateTime when, string? page) => new(ids.New(), contact, SignalKind.Visit, page, null, new DateTimeOffset(when, TimeSpan.Zero), now);
    }
}
