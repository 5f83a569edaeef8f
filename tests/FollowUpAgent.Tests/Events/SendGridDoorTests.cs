using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Events;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events;

/// <summary>Who and what gets in at SendGrid's endpoint; what it then means is in <see cref="SendGridTests"/>.</summary>
public sealed class SendGridDoorTests
{
    private static readonly byte[] Body = """[{"event":"delivered","sg_event_id":"a"}]"""u8.ToArray();

    [Fact]
    public async Task Both_keys_hold_while_one_replaces_the_other()
    {
        await using var mailed = await SendGridSender.SendAsync(DatabaseKind.Sqlite);
        var sender = new SendGridSender(mailed);

        Assert.Equal(200, (int)(await sender.PostAsync(Body, SendGridSender.Key)).StatusCode);
        Assert.Equal(200, (int)(await sender.PostAsync(Body, SendGridSender.NextKey)).StatusCode);
    }

    [Fact]
    public async Task What_is_not_genuine_is_refused_counted_and_not_stored()
    {
        await using var mailed = await SendGridSender.SendAsync(DatabaseKind.Sqlite);
        var sender = new SendGridSender(mailed);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        HttpResponseMessage[] answers =
        [
            await sender.PostAsync(Body, stranger),
            await sender.PostAsync(Body, age: TimeSpan.FromHours(27)),
            await sender.PostAsync(Body, age: TimeSpan.FromHours(-1)),
            await sender.PostAsync(Body, change: r => r.Content = new ByteArrayContent([.. Body, (byte)'\n'])),
            await sender.PostAsync(Body, change: r => r.Headers.Remove("X-Twilio-Email-Event-Webhook-Signature")),
            await sender.PostAsync(Body, change: r => r.Headers.Remove("X-Twilio-Email-Event-Webhook-Timestamp")),
            await sender.PostAsync(Body, change: r => Replace(r, "X-Twilio-Email-Event-Webhook-Signature", "AAAA")),
            await sender.PostAsync(Body, change: r => Replace(r, "X-Twilio-Email-Event-Webhook-Signature", "not base64")),
            await sender.PostAsync(Body, change: r => Replace(r, "X-Twilio-Email-Event-Webhook-Timestamp", "99999999999999999999")),
        ];

        Assert.All(answers, answer => Assert.Equal(401, (int)answer.StatusCode));
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM inbox"));
        Assert.Equal(answers.Length, mailed.Agent.Get<Intake>().Forged["sendgrid/main"].Count);
    }

    [Theory]
    [InlineData("/hooks/sendgrid/other")]
    [InlineData("/hooks/mailgun/main")]
    [InlineData("/hooks/SendGrid/main")]
    public async Task An_endpoint_that_is_not_configured_is_not_found(string path)
    {
        await using var mailed = await SendGridSender.SendAsync(DatabaseKind.Sqlite);

        Assert.Equal(404, (int)(await new SendGridSender(mailed).PostAsync(Body, path: path)).StatusCode);
    }

    [Fact]
    public async Task Fifty_megabytes_are_too_much()
    {
        await using var mailed = await SendGridSender.SendAsync(DatabaseKind.Sqlite);

        var answer = await new SendGridSender(mailed).PostAsync(new byte[50 << 20], change: r => r.Headers.ExpectContinue = true);

        Assert.Equal(413, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_body_cut_short_is_kept_with_the_reason_and_hostile_ones_are_no_fault_of_the_server()
    {
        await using var mailed = await SendGridSender.SendAsync(DatabaseKind.Sqlite);
        var sender = new SendGridSender(mailed);

        foreach (var body in HostileBodies.All.Append("""[{"event":"delivered","sg_event""").Append("""[{"event":"\ud800"},{"event":"open","email":{}},[],null]"""))
        {
            Assert.Equal(200, (int)(await sender.PostAsync(Encoding.UTF8.GetBytes(body))).StatusCode);
        }

        await mailed.Agent.RunUntilIdleAsync();
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM inbox WHERE state = 'new' OR tries > 0"));
        Assert.All(await mailed.Agent.QueryAsync<string?>("SELECT reason FROM inbox WHERE state = 'failed'"), Assert.NotNull);
        Assert.Equal(["opened"], (await mailed.EventsAsync()).Select(e => e.Kind));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task While_the_database_is_away_it_is_asked_to_come_again(DatabaseKind kind)
    {
        await using var mailed = await SendGridSender.SendAsync(kind);
        var sender = new SendGridSender(mailed);

        HttpResponseMessage during;
        await using (await Outage.BeginAsync(mailed.Agent))
        {
            during = await sender.PostAsync(Body);
        }

        Assert.Equal((503, 200), ((int)during.StatusCode, (int)(await sender.PostAsync(Body)).StatusCode));
    }

    [Fact]
    public async Task An_event_about_nobody_and_one_from_the_future_are_kept_and_harm_nothing()
    {
        await using var mailed = await SendGridSender.SendAsync(DatabaseKind.Sqlite);
        var sender = new SendGridSender(mailed);

        await sender.ReportAsync(
            sender.Event("spamreport", "1", 0, ("smtp-id", "<m.aaaaaaaaaaaaaaaaaaaaaaaaaa@acme.test>"), ("email", "stranger@elsewhere.test")),
            sender.Event("open", "2", 0, ("timestamp", 99_999_999_999L)));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(2, (await mailed.EventsAsync()).Count);
        Assert.All(await mailed.EventsAsync(), e => Assert.True(e.OccurredAt <= mailed.Agent.Clock.GetUtcNow()));
        Assert.Empty(await mailed.SuppressionsAsync());
    }

    private static void Replace(HttpRequestMessage request, string header, string value)
    {
        request.Headers.Remove(header);
        request.Headers.Add(header, value);
    }
}
