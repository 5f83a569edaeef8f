using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dispatch;

/// <summary>Written rules in a whole agent.</summary>
public sealed class RuleTests
{
    private static readonly (string Key, string Value)[] AllGroups =
        [("Groups:Treatment", "0.4"), ("Groups:Control", "0.3"), ("Groups:Baseline", "0.3"), ("Decisions:ControlSkip", "0.1")];

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_never_to_be_sent_is_sent_in_no_group_and_the_ledger_says_which_rule_took_it(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(
            kind, 0, [.. AllGroups, .. Rule("no-plain", "never", ("Variant", "plain"), ("Segment", "belgian")), ("Segments:belgian:Country:0", "BE")]);
        await AddAsync(desk, 30, "BE");
        await AddAsync(desk, 10, "NL");

        await desk.PlanAsync();

        var rows = await desk.Agent.QueryAsync<Decision>("SELECT * FROM decision WHERE stage = 'which'");
        var ruled = rows.Where(r => r.Rules.Contains("no-plain", StringComparison.Ordinal)).ToList();
        Assert.True(ruled.Count > 15 && ruled.Select(r => r.GroupName).Distinct().Count() == 3);
        Assert.All(ruled, r => Assert.Equal("asking", Variant.KeyOf(r.Chosen)));
        Assert.All(ruled, r => Assert.StartsWith("plain@", Assert.Single(RuleApplied.Parse(r.Rules)).Action, StringComparison.Ordinal));
        Assert.Contains(rows.Except(ruled), r => Variant.KeyOf(r.Chosen) == "plain");
        var explained = await desk.Agent.Database.ReadAsync(s => desk.Agent.Get<ExplanationReader>().ReadAsync(s, [ruled[0]]), CancellationToken.None);
        Assert.Equal(("anna", "The brand asks for it."), explained[0].Stages[0].Removed.Select(r => (r.Owner, r.Reason)).Single());
        await AssertReplayAsync(desk);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_rule_of_a_directive_is_told_with_its_owner_also_when_the_directive_is_over(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);
        var directives = desk.Agent.Get<DirectiveDesk>();
        var rule = Rule("no-plain", "never", ("Variant", "plain")).ToDictionary(r => r.Key, r => (string?)r.Value);
        var made = Assert.IsType<DirectiveAnswer.Made>(await directives.AddAsync(new NewDirective("paul", "The brand", rule), CancellationToken.None));

        await desk.PlanAsync();
        desk.Agent.Clock.Advance(TimeSpan.FromMinutes(1));
        await directives.EndAsync(made.Directive.Id, "paul", null, CancellationToken.None);

        var rows = await desk.Agent.QueryAsync<Decision>("SELECT * FROM decision WHERE stage = 'which'");
        var explained = await desk.Agent.Database.ReadAsync(s => desk.Agent.Get<ExplanationReader>().ReadAsync(s, rows), CancellationToken.None);
        var removed = Assert.Single(Assert.Single(explained).Stages[0].Removed);
        Assert.Equal(("no-plain", "anna", "The brand asks for it."), (removed.Rule, removed.Owner, removed.Reason));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_rule_holds_for_people_who_do_not_want_to_be_profiled(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(
            kind, 0, [.. Rule("no-plain", "never", ("Variant", "plain"), ("Segment", "belgian")), ("Segments:belgian:Country:0", "BE")]);
        await desk.Agent.AddContactAsync("shy@example.test", c => c with { Country = "BE", Profiling = false });
        await desk.Agent.EnrollAllAsync("hello");

        await desk.PlanAsync();

        Assert.StartsWith("asking@", (await desk.MessageAsync()).Variant, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_step_that_is_closed_is_passed_over_and_the_sequence_goes_on(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 5, Rule("not-first", "never", ("Sequence", "hello"), ("Step", "first")));

        await desk.PlanAsync();

        var rows = await desk.Agent.QueryAsync<Decision>("SELECT * FROM decision");
        Assert.All(rows, r => Assert.Equal(("""["skip"]""", """[{"rule":"not-first","action":"send"}]"""), (r.Actions, r.Rules)));
        Assert.All(await desk.EnrollmentsAsync(), e => Assert.Equal(("waiting", "second", 0), (e.State, e.Step, e.Skips)));
        Assert.Empty(await desk.MessagesAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Shares_of_variants_hold_in_every_group_and_each_decision_is_made_again_to_the_bit(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(
            kind, 60, [.. AllGroups, .. Rule("asking-most", "at-most", ("Variant", "asking"), ("Share", "0.3")), .. Rule("asking-least", "at-least", ("Variant", "asking"), ("Share", "0.25"))]);

        await desk.PlanAsync();

        var rows = await desk.Agent.QueryAsync<Decision>("SELECT * FROM decision WHERE stage = 'which'");
        Assert.Equal(3, rows.Select(r => r.GroupName).Distinct().Count());
        Assert.All(rows, r => Assert.InRange(JsonSerializer.Deserialize<double[]>(r.Propensities)![1], 0.25 - 1e-9, 0.3 + 1e-9));
        Assert.All(rows, r => Assert.Contains("""{"rule":"asking-most","action":"asking","effect":"bounded","most":0.3}""", r.Rules, StringComparison.Ordinal));
        await AssertReplayAsync(desk);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nothing_is_sent_in_quiet_days_and_the_slot_comes_after_them(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(
            kind, 0, [.. Rule("carnival", "quiet", ("Dates:0", "2026-03-01/2026-03-04"), ("Segment", "belgian")), ("Segments:belgian:Country:0", "BE")]);
        await AddAsync(desk, 3, "BE");
        await AddAsync(desk, 2, "NL");

        await desk.PlanAsync();

        Assert.Equal(2, (await desk.MessagesAsync()).Count);
        Assert.Equal(3, (await desk.EnrollmentsAsync()).Count(e => e.DueAt >= new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_workers_at_once_never_take_a_segment_past_its_share_of_the_volume(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(
            kind, 0, [.. Rule("few-belgians", "at-most", ("Of", "volume"), ("Share", "0.4"), ("Segment", "belgian")), ("Segments:belgian:Country:0", "BE")]);
        await AddAsync(desk, 60, "BE");
        await AddAsync(desk, 45, "NL");
        await desk.PlanAsync();
        Assert.Equal(105, (await desk.MessagesAsync()).Count);

        await Task.WhenAll(desk.DeliverAsync(desk.Worker("one", 8)), desk.DeliverAsync(desk.Worker("two", 8)));

        var belgians = (await desk.Agent.QueryAsync<long>("SELECT COUNT(*) FROM message m JOIN contact c ON c.id = m.contact_id WHERE c.country = 'BE' AND m.state = 'sent'")).Single();
        var all = desk.Sink.Delivered.Count;
        Assert.Equal((belgians, all), (await desk.CountedAsync("volume-limited"), (int)await desk.CountedAsync("volume")));
        Assert.Equal(45, all - belgians);
        Assert.InRange(belgians, Volume.Start, Math.Max(Volume.Start, 0.4 * all));
        await AssertLawAsync(desk);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_nearer_a_segment_comes_to_its_share_the_less_likely_it_is_written_to(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(
            kind, 0, [.. AllGroups, .. Rule("few-belgians", "at-most", ("Of", "volume"), ("Share", "0.1"), ("Segment", "belgian")), ("Segments:belgian:Country:0", "BE")]);
        await desk.ExecuteAsync("INSERT INTO send_counter (kind, name, day, used) VALUES ('volume', 'few-belgians', '2026-03-01', 30), ('volume-limited', 'few-belgians', '2026-03-01', 18)");
        await AddAsync(desk, 40, "BE");

        await desk.PlanAsync();

        var rows = await desk.Agent.QueryAsync<Decision>("SELECT * FROM decision WHERE stage = 'when'");
        Assert.Equal(3, rows.Select(r => r.GroupName).Distinct().Count());
        Assert.All(rows, r => Assert.Equal("""[{"rule":"few-belgians","action":"send","effect":"bounded","most":0.5}]""", r.Rules));
        Assert.All(rows, r => Assert.True(JsonSerializer.Deserialize<double[]>(r.Propensities)![^1] >= 0.5 - 1e-9));
        await AssertReplayAsync(desk);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Where_a_segment_has_its_share_it_waits_for_others_and_no_step_is_lost(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(
            kind, 0, [.. Rule("few-belgians", "at-most", ("Of", "volume"), ("Share", "0.1"), ("Segment", "belgian")), ("Segments:belgian:Country:0", "BE")]);
        await desk.ExecuteAsync("INSERT INTO send_counter (kind, name, day, used) VALUES ('volume', 'few-belgians', '2026-03-01', 30), ('volume-limited', 'few-belgians', '2026-03-01', 20)");
        await AddAsync(desk, 4, "BE");

        await desk.PlanAsync();

        Assert.Empty(await desk.Agent.QueryAsync<string>("SELECT stage FROM decision"));
        Assert.All(await desk.EnrollmentsAsync(), e => Assert.Equal(("waiting", "first", desk.Agent.Clock.GetUtcNow() + Volume.Rest), (e.State, e.Step, e.DueAt)));
    }

    [Fact]
    public async Task A_start_with_faulty_rules_names_every_fault_at_once()
    {
        var broken = await Assert.ThrowsAsync<BrokenConfigurationException>(() => AgentInTest.BuildAsync(
            DatabaseKind.Sqlite,
            Settings(
                [
                    .. Rule("one", "sometimes", ("Variant", "nothing"), ("Owner", "")),
                    .. Rule("two", "at-least", ("Variant", "plain"), ("Sequence", "unknown"), ("Share", "1.5")),
                    .. Rule("three", "at-most", ("Trait", "formal"), ("Share", "0.5"), ("Segment", "nobody"), ("From", "soon")),
                    .. Rule("four", "quiet", ("Until", "2026-01-01")),
                    ("Segments:odd:Recency:0", "sometimes"),
                    ("Segments:odd:Colour:0", "red"),
                ])));

        var faults = string.Join('\n', broken.Faults);
        Assert.All(
            new[]
            {
                "Guardrails:one:Kind", "Guardrails:one:Variant", "Guardrails:one:Owner", "Guardrails:two:Sequence", "Guardrails:two:Share", "Guardrails:three:Trait",
                "Guardrails:three:Segment", "Guardrails:three:From", "Guardrails:four:Dates", "Segments:odd:recency", "Segments:odd:Colour",
            },
            key => Assert.Contains(key, faults, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_start_with_rules_that_contradict_each_other_names_both_and_unknown_traits()
    {
        var broken = await Assert.ThrowsAsync<BrokenConfigurationException>(() => AgentInTest.BuildAsync(
            DatabaseKind.Sqlite,
            Settings(
                [
                    .. Rule("one", "at-least", ("Variant", "plain"), ("Share", "0.6")),
                    .. Rule("two", "at-least", ("Variant", "asking"), ("Share", "0.6")),
                    .. Rule("three", "at-most", ("Trait", "tone=rude"), ("Share", "0.5")),
                ])));

        Assert.Equal(["Guardrails:three:Trait", "Guardrails:one"], broken.Faults.Select(f => f.Key));
        Assert.Contains("Guardrails:two, at least 0.6 variant asking (anna)", broken.Faults[1].Expected, StringComparison.Ordinal);
    }

    internal static (string Key, string Value)[] Rule(string name, string kind, params (string Key, string Value)[] more) =>
    [
        ($"Guardrails:{name}:Kind", kind), ($"Guardrails:{name}:Owner", "anna"), ($"Guardrails:{name}:Reason", "The brand asks for it."),
        .. more.Select(m => ($"Guardrails:{name}:{m.Key}", m.Value)),
    ];

    internal static async Task AddAsync(DispatchDesk desk, int count, string country)
    {
        for (var i = 0; i < count; i++)
        {
            await desk.Agent.AddContactAsync($"{country}{i}@example.test".ToLowerInvariant(), c => c with { Country = country });
        }

        await desk.Agent.EnrollAllAsync("hello");
    }

    private static Dictionary<string, string?> Settings((string Key, string Value)[] given)
    {
        var settings = new Dictionary<string, string?>();
        foreach (var (key, value) in given)
        {
            settings[key] = value;
        }

        return settings;
    }

    // In the order in which they began: at each mail to a Belgian, it was within the share or within the start.
    private static async Task AssertLawAsync(DispatchDesk desk)
    {
        var limited = await desk.Agent.QueryAsync<long>("SELECT used FROM send_counter WHERE kind = 'volume-limited'");
        Assert.All(limited, l => Assert.True(l <= Math.Max(Volume.Start, 0.4 * desk.Sink.Delivered.Count)));
        Assert.All((await desk.RoundsAsync()).Where(r => r.How == "lapsed"), r => Assert.Equal("few-belgians", r.Reason));
    }

    private static async Task AssertReplayAsync(DispatchDesk desk)
    {
        var tally = await new LedgerReplay(desk.Agent.Database, desk.Agent.Get<IEnumerable<IOutcomeModelTrainer>>()).RunAllAsync(new Progress<int>(), CancellationToken.None);
        Assert.Equal(0, tally.Different);
        Assert.True(tally.Equal > 0);
    }
}
