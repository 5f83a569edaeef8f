using System.Text;
using System.Text.Json;
using FollowUpAgent.Events.Providers;
using FollowUpAgent.Tests.Delivery.Peers;

namespace FollowUpAgent.Tests.Events.Providers;

/// <summary>Svix's own program beside ours: what it signs we believe, and of what was changed on the way both think the same.</summary>
public sealed class SvixTests
{
    private static readonly Resend Adapter = new();
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [ServerFact("node")]
    public async Task What_svix_signs_is_accepted_and_every_change_is_judged_as_svix_does()
    {
        var genuine = new Delivery(Webhook.Secret, "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", Now.ToUnixTimeSeconds(), """{"type":"email.sent","data":{"to":["zoë@b.test"]}}""", "");
        var signatures = await AskAsync([.. HostileBodies.Readable.Select(b => genuine with { Body = b }).Prepend(genuine).Select(d => d.Ask("sign"))]);
        var signed = genuine with { Signature = signatures[0] };
        (string What, Delivery One)[] table =
        [
            ("as signed", signed),
            ("another body", signed with { Body = signed.Body.Replace("sent", "lost", StringComparison.Ordinal) }),
            ("a space more", signed with { Body = signed.Body + " " }),
            ("another id", signed with { Id = signed.Id + "x" }),
            ("a second later", signed with { Timestamp = signed.Timestamp + 1 }),
            ("another secret", signed with { Secret = Webhook.NextSecret }),
            ("beside others", signed with { Signature = $"v1a,AAAA v1,{new string('A', 43)}= {signed.Signature} v2,x" }),
            ("none", signed with { Signature = "" }),
            ("another version", signed with { Signature = "v2" + signed.Signature[2..] }),
            ("no version", signed with { Signature = signed.Signature[3..] }),
            ("cut", signed with { Signature = signed.Signature[..^2] }),
            ("no base64", signed with { Signature = "v1,%%%" }),
        ];

        var theirs = await AskAsync([.. table.Select(row => row.One.Ask("verify"))]);

        Assert.All(signatures.Zip(HostileBodies.Readable.Prepend(genuine.Body)), pair => Assert.True(Believes(genuine with { Body = pair.Second, Signature = pair.First })));
        Assert.Equal(table.Zip(theirs, (row, verdict) => (row.What, verdict)), table.Select(row => (row.What, Believes(row.One) ? "true" : "false")));
        Assert.Equal(["as signed", "beside others"], table.Where(row => Believes(row.One)).Select(row => row.What));
    }

    [ServerFact("node")]
    public async Task Both_take_a_delivery_within_five_minutes()
    {
        var times = new[] { -360, -240, 0, 240, 360 }.Select(s => new Delivery(Webhook.Secret, "msg_1", Now.ToUnixTimeSeconds() + s, "{}", "")).ToList();
        var signatures = await AskAsync([.. times.Select(d => d.Ask("sign"))]);
        var signed = times.Zip(signatures, (d, s) => d with { Signature = s }).ToList();

        var theirs = await AskAsync([.. signed.Select(d => d.Ask("verify"))]);

        Assert.Equal(["false", "true", "true", "true", "false"], theirs);
        Assert.Equal([false, true, true, true, false], signed.Select(Believes));
    }

    private static bool Believes(Delivery delivery)
    {
        var headers = new Dictionary<string, string> { ["svix-id"] = delivery.Id, ["svix-timestamp"] = $"{delivery.Timestamp}", ["svix-signature"] = delivery.Signature };
        return Adapter.Check(new ProviderDelivery(headers.GetValueOrDefault, Encoding.UTF8.GetBytes(delivery.Body)), [delivery.Secret], Now) is ProviderVerdict.Accepted;
    }

    private static async Task<string[]> AskAsync(string[] lines)
    {
        var output = await NodeScript.RunAsync("verify-svix.mjs", [], Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        var answers = Encoding.ASCII.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines.Length, answers.Length);
        return answers;
    }

    private sealed record Delivery(string Secret, string Id, long Timestamp, string Body, string Signature)
    {
        public string Ask(string verb) => JsonSerializer.Serialize(new { verb, secret = Secret, id = Id, timestamp = Timestamp, body = Body, signature = Signature });
    }
}
