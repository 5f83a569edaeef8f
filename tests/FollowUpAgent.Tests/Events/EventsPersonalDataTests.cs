using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events;

public sealed class EventsPersonalDataTests
{
    private const string Address = "person0@example0.test";

    [Theory, OnSqlite, OnPostgres]
    public async Task An_export_shows_what_was_heard_of_the_person_and_nothing_of_others(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind, contacts: 2);
        var webhook = new Webhook(mailed);
        await webhook.ReportAsync("visited", Address);
        await webhook.PostAsync("""[{"type":"shared","data":{"email":"person0@example0.test"}},{"type":"shared","data":{"email":"person1@example1.test"}}]""");
        await mailed.Agent.RunUntilIdleAsync();

        var export = await mailed.Agent.Get<PersonalData>().ExportAsync(Address, CancellationToken.None);

        var events = export!["rooms"]!["events"]!.AsArray();
        Assert.Equal(2, events.Count);
        Assert.Contains(events, e => (string?)e!["kind"] == "visited" && ((string?)e["body"])!.Contains(Address, StringComparison.Ordinal));
        Assert.DoesNotContain("person1", events.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Erasing_deletes_every_delivery_that_mentions_the_person_and_cuts_their_events_loose(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind, contacts: 2);
        var webhook = new Webhook(mailed);
        var person = Assert.Single(await mailed.Agent.QueryAsync<ContactId>("SELECT id FROM contact WHERE address = @Address", new { Address }));
        await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Open, mailed.Messages.Single(m => m.ContactId == person)));
        await webhook.ReportAsync("visited", Address);
        await webhook.ReportAsync("visited", "person1@example1.test");
        await webhook.PostAsync($"not json, but {Address.ToUpperInvariant()}");
        await mailed.Agent.RunUntilIdleAsync();
        await webhook.ReportAsync("visited", Address);

        await mailed.Agent.Get<PersonalData>().EraseAsync(Address, null, keepMailable: false, CancellationToken.None);
        await mailed.Agent.RunUntilIdleAsync();

        var bodies = await mailed.Agent.QueryAsync<byte[]>("SELECT body FROM inbox WHERE body IS NOT NULL");
        Assert.Contains("person1", System.Text.Encoding.UTF8.GetString(Assert.Single(bodies)), StringComparison.Ordinal);
        var events = await mailed.EventsAsync();
        Assert.Equal(3, events.Count);
        Assert.Single(events, e => e.ContactId is not null);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task After_an_erasure_the_old_links_say_nothing_new_about_the_person(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        await mailed.Agent.Get<PersonalData>().EraseAsync(Address, null, keepMailable: false, CancellationToken.None);

        var unsubscribe = await mailed.UnsubscribeAsync();
        await new Webhook(mailed).ReportAsync("replied", mailed.Message.Id.Value);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(200, (int)unsubscribe.StatusCode);
        Assert.All(await mailed.EventsAsync(), e => Assert.Null(e.ContactId));
        Assert.Equal("erased", Assert.Single(await mailed.Agent.QueryAsync<string>("SELECT reason FROM suppression")));
    }
}
