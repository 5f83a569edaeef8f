using System.Text;
using System.Text.Json;
using FollowUpAgent.Events;
using FollowUpAgent.Events.Providers;
using FollowUpAgent.Tests.Delivery.Peers;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events;

public sealed class SendGridTests
{
    private static readonly SendGrid Adapter = new();
    private static readonly byte[] Body = """[{"event":"delivered","sg_event_id":"a"}]"""u8.ToArray();

    [Theory]
    [InlineData("processed", "accepted")]
    [InlineData("deferred", "deferred")]
    [InlineData("delivered", "delivered")]
    [InlineData("bounce", "bounced")]
    [InlineData("dropped", "rejected")]
    [InlineData("open", "opened")]
    [InlineData("click", "clicked")]
    [InlineData("spamreport", "complained")]
    [InlineData("unsubscribe", "unsubscribed")]
    [InlineData("group_unsubscribe", "unsubscribed")]
    [InlineData("group_resubscribe", "resubscribed")]
    [InlineData("account_status_change", "other")]
    public void Its_events_have_our_names(string theirs, string ours) => Assert.Equal(ours, Read($$"""{"event":"{{theirs}}"}""").Kind);

    [Theory]
    [InlineData("bounce", "550 5.1.1 no such person", "5.0.0", "", nameof(BounceClass.Hard))]
    [InlineData("bounce", "550 no such user here", "5.0.0", "", nameof(BounceClass.Hard))]
    [InlineData("bounce", "550 5.7.1 blocked by policy", "5.1.1", "", nameof(BounceClass.Policy))]
    [InlineData("bounce", "552 5.2.2 mailbox full", "5.2.2", "", nameof(BounceClass.Soft))]
    [InlineData("bounce", "550 5.1.1 no such person", "5.1.1", "blocked", nameof(BounceClass.Policy))]
    [InlineData("bounce", "", "", "", nameof(BounceClass.Undetermined))]
    [InlineData("dropped", "Bounced Address", "", "", nameof(BounceClass.Hard))]
    [InlineData("dropped", "Unsubscribed Address", "", "", nameof(BounceClass.Hard))]
    [InlineData("dropped", "Recipient List over Package Quota", "", "", nameof(BounceClass.Content))]
    public void Only_what_says_that_the_address_is_gone_is_hard(string name, string reason, string status, string type, string bounce) =>
        Assert.Equal(bounce, $"{Read(JsonSerializer.Serialize(new { @event = name, reason, status, type })).Bounce}");

    [Fact]
    public void A_machines_open_is_known_as_one() => Assert.Equal(
        (true, false), (Read("""{"event":"open","sg_machine_open":true}""").IsMachine, Read("""{"event":"open","sg_machine_open":false}""").IsMachine));

