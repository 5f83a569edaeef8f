using System.Net;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dashboard;

public sealed class ApprovalPageTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_waits_is_listed_by_pages_and_counted_on_every_page(DatabaseKind kind)
    {
        await using var asked = await ApprovalVisitor.ServedAsync(kind, 60);
        var waiting = (await asked.PendingAsync()).Count;
        using var visitor = new ApprovalVisitor(asked.Agent);

        await visitor.OpenAsync("/");
        var counts = visitor.Page.QuerySelectorAll("[data-live=approvals]").Select(c => c.TextContent).ToList();
        await visitor.OpenAsync("/approvals");
        var first = visitor.Listed;
        await visitor.OpenAsync(visitor.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        var rest = visitor.Listed;

        Assert.Equal([$"{waiting}", $"{waiting}"], counts);
        Assert.Equal((50, waiting - 50), (first.Count, rest.Count));
        Assert.Equal(waiting, first.Concat(rest).Distinct().Count());
        Assert.Contains("If nobody does, the step is passed over then.", visitor.Text, StringComparison.Ordinal);
        Assert.Null(visitor.Page.QuerySelector("a[rel=next]"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_soonest_due_stands_first_and_a_filter_leaves_the_others_out(DatabaseKind kind)
    {
        await using var asked = await ApprovalVisitor.ServedAsync(kind, 3);
        var all = await asked.PendingAsync();
        var soon = all[1];
        await asked.Agent.Database.WriteAsync(
            s => s.ExecuteAsync("UPDATE approval SET answer_by = answer_by - 1000000, rule = 'odd' WHERE decision_id = @id", new { id = soon.DecisionId }), CancellationToken.None);
        using var visitor = new ApprovalVisitor(asked.Agent);

        var first = (await visitor.OpenAsync("/approvals")).Listed[0];
        var odd = (await visitor.OpenAsync("/approvals?sequence=hello&step=&variant=&rule=odd&overBaselineAtLeast=&harmAtMost=1")).Listed;
        var none = (await visitor.OpenAsync("/approvals?rule=nobody")).Listed;

        Assert.Equal($"/approvals/{soon.DecisionId}", first);
        Assert.Equal([first], odd);
        Assert.Empty(none);
        Assert.Contains("Nothing that waits passes this filter", visitor.Text, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_mail_is_shown_with_all_that_one_needs_to_answer_and_approved(DatabaseKind kind)
    {
        await using var asked = await ApprovalVisitor.ServedAsync(kind, 1);
        var path = $"/approvals/{(await asked.OnlyAsync()).DecisionId}";
        using var visitor = new ApprovalVisitor(asked.Agent);

        await visitor.OpenAsync(path);
        var (mail, alternatives, text) = (visitor.Page.QuerySelector("pre.mail")!.TextContent, visitor.Page.QuerySelectorAll("#alternatives tbody tr").Length, visitor.Text);
        await visitor.SendAsync(path, ("answer", "approve"), ("by", "anna"), ("reason", "knows them"));

        var approval = await asked.OnlyAsync();
        Assert.Contains("Unsubscribe", mail, StringComparison.Ordinal);
        Assert.Equal(4, alternatives);
        Assert.DoesNotContain("treatment", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((path, HttpStatusCode.OK), (visitor.Path, visitor.Status));
        Assert.Contains("Approved by anna", visitor.Page.QuerySelector("#state")!.TextContent, StringComparison.Ordinal);
        Assert.Equal((ApprovalState.Approved, "anna", "knows them"), (approval.State, approval.AnsweredBy, approval.Reason));
        Assert.Equal("0", visitor.Page.QuerySelector("nav [data-live=approvals]")!.TextContent);
    }

    [Theory]
    [InlineData("skip", ApprovalState.Skipped)]
    [InlineData("stop", ApprovalState.Stopped)]
    public async Task A_step_is_skipped_and_a_sequence_stopped(string answer, string state)
    {
        await using var asked = await ApprovalVisitor.ServedAsync(DatabaseKind.Sqlite, 1);
        var path = $"/approvals/{(await asked.OnlyAsync()).DecisionId}";
        using var visitor = new ApprovalVisitor(asked.Agent);

        await visitor.OpenAsync(path);
        await visitor.SendAsync(path, ("answer", answer), ("by", "anna"));

        Assert.Equal(state, (await asked.OnlyAsync()).State);
        Assert.Null(visitor.Page.QuerySelector("form"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_variant_in_another_slot_is_sent_and_can_be_taken_back(DatabaseKind kind)
    {
        await using var asked = await ApprovalVisitor.ServedAsync(kind, 1);
        var shown = await asked.OnlyAsync();
        var (path, other) = ($"/approvals/{shown.DecisionId}", shown.Variant.StartsWith("plain", StringComparison.Ordinal) ? "asking" : "plain");
        using var visitor = new ApprovalVisitor(asked.Agent);

        await visitor.OpenAsync(path);
        var slot = visitor.Page.QuerySelector("#change-slot option:last-child")!.GetAttribute("value");
        await visitor.SendAsync($"{path}/change", ("variant", other), ("slot", slot), ("by", "anna"));
        var changed = await asked.OnlyAsync();
        await visitor.SendAsync(path, ("answer", "undo"), ("by", "anna"));

        Assert.Equal(ApprovalState.Changed, changed.State);
        Assert.StartsWith($"{other}@", changed.DoneVariant, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, visitor.Status);
        Assert.Equal(["undone"], (await asked.RoundsAsync()).Select(r => r.Reason));
    }

    [Fact]
    public async Task A_text_of_ones_own_is_checked_and_what_was_typed_is_kept()
    {
        await using var asked = await ApprovalVisitor.ServedAsync(DatabaseKind.Sqlite, 1);
        var path = $"/approvals/{(await asked.OnlyAsync()).DecisionId}";
        const string Broken = "---\r\nsubject: Hi\r\n---\r\nDear {{nobodyKnowsThis}}";
        using var visitor = new ApprovalVisitor(asked.Agent);

        await visitor.OpenAsync(path);
        var begun = visitor.Page.QuerySelector("textarea")!.TextContent;
        await visitor.SendAsync($"{path}/change", ("text", Broken), ("by", "anna"));
        var (refused, kept, waits) = (visitor.Status, visitor.Page.QuerySelector("textarea")!.TextContent, (await asked.PendingAsync()).Count);
        await visitor.SendAsync($"{path}/change", ("text", begun.Trim().ReplaceLineEndings("\r\n") + "\r\nAnd a word of mine."), ("by", "anna"));

        Assert.Contains("{{fallback firstName", begun, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, Broken.ReplaceLineEndings("\n"), 1), (refused, kept.TrimStart('\n'), waits));
        Assert.Equal((HttpStatusCode.OK, ApprovalState.Changed), (visitor.Status, (await asked.OnlyAsync()).State));
        Assert.Contains("And a word of mine.", (await asked.OnlyAsync()).Edited, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Many_are_answered_by_filter_and_what_was_asked_later_is_left_out(DatabaseKind kind)
    {
        await using var asked = await ApprovalVisitor.ServedAsync(kind, 3);
        var all = await asked.PendingAsync();
        await asked.Agent.Database.WriteAsync(
            async s =>
            {
                await s.ExecuteAsync("UPDATE approval SET rule = 'odd' WHERE decision_id = @id", new { id = all[0].DecisionId });
                await s.ExecuteAsync("UPDATE approval SET asked_at = asked_at + 1000000 WHERE decision_id = @id", new { id = all[1].DecisionId });
            },
            CancellationToken.None);
        using var visitor = new ApprovalVisitor(asked.Agent);

        await visitor.OpenAsync("/approvals?rule=default");
        await visitor.SendAsync("/approvals", ("answer", "approve"), ("by", "anna"));
        var unsure = (visitor.Status, (await asked.PendingAsync()).Count);
        await visitor.SendAsync("/approvals", ("answer", "approve"), ("by", "anna"), ("sure", "yes"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, 3), unsure);
        Assert.Equal([all[0].DecisionId, all[1].DecisionId], (await asked.PendingAsync()).Select(a => a.DecisionId));
        Assert.StartsWith("/approvals?rule=default&note=", visitor.Path, StringComparison.Ordinal);
        Assert.Contains("1 answered.", visitor.Page.QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_are_not_approved_where_a_rule_wants_each_looked_at_and_a_forged_note_is_not_shown()
    {
        await using var asked = await ApprovalVisitor.ServedAsync(DatabaseKind.Sqlite, 2, ("Autonomy:Default", "manual"));
        using var visitor = new ApprovalVisitor(asked.Agent);

        await visitor.OpenAsync("/approvals");
        await visitor.SendAsync("/approvals", ("answer", "approve"), ("by", "anna"), ("sure", "yes"));
        var said = visitor.Page.QuerySelector("[role=status]")!.TextContent;
        await visitor.OpenAsync("/approvals?note=999~AAAA");

        Assert.Contains("2 not: a rule wants it looked at by itself.", said, StringComparison.Ordinal);
        Assert.Null(visitor.Page.QuerySelector("[role=status]"));
        Assert.Equal(2, (await asked.PendingAsync()).Count);
    }

    [Fact]
    public async Task What_nobody_was_asked_about_is_not_there_and_an_empty_list_says_so()
    {
        await using var asked = await ApprovalVisitor.ServedAsync(DatabaseKind.Sqlite, 0);
        using var visitor = new ApprovalVisitor(asked.Agent);

        var list = await visitor.OpenAsync("/approvals");
        Assert.Contains("Nothing waits for an answer.", list.Text, StringComparison.Ordinal);
        Assert.Null(list.Page.QuerySelector("form"));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync($"/approvals/{Guid.Empty}")).Status);
    }

    [Fact]
    public async Task A_reader_of_Dutch_gets_all_of_it_in_Dutch()
    {
        await using var asked = await ApprovalVisitor.ServedAsync(DatabaseKind.Sqlite, 1, ("Reports:Language", "nl"));
        using var visitor = new ApprovalVisitor(asked.Agent);

        await visitor.OpenAsync($"/approvals/{(await asked.OnlyAsync()).DecisionId}");

        Assert.Contains("Doet niemand dat, dan wordt de stap dan overgeslagen.", visitor.Text, StringComparison.Ordinal);
        Assert.All(visitor.Page.QuerySelectorAll("input:not([type=hidden]), select, textarea"), field => Assert.True(
            field.ParentElement!.TagName == "LABEL" || visitor.Page.QuerySelector($"label[for={field.Id}]") is not null, field.OuterHtml));
    }
}
