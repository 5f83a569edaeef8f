using System.Text;
using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Decisions;

public sealed class LedgerTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Every_decision_is_complete_and_can_be_made_again_from_its_row(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind, 40, ("Groups:Treatment", "0.5"), ("Groups:Control", "0.25"), ("Groups:Baseline", "0.25"));
        await agent.RunUntilIdleAsync();

        var rows = await agent.QueryAsync<Decision>("SELECT * FROM decision");

        Assert.Equal(3, rows.Select(r => r.GroupName).Distinct().Count());
        foreach (var row in rows)
        {
            Assert.Equal(row.Chosen, Replay.Draw(row));
            Assert.Equal(Doubles(row.Propensities), await Replayed.WeighAsync(agent, row));
            Assert.Equal(row.Propensity, Doubles(row.Propensities)[Texts(row.Actions).IndexOf(row.Chosen)]);
            Assert.Equal(1, Doubles(row.Propensities).Sum(), 12);
            Assert.Equal(Decider.SeedOf(row.Id, row.Stage), row.Seed);
            Assert.True(row is { ContactId: not null, Configuration.Length: 12, Round: 1, Erased: false } && row.DecidedAt > DateTimeOffset.UnixEpoch);
            Assert.Equal(row.SnapshotId is not null, row is { Forecasts: not null, Settings: not null });
            Assert.True(SizeOf(row) <= 2048);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_replay_does_not_ask_what_is_configured_now(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind, 5, ("Decisions:Spread", "1"), ("Outcomes:click:Weight", "3"), ("Decisions:FloorWhileNew", "0.2"));
        await agent.RunUntilIdleAsync();
        var row = (await agent.QueryAsync<Decision>("SELECT * FROM decision WHERE stage = 'which'"))[0];

        var settings = ModelSettings.Parse(row.Settings!);

        Assert.Equal((0.2, 1.0, 3.0), (settings.Floor, settings.Spread, settings.Outcomes.Single(o => o.Key == "click").Weight));
        Assert.Equal(Doubles(row.Propensities), await Replayed.WeighAsync(agent, row));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_contacts_newest_decisions_come_whole_and_oldest_first(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind, 1);
        await agent.LiveAsync(TimeSpan.FromDays(5), TimeSpan.FromHours(12));
        var rows = await agent.QueryAsync<Decision>("SELECT * FROM decision ORDER BY decided_at, stage");
        var contact = rows[0].ContactId!.Value;

        var newest = await agent.Database.ReadAsync(s => s.FindNewestDecisionsAsync(contact, 1), CancellationToken.None);
        var all = await agent.Database.ReadAsync(s => s.FindNewestDecisionsAsync(contact, 100), CancellationToken.None);
        var count = await agent.Database.ReadAsync(s => s.CountDecisionsAsync(contact), CancellationToken.None);

        Assert.Equal(2, count);
        Assert.Equal(rows.Select(r => (r.Id, r.Stage)), all.Select(r => (r.Id, r.Stage)));
        Assert.Equal(rows.Where(r => r.Id == rows[^1].Id).Select(r => r.Stage), newest.Select(r => r.Stage));
        Assert.All(newest, r => Assert.Equal(rows[^1].Id, r.Id));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_largest_row_stays_within_two_kilobytes(DatabaseKind kind)
    {
        var settings = Enumerable.Range(0, 4).Select(i => ($"Sequences:hello:DayOffsets:{i}", $"{i}"))
            .Concat(Enumerable.Range(0, 20).Select(i => ($"Decisions:Features:{i}", $"feature number {i}")))
            .Concat(new[] { ("morning", "00:00", "08:00"), ("afternoon", "08:00", "16:00"), ("evening", "16:00", "24:00") }.SelectMany((p, i) => new[]
            {
                ($"Sequences:hello:PartsOfDay:{i}:Key", p.Item1), ($"Sequences:hello:PartsOfDay:{i}:From", p.Item2), ($"Sequences:hello:PartsOfDay:{i}:Until", p.Item3),
            }))
            .Concat(Enumerable.Range(2, 6).SelectMany(v => new[]
            {
                ($"Sequences:hello:Steps:0:Variants:{v}:Key", $"variant-of-20-chars{v}"), ($"Sequences:hello:Steps:0:Variants:{v}:Template", "first-plain"),
            }));
        await using var agent = await AgentAsync(kind, 0, [.. settings]);
        var fields = JsonSerializer.Serialize(Enumerable.Range(0, 20).ToDictionary(i => $"feature number {i}", _ => new string('é', 40)));
        await agent.AddContactAsync("large@example.test", c => c with { Fields = fields, Country = "NL", Language = "nl" });
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();

        var row = (await agent.QueryAsync<Decision>("SELECT * FROM decision WHERE stage = 'when'")).Single();

        Assert.Equal(13, Texts(row.Actions).Count);
        Assert.Equal(8, ModelSettings.Parse(row.Settings!).Variants!.Count);
        Assert.Contains("field.feature number 0", row.Context, StringComparison.Ordinal);
        Assert.InRange(SizeOf(row), 1000, 2048);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_ledger_refuses_every_change_but_erasure(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind, 3);
        await agent.RunUntilIdleAsync();
        var before = await agent.QueryAsync<Decision>("SELECT * FROM decision ORDER BY id, stage");

        foreach (var sql in Forbidden(kind))
        {
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(
                () => agent.Database.WriteAsync(s => s.ExecuteAsync(sql), CancellationToken.None));
        }

        if (kind is DatabaseKind.Sqlite)
        {
            // This one deletes past the triggers; the row that is there must stay as it is.
            await agent.Database.WriteAsync(
                s => s.ExecuteAsync("INSERT OR REPLACE INTO closed_round SELECT decision_id, 'lapsed', 'forged', closed_at FROM closed_round"), CancellationToken.None);
            Assert.Empty(await agent.QueryAsync<string>("SELECT reason FROM closed_round WHERE reason = 'forged'"));
        }

        Assert.Equal(before, await agent.QueryAsync<Decision>("SELECT * FROM decision ORDER BY id, stage"));
        var contact = before[0].ContactId!.Value;
        Assert.Equal(2, await agent.Database.WriteAsync(s => s.EraseDecisionsAsync(contact), CancellationToken.None));
        Assert.Equal(0, await agent.Database.WriteAsync(s => s.EraseDecisionsAsync(contact), CancellationToken.None));
    }

    [Fact]
    public void What_is_drawn_comes_as_often_as_the_ledger_says()
    {
        var decider = new Decider(new DecisionsOptions(), OutcomeCatalog.From(new Dictionary<string, OutcomeOptions?>(), new Dictionary<string, SegmentOptions?>()));
        string[] actions = ["d0-morning", "d0-evening", "d1-morning", "d1-evening", Decision.Skip];
        var served = new Served(default, SampleRecipe.Of("s", "one", ("d1-morning", "plain", 200, 30), ("d0-morning", "plain", 200, 4)));
        foreach (var group in new[] { Group.Treatment, Group.Control })
        {
            var expected = new double[actions.Length];
            var drawn = new double[actions.Length];
            var chance = new SeededUniforms(7);
            for (var i = 0; i < 3000; i++)
            {
                var id = new DecisionId(new Guid(BitConverter.GetBytes(chance.NextBits()).Concat(BitConverter.GetBytes(chance.NextBits())).ToArray()));
                var row = decider.Decide(new Question(id, Decision.When, "s", "one", group, actions, [], "{}", served, [SampleRecipe.Variant("plain")])).Row;
                var propensities = Doubles(row.Propensities);
                Assert.All(propensities, p => Assert.True(p >= 0.05 / actions.Length));
                drawn[Array.IndexOf(actions, row.Chosen)]++;
                for (var k = 0; k < actions.Length; k++)
                {
                    expected[k] += propensities[k];
                }
            }

            // 18.5 is the .999 quantile of chi-square with four degrees of freedom.
            Assert.InRange(drawn.Zip(expected, (d, e) => (d - e) * (d - e) / e).Sum(), 0, 18.5);
        }
    }

    private static async Task<AgentInTest> AgentAsync(DatabaseKind kind, int contacts, params (string Key, string Value)[] settings)
    {
        var agent = await AgentInTest.BuildAsync(kind, settings.ToDictionary(s => s.Key, s => (string?)s.Value));
        for (var i = 0; i < contacts; i++)
        {
            await agent.AddContactAsync($"person{i}@example.test");
        }

        await agent.EnrollAllAsync("hello");
        return agent;
    }

    private static string[] Forbidden(DatabaseKind kind)
    {
        string[] both =
        [
            "UPDATE decision SET chosen = 'skip'",
            "UPDATE decision SET propensity = 1",
            "UPDATE decision SET settings = NULL, erased = true, contact_id = NULL",
            "UPDATE decision SET erased = true, contact_id = NULL, chosen = 'skip', decided_at = decided_at - decided_at % 86400000000",
            "DELETE FROM decision",
            "UPDATE closed_round SET how = 'lapsed'",
            "DELETE FROM closed_round",
        ];
        return kind is DatabaseKind.Postgres ? [.. both, "TRUNCATE decision", "TRUNCATE closed_round"] : both;
    }

    private static double[] Doubles(string json) => JsonSerializer.Deserialize<double[]>(json)!;

    private static List<string> Texts(string json) => JsonSerializer.Deserialize<List<string>>(json)!;

    private static int SizeOf(Decision row) =>
        (4 * 16) + (4 * 8)
        + new[]
        {
            row.Stage, row.Sequence, row.Step, row.GroupName, row.Context, row.Actions, row.Forecasts, row.Propensities, row.Chosen, row.Rules,
            row.Configuration, row.Settings,
        }.Sum(text => Encoding.UTF8.GetByteCount(text ?? ""));
}