    [Theory]
    [InlineData("1700000000")]
    [InlineData("1700000000000")]
    [InlineData("\"1700000000\"")]
    public void Its_times_are_seconds_and_by_mistake_milliseconds(string timestamp) =>
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000000), Read($$"""{"event":"open","timestamp":{{timestamp}}}""").At);

    [Theory]
    [InlineData("-1")]
    [InlineData("1e300")]
    [InlineData("9223372036854775807")]
    [InlineData("null")]
    [InlineData("\"soon\"")]
    public void An_impossible_time_is_none(string timestamp) => Assert.Null(Read($$"""{"event":"open","timestamp":{{timestamp}}}""").At);

    [ServerFact("node")]
    public async Task What_another_program_signs_is_accepted()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        byte[][] bodies = [Body, [], "[]\r\n"u8.ToArray(), .. HostileBodies.All.Select(Encoding.UTF8.GetBytes)];
        var pem = SendGridSender.Key.ExportPkcs8PrivateKeyPem();
        var lines = bodies.Select(b => JsonSerializer.Serialize(new { key = pem, timestamp = "1700000000", body = Convert.ToBase64String(b) }));

        var output = await NodeScript.RunAsync("sign-sendgrid.mjs", [], Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        var signatures = Encoding.ASCII.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(bodies.Length, signatures.Length);
        Assert.All(bodies.Zip(signatures), pair => Assert.IsType<ProviderVerdict.Accepted>(Check(pair.First, pair.Second, now)));
        Assert.IsType<ProviderVerdict.Refused>(Check(Body, signatures[1], now));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_batch_is_understood_event_by_event(DatabaseKind kind)
    {
        await using var mailed = await SendGridSender.SendAsync(kind, contacts: 2);
        var sender = new SendGridSender(mailed);

        var answer = await sender.ReportAsync(
            sender.Event("processed", "1"), sender.Event("delivered", "2"), sender.Event("bounce", "3", 1, ("reason", "550 5.1.1 unknown"), ("status", "5.1.1")));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(["accepted", "bounced", "delivered"], (await mailed.EventsAsync()).Select(e => e.Kind).Order());
        Assert.Single(await mailed.SuppressionsAsync());
        var ended = Assert.Single(await mailed.EnrollmentsAsync(), e => e.State == "ended");
        Assert.Equal((mailed.Messages[1].ContactId, "bounced"), (ended.ContactId, ended.ExitReason));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_event_sent_again_in_another_batch_is_the_same_event(DatabaseKind kind)
    {
        await using var mailed = await SendGridSender.SendAsync(kind);
        var sender = new SendGridSender(mailed);
        var (one, two, three) = (sender.Event("processed", "1"), sender.Event("delivered", "2"), sender.Event("click", "3"));

        await sender.ReportAsync(one, two);
        await sender.ReportAsync(two, one);
        await mailed.Agent.RunUntilIdleAsync();
        await sender.ReportAsync(three, two, three);
        mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(1));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(["accepted", "clicked", "delivered"], (await mailed.EventsAsync()).Select(e => e.Kind).Order());
        Assert.Single(await mailed.Agent.QueryAsync<Guid>("SELECT event_id FROM reward"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_is_known_by_the_relays_own_name_too(DatabaseKind kind)
    {
        await using var mailed = await SendGridSender.SendAsync(kind);
        await mailed.Agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE message SET queue_id = 'Zx9'"), CancellationToken.None);
        var sender = new SendGridSender(mailed);

        await sender.ReportAsync(sender.Event("delivered", "1", 0, ("smtp-id", "<of-theirs@sendgrid.net>")));
        await mailed.Agent.RunUntilIdleAsync();

        var happened = Assert.Single(await mailed.EventsAsync());
        Assert.Equal((mailed.Message.Id, "message"), (happened.MessageId, happened.Matched));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_delivery_confirms_a_message_whose_fate_was_unknown(DatabaseKind kind)
    {
        await using var mailed = await SendGridSender.SendAsync(kind);
        await mailed.Agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE message SET state = 'unknown', maybe_sent = true, lease_until = 1"), CancellationToken.None);
        var sender = new SendGridSender(mailed);

        await sender.ReportAsync(sender.Event("delivered", "1"));
        await mailed.Agent.Pumps("events").Single().PassAsync(CancellationToken.None);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(["sent"], await StatesAsync(mailed));
        Assert.Single(Directory.GetFiles(mailed.Agent.MailFolder, "*.eml", SearchOption.AllDirectories));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_delivery_reported_before_the_death_of_the_worker_was_noticed_confirms_too(DatabaseKind kind)
    {
        await using var mailed = await SendGridSender.SendAsync(kind);
        await mailed.Agent.Database.WriteAsync(
            s => s.ExecuteAsync($"UPDATE message SET state = 'sending', lease_until = {s.Dialect.NowMicros} + 60000000"), CancellationToken.None);
        var sender = new SendGridSender(mailed);
        await sender.ReportAsync(sender.Event("delivered", "1"));
        await mailed.Agent.RunUntilIdleAsync();
        var before = await StatesAsync(mailed);

        await mailed.Agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE message SET lease_until = 1"), CancellationToken.None);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(["sending", "sent"], [.. before, .. await StatesAsync(mailed)]);
        Assert.Single(Directory.GetFiles(mailed.Agent.MailFolder, "*.eml", SearchOption.AllDirectories));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_refusal_of_the_sender_follows_nobody_up_less(DatabaseKind kind)
    {
        await using var mailed = await SendGridSender.SendAsync(kind);
        var sender = new SendGridSender(mailed);

        await sender.ReportAsync(sender.Event("bounce", "1", 0, ("type", "blocked"), ("reason", "550 5.7.1 poor reputation")));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Empty(await mailed.SuppressionsAsync());
        Assert.DoesNotContain(await mailed.EnrollmentsAsync(), e => e.State == "ended");
        Assert.Equal("5.7.1 blocked", Assert.Single(await mailed.EventsAsync()).Detail);
    }

    [Fact]
    public async Task A_resubscription_lifts_no_suppression()
    {
        await using var mailed = await SendGridSender.SendAsync(DatabaseKind.Sqlite);
        var sender = new SendGridSender(mailed);

        await sender.ReportAsync(sender.Event("unsubscribe", "1"), sender.Event("group_resubscribe", "2"));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Single(await mailed.SuppressionsAsync());
    }

    private static Task<List<string>> StatesAsync(Mailed mailed) => mailed.Agent.QueryAsync<string>("SELECT state FROM message");

    private static Heard Read(string json) => Assert.Single(Adapter.Read(new ProviderDelivery(_ => null, Encoding.UTF8.GetBytes($"[{json}]"))).Events).ToHeard();

    private static ProviderVerdict Check(byte[] body, string signature, DateTimeOffset now) => Adapter.Check(
        new ProviderDelivery(h => h.EndsWith("Signature", StringComparison.Ordinal) ? signature : $"{now.ToUnixTimeSeconds()}", body),
        [SendGridSender.PublicOf(SendGridSender.NextKey), SendGridSender.PublicOf(SendGridSender.Key)],
        now);
}
