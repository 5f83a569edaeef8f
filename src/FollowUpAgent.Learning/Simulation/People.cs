using System.Globalization;

namespace FollowUpAgent.Learning.Simulation;

/// <summary>Invents people: English and Dutch, founders, managers and staff, of small and large companies. Pure.</summary>
/// <param name="seed">Same seed, same people.</param>
public sealed class People(long seed)
{
    private static readonly string[] EnglishFirst = ["Alice", "Ben", "Chloe", "Daniel", "Ella", "Frank", "Grace", "Henry", "Isla", "Jack", "Kate", "Liam", "Mia", "Noah", "Olivia", "Peter", "Ruth", "Sam", "Tess", "Will"];
    private static readonly string[] EnglishLast = ["Archer", "Baker", "Carter", "Dixon", "Ellis", "Foster", "Grant", "Hughes", "Irving", "Jones", "King", "Lewis", "Mason", "Norris", "Owen", "Price", "Reed", "Stone", "Turner", "Ward"];
    private static readonly string[] DutchFirst = ["Anouk", "Bram", "Daan", "Eva", "Femke", "Gijs", "Hanna", "Isa", "Jeroen", "Koen", "Lotte", "Maarten", "Noor", "Pim", "Roos", "Sanne", "Teun", "Vera", "Wouter", "Ymke"];
    private static readonly string[] DutchLast = ["Bakker", "de Boer", "Bos", "van Dijk", "Dekker", "Hendriks", "Jansen", "de Jong", "Kok", "Kuipers", "Meijer", "Mulder", "Peters", "Prins", "Smit", "Visser", "Vos", "de Vries", "de Wit", "Zijlstra"];
    private static readonly string[] Trades = ["Design", "Bikes", "Foods", "Books", "Travel", "Gardens", "Music", "Media", "Tools", "Labs"];
    private static readonly string[] EnglishZones = ["Europe/London", "Europe/London", "America/New_York"];
    private static readonly string[] Seniorities = ["founder", "manager", "staff"];
    private static readonly string[] Sizes = ["1-9", "10-99", "100+"];
    private static readonly string[] Sources = ["web form", "webinar", "trade fair"];

    /// <summary>The person with this number, from 1.</summary>
    public Person Person(int number)
    {
        var chance = Draws.Of(seed, number, "person");
        var isDutch = chance.Happens(0.5);
        var first = chance.Pick(isDutch ? DutchFirst : EnglishFirst);
        var last = chance.Pick(isDutch ? DutchLast : EnglishLast);
        var company = $"{last.Split(' ')[^1]} {chance.Pick(Trades)}";
        var domain = string.Create(CultureInfo.InvariantCulture, $"{company.Replace(' ', '-').ToLowerInvariant()}-{number}.example");
        var features = new Dictionary<string, string>
        {
            ["language"] = isDutch ? "nl" : "en",
            ["seniority"] = chance.Pick(Seniorities),
            ["size"] = chance.Pick(Sizes),
            ["source"] = chance.Pick(Sources),
        };
        return new Person(
            number,
            first,
            last,
            $"{first.ToLowerInvariant()}@{domain}",
            company,
            features,
            isDutch ? "Europe/Amsterdam" : chance.Pick(EnglishZones),
            IsCustomer: chance.Happens(0.5),
            AllowsTracking: chance.Happens(0.9),
            new Mailbox(IsDead: chance.Happens(0.01), FetchesPictures: chance.Happens(0.3), FollowsLinks: chance.Happens(0.08), IsAway: chance.Happens(0.03)));
    }
}
