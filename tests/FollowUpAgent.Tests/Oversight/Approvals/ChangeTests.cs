using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Training;

namespace FollowUpAgent.Tests.Oversight.Approvals;

public sealed class ChangeTests
{
    private const string Own =
        """
        ---
        subject: Dear {{fallback firstName "friend"}}, from me
        ---
        I wrote [this](https://acme.test/own) myself.
        """;

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_variant_is_sent_and_the_proposal_stays_in_the_ledger(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind);
        var shown = await asked.OnlyAsync();
        var other = shown.Variant.StartsWith("plain", StringComparison.Ordinal) ? "asking" : "plain";

        var outcome = await asked.ChangeAsync(shown.DecisionId, variant: other);
        await asked.PassAsync(TimeSpan.FromMinutes(30));

        Assert.Equal([shown.DecisionId], outcome.Answered!.Done);
        Assert.StartsWith($"{other}@", Assert.Single(await asked.MessagesAsync()).Variant, StringComparison.Ordinal);
        var ledger = await asked.Agent.QueryAsync<string>("SELECT chosen FROM decision WHERE stage = 'which'");
        Assert.Equal([shown.Variant], ledger);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Training_learns_from_what_was_sent(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 2);
        var (first, second) = ((await asked.ApprovalsAsync())[0], (await asked.ApprovalsAsync())[1]);
        await asked.ChangeAsync(first.DecisionId, text: Own);
        await asked.Desk.SkipAsync([second.DecisionId], AskedAgent.Anna, CancellationToken.None);
        await asked.PassAsync(TimeSpan.FromMinutes(30));

        var learned = await asked.Agent.Database.ReadAsync(
            s => s.ReadCarriedOutAsync(default, DateTimeOffset.MaxValue, 10), CancellationToken.None);

        var sent = Assert.Single(await asked.MessagesAsync());
        Assert.Equal((first.Slot, sent.Variant), learned.Where(d => d.Id == first.DecisionId).Select(d => (d.Slot, d.Version)).Single());
        Assert.Equal(("skip", null), learned.Where(d => d.Id == second.DecisionId).Select(d => (d.Slot, d.Version)).Single());
        Assert.NotEqual(first.Variant, sent.Variant);
        Assert.Contains(sent.Variant, await asked.Agent.QueryAsync<string>("SELECT version FROM variant"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_text_of_ones_own_leaves_as_it_was_written_and_its_links_are_known(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind);
        await asked.ChangeAsync((await asked.OnlyAsync()).DecisionId, text: Own);
        await asked.PassAsync(TimeSpan.FromMinutes(30));

        var sent = Assert.Single(await asked.MessagesAsync());
        var mail = Assert.Single(await asked.Agent.QueryAsync<string>("SELECT content FROM message_content"));
        Assert.Contains(", from me\"", mail, StringComparison.Ordinal);
        Assert.Equal(["https://acme.test/own"], await asked.Agent.QueryAsync<string>("SELECT url FROM link WHERE template = @Template", new { sent.Template }));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_time_is_one_of_the_steps_slots_and_the_mail_waits_for_it(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind);
        var (shown, later) = (await asked.OnlyAsync(), asked.Agent.Clock.GetUtcNow() + TimeSpan.FromHours(6));

        var outside = await asked.ChangeAsync(shown.DecisionId, at: asked.Agent.Clock.GetUtcNow() + TimeSpan.FromDays(9));
        var inside = await asked.ChangeAsync(shown.DecisionId, at: later);
        await asked.PassAsync(TimeSpan.FromHours(5));
        var before = (await asked.MessagesAsync()).Count;
        await asked.PassAsync(TimeSpan.FromHours(2));

        Assert.Contains("one of the step's slots", Assert.Single(outside.Faults).ToString(), StringComparison.Ordinal);
        Assert.Equal((1, 0, 1), (inside.Answered!.Done.Count, before, (await asked.MessagesAsync()).Count));
    }

    [Theory]
    [InlineData("no head at all", "a file without head")]
    [InlineData("---\nsubject: Hi\n---\nHello {{shoeSize}}", "shoeSize")]
    [InlineData("---\nsubject: \n---\nHello", "subject")]
    public async Task A_text_that_breaks_a_rule_of_templates_is_refused_and_the_question_stays_open(string text, string why)
    {
        await using var asked = await AskedAgent.AskAsync(DatabaseKind.Sqlite);

        var outcome = await asked.ChangeAsync((await asked.OnlyAsync()).DecisionId, text: text);

        Assert.Null(outcome.Answered);
        Assert.Contains(why, string.Join(' ', outcome.Faults), StringComparison.Ordinal);
        Assert.Equal(ApprovalState.Pending, (await asked.OnlyAsync()).State);
    }

    [Fact]
    public async Task A_text_without_a_link_to_unsubscribe_is_refused()
    {
        await using var asked = await AskedAgent.AskAsync(DatabaseKind.Sqlite);
        File.WriteAllText(asked.Agent.Folder.Resolve("templates/footer.en.md"), "{{postalAddress}}");
        foreach (var template in Directory.GetFiles(asked.Agent.Folder.Resolve("templates"), "*-*.md", SearchOption.AllDirectories))
        {
            File.AppendAllText(template, "\n[Unsubscribe]({{unsubscribeUrl}}).{{#if sourceNotice}} {{sourceNotice}}{{/if}}\n");
        }

        await asked.RestartAsync();
        var outcome = await asked.ChangeAsync((await asked.PendingAsync())[0].DecisionId, text: Own);

        Assert.Null(outcome.Answered);
        Assert.Contains("unsubscribe", string.Join(' ', outcome.Faults), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_variant_that_the_step_has_not_is_refused_with_those_it_has()
    {
        await using var asked = await AskedAgent.AskAsync(DatabaseKind.Sqlite);

        var outcome = await asked.ChangeAsync((await asked.OnlyAsync()).DecisionId, variant: "shouting");

        Assert.Contains("one of plain, asking", Assert.Single(outcome.Faults).ToString(), StringComparison.Ordinal);
    }
}
