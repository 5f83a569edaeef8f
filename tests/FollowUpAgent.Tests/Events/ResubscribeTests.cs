using System.Text.RegularExpressions;
using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events;

public sealed class ResubscribeTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_page_after_an_unsubscribe_takes_it_back(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);
        var page = await (await mailed.UnsubscribeAsync()).Content.ReadAsStringAsync();
        var button = Regex.Match(page, "<form method=\"post\"><button name=\"(.+?)\" value=\"(.+?)\">");

        var response = await PressAsync(mailed, button.Groups[1].Value, button.Groups[2].Value);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("You are subscribed again", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Empty(await mailed.SuppressionsAsync());
        Assert.Equal(["resubscribed", "unsubscribed"], (await mailed.EventsAsync()).Select(e => e.Kind).Order());
        Assert.All(await mailed.EnrollmentsAsync(), e => Assert.Equal("ended", e.State));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_comes_back_to_the_link_after_unsubscribing_finds_the_way_back_there(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);
        var before = await mailed.Client.GetStringAsync(mailed.Path(TokenPurpose.Unsubscribe));
        await mailed.UnsubscribeAsync();

        var after = await mailed.Client.GetStringAsync(mailed.Path(TokenPurpose.Unsubscribe));

        Assert.DoesNotContain("Subscribe again", before, StringComparison.Ordinal);
        Assert.Contains("name=\"Resubscribe\"", after, StringComparison.Ordinal);
        Assert.Single(await mailed.SuppressionsAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Pressed_twice_it_is_one_event_and_unsubscribing_works_again(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);
        await mailed.UnsubscribeAsync();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PressAsync(mailed)));
        var lifted = (await mailed.SuppressionsAsync()).Count;
        await mailed.UnsubscribeAsync();

        Assert.Equal(0, lifted);
        Assert.Single(await mailed.EventsAsync(), e => e.Kind == "resubscribed");
        Assert.Equal("unsubscribed", Assert.Single(await mailed.SuppressionsAsync()).Reason);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Each_unsubscribe_after_a_way_back_is_an_event_and_its_repeats_are_none(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);

        for (var i = 0; i < 3; i++)
        {
            await mailed.UnsubscribeAsync();
            await mailed.UnsubscribeAsync();
            await PressAsync(mailed);
        }

        Assert.Equal(3, (await mailed.EventsAsync()).Count(e => e.Kind == "unsubscribed"));
        Assert.Equal(3, (await mailed.EventsAsync()).Count(e => e.Kind == "resubscribed"));
    }

    [Theory]
    [InlineData("complained")]
    [InlineData("bounced")]
    [InlineData("erased")]
    [InlineData("manual")]
    [InlineData("imported")]
    public async Task It_lifts_no_other_suppression(string reason)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);
        await mailed.UnsubscribeAsync();
        await mailed.Agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE suppression SET reason = @reason", new { reason }), CancellationToken.None);

        var response = await PressAsync(mailed);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(reason, Assert.Single(await mailed.SuppressionsAsync()).Reason);
        Assert.DoesNotContain(await mailed.EventsAsync(), e => e.Kind == "resubscribed");
    }

    [Fact]
    public async Task A_body_that_says_both_or_a_token_of_another_purpose_takes_nothing_back()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);
        await mailed.UnsubscribeAsync();
        using var both = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click"), new("Resubscribe", "One-Click")]);
        using var back = new FormUrlEncodedContent([new("Resubscribe", "One-Click")]);
        var click = mailed.Agent.Get<SignedTokens>().Create(TokenPurpose.Click, mailed.Message.Id.Value, 1);

        await mailed.Client.PostAsync(mailed.Path(TokenPurpose.Unsubscribe), both);
        var foreign = await mailed.Client.PostAsync($"/u/{click}", back);

        Assert.Equal(404, (int)foreign.StatusCode);
        Assert.Equal(SuppressionReason.Unsubscribed, Assert.Single(await mailed.SuppressionsAsync()).Reason);
    }

    private static Task<HttpResponseMessage> PressAsync(Mailed mailed, string name = "Resubscribe", string value = "One-Click") =>
        mailed.Client.PostAsync(mailed.Path(TokenPurpose.Unsubscribe), new FormUrlEncodedContent([new(name, value)]));
}
