using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Dormancy;
using FollowUpAgent.LostLeads;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.LostLeads;

/// <summary>Whole agents in invented worlds whose truth is known: who comes back by itself, and who if one writes.</summary>
public sealed class RevivalWorldTests
{
    private static readonly int People = TestScale.Times(1500);

    [Theory, OnSqlite, OnPostgres]
    public async Task The_top_tenth_of_the_queue_holds_two_and_a_half_times_the_average_true_gain(DatabaseKind kind)
    {
        await using var agent = await LostAgent.BuildAsync(kind);
        var truth = await LiveAsync(agent, features => features is null ? 0 : 1.2 * features[Prices]);

        await agent.RefreshAsync();
        var queue = await agent.QueueAsync(People);

        Assert.Equal(RevivalKnowledge.Gain, queue.Model.Revival.Evidence.Knowledge);
        var (top, average) = (queue.Entries.Take(People / 10).Average(e => truth[e.Row.ContactId]), truth.Values.Average());
        Assert.True(top >= 2.5 * average, $"{top / average:0.00}");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Where_writing_gains_nothing_the_queue_is_empty_and_says_so(DatabaseKind kind)
    {
        await using var agent = await LostAgent.BuildAsync(kind, ("LostLeads:WorthAtLeast", "0.005"));
        await LiveAsync(agent, _ => 0);

        await agent.RefreshAsync();
        var queue = await agent.QueueAsync();

        Assert.Empty(queue.Entries);
        Assert.Equal(People, queue.Count.Dormant);
        Assert.StartsWith("The queue is empty: writing to lost leads gains nothing.", LeadWords.English.Empty(queue), StringComparison.Ordinal);
        Assert.StartsWith("De wachtrij is leeg: schrijven", LeadWords.Dutch.Empty(queue), StringComparison.Ordinal);
    }

    private static int Prices { get; } = LeadFeatures.Names.ToList().IndexOf("prices");

    // Dormant people of whom some looked at the prices of late; and what was learned before of others like them.
    private static async Task<Dictionary<ContactId, double>> LiveAsync(AgentInTest agent, Func<double[]?, double> added)
    {
        var random = new Random(5);
        var (now, ids) = (agent.Clock.GetUtcNow(), agent.Get<IdSource>());
        var people = Enumerable.Range(0, People).Select(i => Crowd.Person(agent.Services, $"p{i}@example.test")).ToList();
        await agent.Database.WriteAsync(s => s.AddContactsAsync(people), CancellationToken.None);
        foreach (var some in people.Chunk(500))
        {
            var signals = some.SelectMany(p => Signals(p, random, now, ids)).ToList();
            await agent.Database.WriteAsync(s => s.AddSignalsAsync(signals), CancellationToken.None);
        }

        await agent.Get<LeadScoring>().ScanAsync(CancellationToken.None);
        var features = (await agent.Database.ReadAsync(s => s.QueryAsync<FeatureRow>("SELECT contact_id, features FROM lead ORDER BY contact_id"), CancellationToken.None))
            .ToDictionary(r => r.ContactId, r => LeadFeatures.Parse(r.Features)!);
        var past = features.Values.SelectMany(f => Enumerable.Repeat(f, 1 + (6000 / People))).Select(f => Past(f, random, added, now, ids)).ToList();
        await agent.Database.WriteAsync(s => s.InsertManyAsync(new BulkRows("revival", Columns, past)), CancellationToken.None);
        return features.ToDictionary(f => f.Key, f => added(f.Value));
    }

    private static readonly string[] Columns =
        ["id", "contact_id", "kind", "probability", "forecast", "features", "moment_at", "begun_at", "until_at", "closed_at", "value", "outcomes"];

    private static IEnumerable<Signal> Signals(Contact contact, Random random, DateTimeOffset now, IdSource ids)
    {
        var silent = 25 + random.Next(300);
        var last = now.AddDays(-silent);
        var visits = Enumerable.Range(1, 4 + random.Next(8)).Select(i => (At: last.AddDays(-i), Page: (string?)null));
        var pricing = random.NextDouble() < 0.25 ? new[] { (At: last, Page: (string?)"pricing") } : [];
        return visits.Concat(pricing).Select(v => new Signal(ids.New(), contact.Id, SignalKind.Visit, v.Page, null, v.At, now));
    }

    private static object?[] Past(double[] features, Random random, Func<double[]?, double> added, DateTimeOffset now, IdSource ids)
    {
        var isWritten = random.NextDouble() < 0.7;
        // A positive reply is worth 1, so that its probability is the value.
        var happened = random.NextDouble() < 0.05 + (isWritten ? added(features) : 0);
        var begun = Micros.From(now.AddDays(-100));
        return
        [
            ids.New(), ids.New(), isWritten ? RevivalKind.Written : RevivalKind.Held, isWritten ? 0.7 : 0.3, 0.0, LeadFeatures.ToText(features), begun, begun,
            Micros.From(now.AddDays(-70)), Micros.From(now.AddDays(-69)), happened ? 1.0 : 0.0, happened ? OutcomeCatalog.PositiveReply : "",
        ];
    }

    private sealed class FeatureRow
    {
        public ContactId ContactId { get; set; }

        public string Features { get; set; } = "";
    }
}
