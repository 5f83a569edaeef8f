using System.Net;
using System.Net.Sockets;
using FollowUpAgent.Hosting;
using FollowUpAgent.Notices.Webhooks;
using FollowUpAgent.Tests.House;
using Microsoft.AspNetCore.Http;

namespace FollowUpAgent.Tests.Notices.Webhooks;

public sealed class WebhookPostTests
{
    [Theory]
    [InlineData("https://127.0.0.1:{0}/")]
    [InlineData("https://[::1]:{0}/")]
    [InlineData("https://localhost:{0}/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://2130706433:{0}/")]
    public async Task An_address_of_this_machine_or_its_networks_is_refused_before_anything_is_sent(string url)
    {
        using var listener = new TcpListener(IPAddress.IPv6Loopback, 0) { Server = { DualMode = true } };
        listener.Start();
        using var post = new WebhookPost(HandClock.Monday);

        var answer = await post.SendAsync(EndpointAt(string.Format(url, ((IPEndPoint)listener.LocalEndpoint).Port), allowPrivate: false), default, "{}", CancellationToken.None);

        Assert.StartsWith("refused: the address is of this machine", answer.Said, StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:4700:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.8.9.10", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::7f00:1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2001::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void Only_addresses_of_the_world_outside_are_public(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public async Task A_redirect_is_not_followed_and_what_an_endpoint_says_is_not_kept()
    {
        await using var receiver = await Receiver.StartAsync();
        using var post = new WebhookPost(HandClock.Monday);
        receiver.Answer = context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };
        var redirected = await post.SendAsync(EndpointAt(receiver.Url), default, "{}", CancellationToken.None);
        receiver.Answer = async context =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, "120");
            // Longer than anybody wants to read.
            await context.Response.WriteAsync(new string('x', 10_000_000));
        };

        var refused = await post.SendAsync(EndpointAt(receiver.Url), default, "{}", CancellationToken.None);

        Assert.Equal(new WebhookAnswer(false, false, "HTTP 302, a redirect: not followed"), redirected);
        Assert.Equal(new WebhookAnswer(false, false, "HTTP 429", TimeSpan.FromMinutes(2)), refused);
        Assert.Equal(2, receiver.All.Count);
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_in_time_is_left()
    {
        await using var receiver = await Receiver.StartAsync();
        using var post = new WebhookPost(HandClock.Monday) { LongestTry = TimeSpan.FromMilliseconds(200) };
        receiver.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

        var answer = await post.SendAsync(EndpointAt(receiver.Url), default, "{}", CancellationToken.None);

        Assert.Equal((false, "no answer within 0.2 s"), (answer.IsDelivered, answer.Said));
    }

    [Fact]
    public void A_wish_to_wait_longer_is_heard_up_to_a_day()
    {
        Assert.Equal(TimeSpan.FromMinutes(2), RetrySchedule.After(1, 0, TimeSpan.FromMinutes(2)));
        Assert.Equal(TimeSpan.FromMinutes(5), RetrySchedule.After(2, 0, TimeSpan.FromMinutes(2)));
        Assert.Equal(TimeSpan.FromMinutes(6), RetrySchedule.After(2, 1, null));
        Assert.Equal(TimeSpan.FromDays(1), RetrySchedule.After(2, 0, TimeSpan.FromDays(300)));
        Assert.Null(RetrySchedule.After(10, 0, TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task Faults_name_the_key_and_what_is_right_and_neither_secret_nor_path()
    {
        var broken = await Assert.ThrowsAsync<BrokenConfigurationException>(() => AgentInTest.BuildAsync(DatabaseKind.Sqlite, new Dictionary<string, string?>
        {
            ["Notices:KeepWebhooksFor"] = "1.00:00:00",
            ["Notices:Webhooks:Big CRM:Url"] = "https://crm.example.com",
            ["Notices:Webhooks:Big CRM:Secrets:0"] = Told.Secret,
            ["Notices:Webhooks:crm:Url"] = "http://crm.example.com/hook/s3cret",
            ["Notices:Webhooks:crm:Secrets:0"] = "whsec_dG9vc2hvcnQ=",
            ["Notices:Webhooks:crm:Kinds:0"] = "reply.sent",
            ["Notices:Webhooks:none:Url"] = "https://user:s3cret@crm.example.com",
        }));

        Assert.Equal(
            [
                "Notices:KeepWebhooksFor", "Notices:Webhooks:Big CRM", "Notices:Webhooks:crm:Kinds", "Notices:Webhooks:crm:Secrets:0", "Notices:Webhooks:crm:Url",
                "Notices:Webhooks:none:Secrets", "Notices:Webhooks:none:Url",
            ],
            broken.Faults.Select(f => f.Key).Order(StringComparer.Ordinal));
        Assert.Contains("Notices:Webhooks:crm:Url is 'http://crm.example.com/…': expected an https address", broken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", broken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("dG9v", broken.Message, StringComparison.Ordinal);
    }

    private static WebhookEndpoint EndpointAt(string url, bool allowPrivate = true) => new()
    {
        Key = "crm",
        Url = new Uri(url),
        Secrets = [new byte[24]],
        Kinds = WebhookKind.All,
        AllowPrivate = allowPrivate,
    };
}
