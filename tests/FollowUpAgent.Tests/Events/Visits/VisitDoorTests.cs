using System.Text;
using FollowUpAgent.Events;
using FollowUpAgent.Tests.House;
using static FollowUpAgent.Tests.Events.Visits.OwnSite;

namespace FollowUpAgent.Tests.Events.Visits;

/// <summary>Who may report a visit, how, and with which script.</summary>
public sealed class VisitDoorTests
{
    [Theory]
    [InlineData("Sec-GPC", "1")]
    [InlineData("DNT", "1")]
    [InlineData("User-Agent", "HeadlessChrome/120")]
    [InlineData("Sec-Purpose", "prefetch")]
    public async Task Who_refuses_and_what_is_no_person_is_not_heard(string header, string value)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);

        var answer = await TellAsync(mailed, new { page = "/pricing", token = await FollowAsync(mailed, 0) }, (header, value));

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Empty(await SignalsAsync(mailed));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("https://evil.test")]
    [InlineData("https://acme.test.evil.test")]
    [InlineData("http://acme.test")]
    public async Task Only_own_sites_may_report(string? origin)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);

        var answer = await PostAsync(mailed, new { page = "/pricing", token = await FollowAsync(mailed, 0) }, origin);

        Assert.Equal(403, (int)answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Empty(await SignalsAsync(mailed));
    }

    [Fact]
    public async Task An_own_site_is_let_in_without_credentials()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);
        using var question = new HttpRequestMessage(HttpMethod.Options, "/t/v") { Headers = { { "Origin", Site } } };

        foreach (var answer in new[] { await mailed.Client.SendAsync(question), await TellAsync(mailed, new { page = "/", visitor = Browser }) })
        {
            Assert.Equal((204, Site, "Origin"), ((int)answer.StatusCode, answer.Headers.GetValues("Access-Control-Allow-Origin").Single(), answer.Headers.Vary.Single()));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials") || answer.Headers.Contains("Set-Cookie"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"page":"/a"}""")]
    [InlineData("""{"page":"a","visitor":"0123456789abcdef0123456789abcdef"}""")]
    [InlineData("""{"page":"/a","visitor":"0123456789ABCDEF0123456789abcdef"}""")]
    [InlineData("""{"page":"/a","visitor":"'; DROP TABLE signal; --"}""")]
    [InlineData("""{"page":"\ud800","token":"a"}""")]
    [InlineData("""{"page":"/a","page":"/b","token":"a"}""")]
    [InlineData("""{"page":"/a","token":"a","forget":true}""")]
    public async Task What_the_script_would_not_say_is_refused(string body)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/t/v") { Content = new StringContent(body, Encoding.UTF8, "text/plain"), Headers = { { "Origin", Site } } };

        var answer = await mailed.Client.SendAsync(request);

        Assert.Equal(422, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_report_is_small()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);

        var answer = await PostAsync(mailed, new { page = "/" + new string('a', 5000), visitor = Browser });

        Assert.Equal(413, (int)answer.StatusCode);
    }

    [Fact]
    public async Task More_than_a_network_may_say_is_answered_and_dropped()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, new Dictionary<string, string?>(Settings) { ["Events:MostPerSecond"] = "1" });

        var answers = new List<int>();
        for (var i = 0; i < 20; i++)
        {
            answers.Add((int)(await PostAsync(mailed, new { page = "/a", visitor = Browser })).StatusCode);
        }

        Assert.All(answers, a => Assert.Equal(204, a));
        Assert.True(mailed.Agent.Get<TrackingPump>().Dropped > 0);
    }

    [Fact]
    public async Task The_script_is_small_cacheable_and_the_same_for_all()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);

        var answer = await mailed.Client.GetAsync("/t/s.js");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/t/s.js") { Headers = { IfNoneMatch = { answer.Headers.ETag! } } };

        Assert.Equal((200, "text/javascript", true), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Headers.CacheControl!.Public));
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        var script = await answer.Content.ReadAsStringAsync();
        Assert.InRange(script.Length, 1, 4000);
        Assert.All(new[] { "eval", "Function(", "document.cookie", "innerHTML", "http:", "https:" }, word => Assert.DoesNotContain(word, script, StringComparison.Ordinal));
        Assert.Equal(304, (int)(await mailed.Client.SendAsync(again)).StatusCode);
    }

    [Fact]
    public async Task Without_own_sites_there_is_no_script_and_no_door()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, With(site: null));

        Assert.Equal(404, (int)(await mailed.Client.GetAsync("/t/s.js")).StatusCode);
        Assert.Equal(403, (int)(await PostAsync(mailed, new { page = "/", visitor = Browser })).StatusCode);
    }
}
