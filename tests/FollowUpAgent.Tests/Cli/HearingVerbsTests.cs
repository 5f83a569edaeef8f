using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FollowUpAgent.Tests.Cli;

/// <summary>The two verbs that answer "why" without an agent: there is none in the folder of these tests.</summary>
public sealed class HearingVerbsTests
{
    private const string Key = "key-0123456789abcdef";

    [Fact]
    public async Task A_recorded_delivery_is_accepted_and_told()
    {
        using var shell = new Shell();

        var told = (await AskAsync(shell, "mailgun", Mailgun("""{"event":"clicked","id":"e1","timestamp":1772434800.25,"recipient":"a@b.test","url":"https://acme.test/","tags":["t"],"user-variables":{"n":1},"message":{"headers":{"message-id":"m@acme.test"}}}"""), secret: Key)).Json;

        Assert.Equal((true, 200), (told.GetProperty("accepted").GetBoolean(), told.GetProperty("status").GetInt32()));
        var e = Assert.Single(told.GetProperty("events").EnumerateArray());
        Assert.Equal(
            ["clicked", "clicked", "a@b.test", "m@acme.test", "e1", "2026-03-02T07:00:00.25Z", "https://acme.test/"],
            new[] { "type", "subtype", "recipient", "messageId", "providerEventId", "occurredAt", "url" }.Select(n => e.GetProperty(n).GetString()!));
        Assert.Equal("""["t"] {"n":1} False""", $"{Compact(e.GetProperty("tags"))} {Compact(e.GetProperty("metadata"))} {e.GetProperty("machine").GetBoolean()}");
    }

    [Theory]
    [InlineData("key-of-somebody-else", "2026-03-02T07:10:00Z", "no signature fits")]
    [InlineData(Key, "2026-03-04T07:10:00Z", "the timestamp is not of the last 24 hours")]
    public async Task A_refusal_says_why(string secret, string at, string reason)
    {
        using var shell = new Shell();

        var told = (await AskAsync(shell, "mailgun", Mailgun("""{"event":"clicked"}"""), secret, at)).Json;

        Assert.Equal((false, 401, reason), (told.GetProperty("accepted").GetBoolean(), told.GetProperty("status").GetInt32(), told.GetProperty("reason").GetString()));
        Assert.Empty(told.GetProperty("events").EnumerateArray());
    }

    [Fact]
    public async Task Either_of_two_secrets_will_do_and_an_unknown_event_is_other()
    {
        using var shell = new Shell();
        await File.WriteAllTextAsync(Path.Combine(shell.Folder, "h.json"), """{"authorization":"Basic aG9vazpwYXNz"}""");
        await File.WriteAllTextAsync(Path.Combine(shell.Folder, "b.bin"), """{"event":"of_tomorrow","email":"a@b.test"}""");

        var ran = await shell.RunAsync(
            "webhook", "brevo", "--headers", Path.Combine(shell.Folder, "h.json"), "--body", Path.Combine(shell.Folder, "b.bin"), "--secret", "x:y", "--secret", "hook:pass", "--json");

        Assert.Equal("other", Assert.Single(ran.Json.GetProperty("events").EnumerateArray()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Mails_are_told_one_by_one()
    {
        using var shell = new Shell();
        var (bounce, answer) = (Path.Combine(shell.Folder, "bounce.eml"), Path.Combine(shell.Folder, "answer.eml"));
        await File.WriteAllBytesAsync(bounce, Events.Mail.Raw.Bounce("m@acme.test", "a@b.test"));
        await File.WriteAllBytesAsync(answer, Events.Mail.Raw.Answer("m@acme.test", "Yes, please call.\n\n> our own words"));

        var told = (await shell.RunAsync("read-mail", bounce, answer, "--json")).Json.EnumerateArray().ToList();

        Assert.Equal([bounce, answer], told.Select(m => m.GetProperty("file").GetString()!));
        Assert.Equal(["bounce", "reply"], told.Select(m => m.GetProperty("kind").GetString()!));
        Assert.Equal("hard 5.1.1 a@b.test", string.Join(' ', new[] { "class", "status", "recipient" }.Select(n => told[0].GetProperty("bounce").GetProperty(n).GetString())));
        Assert.Equal(("Yes, please call.", "<m@acme.test>"), (told[1].GetProperty("reply").GetProperty("text").GetString(), told[1].GetProperty("inReplyTo").GetString()));
    }

    [Theory]
    [InlineData("webhook", "nobody", "--headers", "h", "--body", "b")]
    [InlineData("webhook", "mailgun", "--body", "b")]
    [InlineData("read-mail")]
    public async Task Wrong_usage_ends_with_2(params string[] args)
    {
        using var shell = new Shell();

        Assert.Equal(2, (await shell.RunAsync(args)).Code);
    }

    private static async Task<Ran> AskAsync(Shell shell, string provider, string body, string secret, string at = "2026-03-02T07:10:00Z")
    {
        await File.WriteAllTextAsync(Path.Combine(shell.Folder, "h.json"), """{"Content-Type":"application/json"}""");
        await File.WriteAllTextAsync(Path.Combine(shell.Folder, "b.bin"), body);
        return await shell.RunAsync(
            "webhook", provider, "--headers", Path.Combine(shell.Folder, "h.json"), "--body", Path.Combine(shell.Folder, "b.bin"), "--secret", secret, "--at", at, "--json");
    }

    private static string Mailgun(string data)
    {
        var timestamp = DateTimeOffset.Parse("2026-03-02T07:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes($"{timestamp}token")));
        return $$$"""{"signature":{"timestamp":"{{{timestamp}}}","token":"token","signature":"{{{signature}}}"},"event-data":{{{data}}}}""";
    }

    private static string Compact(JsonElement json) => JsonSerializer.Serialize(json);
}
