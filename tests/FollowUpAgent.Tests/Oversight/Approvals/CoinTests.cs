using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Scenarios.Scoreboard;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Oversight.Approvals;

/// <summary>A share of people's changes of variant or time is settled by a coin, so that who was right can be measured.</summary>
public sealed class CoinTests
{
    private const string Own = "---\nsubject: Dear {{fallback firstName \"friend\"}}\n---\nI wrote [this](https://acme.test/own) myself.";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_coin_keeps_some_proposals_against_a_person_who_is_told_and_both_wishes_stay(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 30, ("Autonomy:CoinShare", "0.5"));
        var pending = await asked.PendingAsync();
        var told = new Dictionary<DecisionId, bool>();
        foreach (var shown in pending)
        {
            var coin = (await asked.ChangeAsync(shown.DecisionId, variant: OtherThan(shown))).Coin!;
            Assert.Equal(0.5, coin.Share);
            told[shown.DecisionId] = coin.KeepsProposal;
        }

        await asked.PassAsync(TimeSpan.FromMinutes(30));

        var sent = (await asked.MessagesAsync()).Where(m => told.ContainsKey(m.DecisionId)).ToDictionary(m => m.DecisionId, m => Variant.KeyOf(m.Variant));
        Assert.InRange(told.Values.Count(kept => kept), 5, 25);
        Assert.Equal(pending.Count, sent.Count);
        Assert.All(pending, p => Assert.Equal(told[p.DecisionId] ? Variant.KeyOf(p.Variant) : OtherThan(p), sent[p.DecisionId]));
        Assert.All(await asked.ApprovalsAsync(), a => Assert.Equal(
            (told[a.DecisionId] ? ApprovalState.Kept : ApprovalState.Changed, 0.5, OtherThan(a)), (a.State, a.CoinShare, Variant.KeyOf(a.WishedVariant!))));
        Assert.All(told, t => Assert.Equal(t.Value, Decider.UniformOf(Decider.SeedOf(t.Key, "coin")) < 0.5));
        var tally = await new LedgerReplay(asked.Agent.Database, asked.Agent.Get<IEnumerable<IOutcomeModelTrainer>>()).RunAllAsync(new Progress<int>(), CancellationToken.None);
        Assert.Equal((true, 0), (tally.Equal >= pending.Count, tally.Different));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task No_coin_is_tossed_against_who_does_not_want_to_send_or_writes_a_text_or_says_yes(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 30, ("Autonomy:CoinShare", "0.5"));
        var pending = (await asked.PendingAsync()).ConvertAll(a => a.DecisionId);
        await asked.Desk.SkipAsync([.. pending.Take(8)], AskedAgent.Anna, CancellationToken.None);
        await asked.Desk.StopAsync([.. pending.Skip(8).Take(8)], AskedAgent.Anna, CancellationToken.None);
        foreach (var decision in pending.Skip(16).Take(8))
        {
            Assert.Null((await asked.ChangeAsync(decision, text: Own)).Coin);
        }

        await asked.ApproveAsync([.. pending.Skip(24)]);
        await asked.PassAsync(TimeSpan.FromMinutes(30));

        Assert.All(await asked.ApprovalsAsync(), a => Assert.Null(a.CoinShare));
        var sent = (await asked.MessagesAsync()).Select(m => m.DecisionId).ToHashSet();
        Assert.Equal(pending.Skip(16), pending.Where(sent.Contains));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task To_take_it_back_and_ask_again_tosses_the_same_coin_and_to_skip_then_is_obeyed(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 12, ("Autonomy:CoinShare", "0.5"));
        var kept = (await asked.PendingAsync()).First(p => Decider.UniformOf(Decider.SeedOf(p.DecisionId, "coin")) < 0.5);

        await asked.ChangeAsync(kept.DecisionId, variant: OtherThan(kept));
        await asked.Desk.UndoAsync(kept.DecisionId, CancellationToken.None);
        var open = (await asked.ApprovalsAsync()).Single(a => a.DecisionId == kept.DecisionId);
        var again = await asked.ChangeAsync(kept.DecisionId, variant: OtherThan(kept));
        await asked.Desk.UndoAsync(kept.DecisionId, CancellationToken.None);
        await asked.Desk.SkipAsync([kept.DecisionId], AskedAgent.Anna, CancellationToken.None);
        await asked.PassAsync(TimeSpan.FromMinutes(30));

        Assert.Equal((ApprovalState.Pending, null, null), (open.State, open.CoinShare, open.WishedVariant));
        Assert.True(again.Coin!.KeepsProposal);
        Assert.DoesNotContain(await asked.MessagesAsync(), m => m.DecisionId == kept.DecisionId);
        Assert.Equal(ApprovalState.Skipped, (await asked.ApprovalsAsync()).Single(a => a.DecisionId == kept.DecisionId).State);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_scoreboard_measures_what_a_coin_settled_and_counts_the_wish_as_the_persons(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 12, ("Autonomy:CoinShare", "0.5"));
        foreach (var shown in await asked.PendingAsync())
        {
            await asked.ChangeAsync(shown.DecisionId, variant: OtherThan(shown));
        }

        await asked.PassAsync(TimeSpan.FromMinutes(30));
        asked.Agent.Clock.Advance(TimeSpan.FromDays(40));
        var scores = await asked.Agent.Get<ScoreDesk>().ReadAsync(12, CancellationToken.None);

        var states = (await asked.ApprovalsAsync()).ToLookup(a => a.State);
        Assert.Equal((states[ApprovalState.Kept].Count(), states[ApprovalState.Changed].Count()), (scores.Coin.Agent, scores.Coin.Person));
        Assert.Null(scores.Coin.Lead);
        Assert.Equal((0, (await asked.ApprovalsAsync()).Count), (scores.People.Single().Approved, scores.People.Single().Changed));
    }

    [Fact]
    public void The_difference_is_that_of_the_means_and_needs_twenty_of_each()
    {
        var outcomes = OutcomeCatalog.From(new Dictionary<string, OutcomeOptions?>(), new Dictionary<string, SegmentOptions?>());
        List<TossedOutcome> enough = [.. Tossed(40, isProposal: true, earned: 20), .. Tossed(40, isProposal: false, earned: 10)];

        var measured = CoinToss.Measure(enough, outcomes);
        var few = CoinToss.Measure([.. Tossed(19, isProposal: true, earned: 9), .. Tossed(40, isProposal: false, earned: 10)], outcomes);

        // A goal is worth 10: half of forty against a quarter of them.
        Assert.Equal((40, 40, 2.5), (measured.Agent, measured.Person, Math.Round(measured.Lead!.Value, 9)));
        Assert.InRange(measured.Low!.Value, 0.6, 1.2);
        Assert.InRange(measured.High!.Value, 3.8, 4.4);
        Assert.Equal((19, 40, null), (few.Agent, few.Person, few.Lead));
    }

    private static IEnumerable<TossedOutcome> Tossed(int mails, bool isProposal, int earned) => Enumerable.Range(0, mails).Select(i => new TossedOutcome
    {
        DecisionId = new DecisionId(new Guid(i, isProposal ? (short)1 : (short)2, 0, new byte[8])),
        IsProposal = isProposal,
        CoinShare = 0.5,
        Outcome = i < earned ? OutcomeCatalog.Goal : null,
    });

    private static string OtherThan(Approval shown) => Variant.KeyOf(shown.Variant) == "plain" ? "asking" : "plain";
}
