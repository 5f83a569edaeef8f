using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Oversight.Approvals;

/// <summary>Three weeks in which people answer as they please, under written rules, with a contact here and there who answers too.</summary>
public sealed class SeasonTests
{
    private const string Own = "---\nsubject: In my own words\n---\nHello {{fallback firstName \"you\"}}, this one is from me.\n";

    private static readonly (string, string?)[] Rules =
    [
        ("Groups:Treatment", "0.8"), ("Groups:Control", "0.1"), ("Groups:Baseline", "0.1"),
        ("Autonomy:AnswerWithin", "1.00:00:00"), ("Autonomy:Otherwise", "baseline"),
        ("Autonomy:Rules:0:Name", "second mails"), ("Autonomy:Rules:0:Mode", "notify"), ("Autonomy:Rules:0:Step", "second"),
        ("Segments:belgian:Country:0", "BE"),
        ("Guardrails:no-plain:Kind", "never"), ("Guardrails:no-plain:Variant", "plain"), ("Guardrails:no-plain:Segment", "belgian"),
        ("Guardrails:no-plain:Owner", "anna"), ("Guardrails:no-plain:Reason", "The brand asks for it."),
        ("Guardrails:some-plain:Kind", "at-least"), ("Guardrails:some-plain:Variant", "plain"), ("Guardrails:some-plain:Share", "0.3"),
        ("Guardrails:some-plain:Step", "second"), ("Guardrails:some-plain:Sequence", "hello"), ("Guardrails:some-plain:Segment", "dutch"),
        ("Guardrails:some-plain:Owner", "anna"), ("Guardrails:some-plain:Reason", "To keep learning."), ("Segments:dutch:Country:0", "NL"),
    ];

    [Theory, OnSqlite, OnPostgres]
    public async Task Nothing_goes_out_that_nobody_allowed_and_every_decision_is_made_again_to_the_bit(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 0, Rules);
        for (var i = 0; i < 40; i++)
        {
            await asked.Agent.AddContactAsync($"p{i}@example{i}.test", c => c with { Country = i % 3 == 0 ? "BE" : "NL" });
        }

        await asked.Agent.EnrollAllAsync("hello");
        await LiveAsync(asked, new Random(7));

        await AssertAllowedAsync(asked);
        var tally = await new LedgerReplay(asked.Agent.Database, asked.Agent.Get<IEnumerable<IOutcomeModelTrainer>>()).RunAllAsync(new Progress<int>(), CancellationToken.None);
        Assert.Equal((0, true), (tally.Different, tally.Equal > 60));
    }

    private static async Task LiveAsync(AskedAgent asked, Random chance)
    {
        for (var step = 0; step < 21 * 4; step++)
        {
            await asked.Agent.RunUntilIdleAsync();
            foreach (var pending in (await asked.PendingAsync()).Where(_ => chance.Next(3) == 0))
            {
                await AnswerAsync(asked, pending, chance);
            }

            await asked.PassAsync(TimeSpan.FromHours(6));
        }
    }

    private static async Task AnswerAsync(AskedAgent asked, Approval pending, Random chance)
    {
        var id = pending.DecisionId;
        switch (chance.Next(8))
        {
            case 0:
                await asked.Desk.SkipAsync([id], AskedAgent.Anna, CancellationToken.None);
                break;
            case 1:
                await asked.ChangeAsync(id, variant: chance.Next(2) == 0 ? "plain" : "asking");
                break;
            case 2:
                await asked.ChangeAsync(id, text: Own);
                break;
            case 3:
                await asked.ChangeAsync(id, at: asked.Agent.Clock.GetUtcNow() + TimeSpan.FromHours(chance.Next(9)));
                break;
            case 4:
                await asked.ApproveAsync(id);
                await asked.Desk.UndoAsync(id, CancellationToken.None);
                break;
            case 5:
                await asked.ReplyAsync(pending.ContactId!.Value);
                break;
            case 6:
                await asked.Desk.StopAsync([id], AskedAgent.Anna, CancellationToken.None);
                break;
            default:
                await asked.ApproveAsync(id);
                break;
        }
    }

    private static async Task AssertAllowedAsync(AskedAgent asked)
    {
        var sent = (await asked.MessagesAsync()).Where(m => m.State == "sent").ToList();
        var said = (await asked.ApprovalsAsync()).ToDictionary(a => a.DecisionId);
        var groups = (await asked.Agent.QueryAsync<Decision>("SELECT * FROM decision WHERE stage = 'when'")).ToDictionary(d => d.Id, d => d.GroupName);
        var belgians = (await asked.Agent.QueryAsync<Guid>("SELECT id FROM contact WHERE country = 'BE'")).ToHashSet();

        Assert.True(sent.Count > 20);
        Assert.All(sent.Where(m => groups[m.DecisionId] == "treatment"), m => Assert.True(ApprovalState.IsYes(said[m.DecisionId].State)));
        Assert.All(sent.Where(m => said.GetValueOrDefault(m.DecisionId) is { Fingerprint: not null }), m => Assert.Equal(said[m.DecisionId].Fingerprint, m.Fingerprint));
        Assert.All(sent.Where(m => belgians.Contains(m.ContactId.Value)), m => Assert.NotEqual("plain", Variant.KeyOf(m.Variant)));
        Assert.Contains(sent, m => said.GetValueOrDefault(m.DecisionId) is { State: ApprovalState.Changed, Edited: not null });
        Assert.Contains(said.Values, a => a.State == ApprovalState.Expired);
    }
}
