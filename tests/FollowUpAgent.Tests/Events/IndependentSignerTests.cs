using System.Text;
using System.Text.Json;
using FollowUpAgent.Events;
using FollowUpAgent.Tests.Delivery.Peers;

namespace FollowUpAgent.Tests.Events;

public sealed class IndependentSignerTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);

    private static readonly string[] Bodies =
    [
        """{"type":"goal"}""", "", " \r\n", "{\"type\":\"gëbeurtenis €\",\"a\":\"\\u0000\"}", new string('x', 100_000), .. HostileBodies.Readable,
    ];

    [ServerFact("node")]
    public async Task What_another_program_signs_after_the_standard_is_accepted()
    {
        var deliveries = (from secret in new[] { Webhook.Secret, Webhook.NextSecret }
                          from body in Bodies
                          select (Secret: secret, Body: body)).ToList();
        var timestamp = Now.ToUnixTimeSeconds();

        var lines = deliveries.Select((d, i) => JsonSerializer.Serialize(new { secret = d.Secret, id = $"msg_{i}", timestamp, body = d.Body }));
        var output = await NodeScript.RunAsync("sign-webhook.mjs", [], Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        var signatures = Encoding.ASCII.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(deliveries.Count, signatures.Length);
        Assert.All(deliveries.Zip(signatures).Select((pair, i) => (pair.First, pair.Second, i)), one => Assert.Null(StandardSignature.WhyRefused(
            $"msg_{one.i}", $"{timestamp}", one.Second, Encoding.UTF8.GetBytes(one.First.Body), [Webhook.Secret, Webhook.NextSecret], Now)));
        Assert.NotNull(StandardSignature.WhyRefused("msg_0", $"{timestamp}", signatures[1], Encoding.UTF8.GetBytes(Bodies[0]), [Webhook.Secret], Now));
    }
}
