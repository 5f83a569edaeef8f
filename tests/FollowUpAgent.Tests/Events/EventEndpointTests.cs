using FollowUpAgent.Tests.House;
using Microsoft.Extensions.Logging;

namespace FollowUpAgent.Tests.Events;

public sealed class EventEndpointTests
{
    private const string Body = """{"type":"visited","data":{"email":"person0@example0.test"}}""";

    [Theory]
    [InlineData("nonsense")]
    [InlineData("v1,")]
    [InlineData("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("v1a,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public async Task A_wrong_signature_is_refused_and_stores_nothing(string signature)
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);

        var response = await new Webhook(mailed).PostAsync(Body, signature: signature);

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal(0, await CountAsync(mailed));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(-301)]
    [InlineData(86_400)]
    public async Task A_timestamp_more_than_five_minutes_away_is_refused(int seconds)
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);

        var response = await new Webhook(mailed).PostAsync(Body, age: TimeSpan.FromSeconds(seconds));

        Assert.Equal((401, 0), ((int)response.StatusCode, await CountAsync(mailed)));
    }

    [Theory]
    [InlineData("webhook-id", null)]
    [InlineData("webhook-timestamp", null)]
    [InlineData("webhook-signature", null)]
    [InlineData("webhook-timestamp", "99999999999999999999")]
    [InlineData("webhook-timestamp", "-1")]
    [InlineData("webhook-timestamp", "soon")]
    [InlineData("webhook-id", "another")]
    public async Task A_delivery_without_its_three_headers_as_signed_is_refused(string header, string? value)
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);

        var response = await new Webhook(mailed).PostAsync(Body, change: request =>
        {
            request.Headers.Remove(header);
            request.Headers.Add(header, value is null ? [] : [value]);
        });

        Assert.Equal((401, 0), ((int)response.StatusCode, await CountAsync(mailed)));
    }

    [Theory]
    [InlineData(Webhook.Secret)]
    [InlineData(Webhook.NextSecret)]
    public async Task Two_secrets_hold_while_one_replaces_the_other(string secret)
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);

        var response = await new Webhook(mailed).PostAsync(Body, secret: secret);

        Assert.Equal((200, 1), ((int)response.StatusCode, await CountAsync(mailed)));
    }

    [Fact]
    public async Task One_fitting_signature_among_several_is_enough()
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);

        var response = await new Webhook(mailed).PostAsync(Body, change: request =>
        {
            var right = request.Headers.GetValues("webhook-signature").Single();
            request.Headers.Remove("webhook-signature");
            request.Headers.TryAddWithoutValidation("webhook-signature", $"v1,AAAA v1a,BBBB {right}");
        });

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_repeated_delivery_is_accepted_and_changes_nothing(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var webhook = new Webhook(mailed);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => webhook.PostAsync(Body, id: "same")));
        await mailed.Agent.RunUntilIdleAsync();
        var late = await webhook.PostAsync(Body, id: "same");
        await mailed.Agent.RunUntilIdleAsync();

        Assert.All([.. answers, late], answer => Assert.Equal(200, (int)answer.StatusCode));
        Assert.Single(await mailed.EventsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_than_five_megabytes_are_too_much(bool isChunked)
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);

        var response = await new Webhook(mailed).PostAsync(new string(' ', (5 << 20) + 1), change: request =>
        {
            request.Headers.TransferEncodingChunked = isChunked;
            request.Headers.ExpectContinue = true;
        });

        Assert.Equal((413, 0), ((int)response.StatusCode, await CountAsync(mailed)));
    }

    [Fact]
    public async Task Just_under_five_megabytes_are_not()
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);

        var response = await new Webhook(mailed).PostAsync(Body + new string(' ', (5 << 20) - Body.Length));

        Assert.Equal((200, 1), ((int)response.StatusCode, await CountAsync(mailed)));
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);

        var response = await new Webhook(mailed).PostAsync(Body, change: request => request.Content!.Headers.ContentEncoding.Add("gzip"));

        Assert.Equal((415, 0), ((int)response.StatusCode, await CountAsync(mailed)));
    }

    [Theory]
    [InlineData("/hooks/events/unknown")]
    [InlineData("/hooks/events/SHOP")]
    [InlineData("/hooks/events/")]
    public async Task An_unknown_source_is_not_found(string path)
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);

        var response = await new Webhook(mailed).PostAsync(Body, change: request => request.RequestUri = new Uri(path, UriKind.Relative));

        Assert.Equal(404, (int)response.StatusCode);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task While_the_database_is_away_senders_are_asked_to_come_again_and_nothing_accepted_is_lost(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var webhook = new Webhook(mailed);
        var accepted = new List<int> { (int)(await webhook.PostAsync(Body, id: "before")).StatusCode };

        HttpResponseMessage during;
        await using (await Outage.BeginAsync(mailed.Agent))
        {
            during = await webhook.PostAsync(Body, id: "during");
        }

        accepted.Add((int)(await webhook.PostAsync(Body, id: "during")).StatusCode);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(503, (int)during.StatusCode);
        Assert.NotNull(during.Headers.RetryAfter);
        Assert.Equal([200, 200], accepted);
        Assert.Equal(2, (await mailed.EventsAsync()).Count);
    }

    [Fact]
    public async Task A_storm_is_asked_to_come_again_later()
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);
        using var stop = new CancellationTokenSource();

        // They hold every place until somebody is turned away.
        var answers = Enumerable.Range(0, 150).Select(_ => PostSlowlyAsync(mailed.Client, stop.Token)).ToList();
        var refused = await await Task.WhenAny(answers);
        await stop.CancelAsync();

        Assert.Equal(503, (int)refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Fact]
    public async Task Paths_which_hold_secrets_are_not_logged()
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);
        var loggers = mailed.Agent.Get<ILoggerFactory>();

        Assert.False(loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Information));
        Assert.True(loggers.CreateLogger("FollowUpAgent").IsEnabled(LogLevel.Information));
    }

    [Fact]
    public async Task Hostile_bodies_are_never_a_fault_of_the_server()
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);
        var webhook = new Webhook(mailed);

        foreach (var body in HostileBodies.All)
        {
            Assert.Equal(200, (int)(await webhook.PostAsync(body)).StatusCode);
        }

        await mailed.Agent.RunUntilIdleAsync();
        var open = await mailed.Agent.QueryAsync<string>("SELECT state FROM inbox WHERE state = 'new' OR tries > 0");
        Assert.Empty(open);
    }

    private static Task<HttpResponseMessage> PostSlowlyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/events/shop") { Content = new SlowBody() };
        // So that an answer is read before the body has ended.
        request.Headers.ExpectContinue = true;
        return client.SendAsync(request, cancellationToken);
    }

    private static async Task<int> CountAsync(Mailed mailed) => (await mailed.Agent.QueryAsync<int>("SELECT COUNT(*) FROM inbox")).Single();
}

/// <summary>A body that never ends, and never begins.</summary>
internal sealed class SlowBody : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.Infinite, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
