using System.Text;
using System.Text.RegularExpressions;
using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events;

public sealed class UnsubscribeTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task One_click_suppresses_stops_everything_and_leaves_its_evidence_before_it_is_answered(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);

        var response = await mailed.UnsubscribeAsync();

        Assert.Equal(200, (int)response.StatusCode);
        var suppression = Assert.Single(await mailed.SuppressionsAsync());
        Assert.Equal(("unsubscribed", $"message {mailed.Message.Id}"), (suppression.Reason, suppression.Evidence));
        var enrollment = Assert.Single(await mailed.EnrollmentsAsync());
        Assert.Equal(("ended", "unsubscribed"), (enrollment.State, enrollment.ExitReason));
        var happened = Assert.Single(await mailed.EventsAsync());
        Assert.Equal(("unsubscribed", mailed.Message.Id, mailed.Message.ContactId), (happened.Kind, happened.MessageId, happened.ContactId));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Pressing_it_again_changes_nothing(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => mailed.UnsubscribeAsync()));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
        Assert.Single(await mailed.EventsAsync());
        Assert.Single(await mailed.SuppressionsAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Somebody_who_was_let_in_again_can_leave_again_by_the_same_link(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);
        await mailed.UnsubscribeAsync();
        await mailed.Agent.Database.WriteAsync(s => s.ExecuteAsync("DELETE FROM suppression"), CancellationToken.None);

        await mailed.UnsubscribeAsync();

        Assert.Single(await mailed.SuppressionsAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nothing_is_sent_after_it(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);
        await mailed.UnsubscribeAsync();

        await mailed.Agent.LiveAsync(TimeSpan.FromDays(5), TimeSpan.FromHours(12));

        Assert.Single(Directory.GetFiles(mailed.Agent.MailFolder));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task After_erasure_of_contact_and_message_the_link_still_answers_kindly(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);
        await mailed.Agent.Database.WriteAsync(s => s.ExecuteAsync("DELETE FROM contact; DELETE FROM message"), CancellationToken.None);

        var page = await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Unsubscribe));
        var done = await mailed.UnsubscribeAsync();

        Assert.Equal((200, 200), ((int)page.StatusCode, (int)done.StatusCode));
    }

    [Theory]
    [InlineData("multipart")]
    [InlineData("url-encoded")]
    [InlineData("no content type")]
    public async Task Every_form_of_the_one_click_body_is_understood(string form)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);

        using var content = ContentOf(form);
        var response = await mailed.Client.PostAsync(mailed.Path(TokenPurpose.Unsubscribe), content);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Single(await mailed.SuppressionsAsync());
    }

    [Theory]
    [InlineData("", "application/x-www-form-urlencoded")]
    [InlineData("List-Unsubscribe=No", "application/x-www-form-urlencoded")]
    [InlineData("List-Unsubscribe=One-Click&List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")]
    [InlineData("{\"List-Unsubscribe\":\"One-Click\"}", "application/json")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"List-Unsub", "multipart/form-data; boundary=x")]
    [InlineData("nonsense", "multipart/form-data")]
    public async Task A_post_that_does_not_say_it_only_asks(string body, string type)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var response = await mailed.Client.PostAsync(mailed.Path(TokenPurpose.Unsubscribe), content);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("<button", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(await mailed.SuppressionsAsync());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_scanner_that_follows_the_link_changes_nothing(string method)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);

        using var request = new HttpRequestMessage(new HttpMethod(method), mailed.Path(TokenPurpose.Unsubscribe));
        var response = await mailed.Client.SendAsync(request);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Empty(await mailed.SuppressionsAsync());
        Assert.Empty(await mailed.EventsAsync());
    }

    [Fact]
    public async Task The_button_of_the_page_unsubscribes()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);
        var path = mailed.Path(TokenPurpose.Unsubscribe);

        var page = await mailed.Client.GetStringAsync(path);
        var button = Regex.Match(page, "<form method=\"post\"><button name=\"(.+?)\" value=\"(.+?)\">");
        var response = await mailed.Client.PostAsync(path, new FormUrlEncodedContent([new(button.Groups[1].Value, button.Groups[2].Value)]));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Single(await mailed.SuppressionsAsync());
    }

    [Fact]
    public async Task The_page_runs_nothing_and_remembers_nobody()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);

        var response = await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Unsubscribe));

        Assert.StartsWith("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.DoesNotContain("<script", await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("nl-BE, en;q=0.5", "nl")]
    [InlineData("fr, de;q=0.9", "en")]
    [InlineData("en;q=0.1, nl;q=0.9", "nl")]
    [InlineData("!!!", "en")]
    public async Task An_unknown_link_is_answered_in_the_language_of_the_reader(string asked, string answered)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/u/nonsense");
        request.Headers.TryAddWithoutValidation("Accept-Language", asked);

        var response = await mailed.Client.SendAsync(request);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Contains($"<html lang=\"{answered}\">", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_speaks_the_language_of_the_mail_before_that_of_the_browser()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Get, mailed.Path(TokenPurpose.Unsubscribe));
        request.Headers.AcceptLanguage.ParseAdd("nl");

        var response = await mailed.Client.SendAsync(request);

        Assert.Equal(["en"], response.Content.Headers.ContentLanguage);
    }

    [Theory]
    [InlineData(nameof(TokenPurpose.Click))]
    [InlineData(nameof(TokenPurpose.Open))]
    public async Task A_token_for_something_else_does_not_unsubscribe(string purpose)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);
        var token = mailed.Agent.Get<SignedTokens>().Create(Enum.Parse<TokenPurpose>(purpose), mailed.Message.Id.Value);

        var response = await mailed.Client.PostAsync($"/u/{token}", new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Empty(await mailed.SuppressionsAsync());
    }

    [Fact]
    public async Task The_header_of_the_mail_leads_here()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);
        var mail = (await File.ReadAllTextAsync(Directory.GetFiles(mailed.Agent.MailFolder).Single())).Replace("\r\n ", " ", StringComparison.Ordinal);

        var link = new Uri(Regex.Match(mail, "(?m)^List-Unsubscribe: <(.+?)>").Groups[1].Value);
        var response = await mailed.Client.PostAsync(link.AbsolutePath, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Single(await mailed.Agent.QueryAsync<Suppression>("SELECT * FROM suppression"));
    }

    [Fact]
    public async Task The_private_door_does_not_know_it()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);
        using var client = new HttpClient { BaseAddress = mailed.Agent.AddressOf(1) };

        var response = await client.GetAsync(mailed.Path(TokenPurpose.Unsubscribe));

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    private static HttpContent ContentOf(string form)
    {
        switch (form)
        {
            case "multipart":
                return new MultipartFormDataContent { { new StringContent("One-Click"), "List-Unsubscribe" } };
            case "url-encoded":
                return new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
            default:
                return new ByteArrayContent(Encoding.ASCII.GetBytes("List-Unsubscribe=One-Click\r\n"));
        }
    }
}
