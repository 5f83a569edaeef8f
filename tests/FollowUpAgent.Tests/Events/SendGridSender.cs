using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Messages;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events;

/// <summary>SendGrid as seen from here: signs batches of events and posts them.</summary>
internal sealed class SendGridSender(Mailed mailed)
{
    public static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public static readonly ECDsa NextKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static readonly IReadOnlyDictionary<string, string?> Settings = new Dictionary<string, string?>
    {
        ["Webhooks:Providers:main:Provider"] = "sendgrid",
        ["Webhooks:Providers:main:Secrets:0"] = PublicOf(Key),
        ["Webhooks:Providers:main:Secrets:1"] = PublicOf(NextKey),
    };

    public static string PublicOf(ECDsa key) => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    public static Task<Mailed> SendAsync(DatabaseKind kind, int contacts = 1) => Mailed.SendAsync(kind, contacts, Settings);

    /// <summary>One event about the agent's message, as SendGrid writes it.</summary>
    public Dictionary<string, object> Event(string name, string id, int message = 0, params (string Name, object Value)[] more)
    {
        var e = new Dictionary<string, object>
        {
            ["email"] = $"person{message}@example{message}.test",
            ["timestamp"] = mailed.Agent.Clock.GetUtcNow().ToUnixTimeSeconds(),
            ["smtp-id"] = $"<{MessageIds.Of(mailed.Messages[message].Id.Value, "acme.test")}>",
            ["event"] = name,
            ["category"] = new[] { "follow-up" },
            ["sg_event_id"] = id,
            ["sg_message_id"] = "Zx9.recvd-1-A.0",
        };
        foreach (var (key, value) in more)
        {
            e[key] = value;
        }

        return e;
    }

    public Task<HttpResponseMessage> ReportAsync(params Dictionary<string, object>[] events) => PostAsync(JsonSerializer.SerializeToUtf8Bytes(events));

    public async Task<HttpResponseMessage> PostAsync(
        byte[] body, ECDsa? key = null, TimeSpan age = default, string path = "/hooks/sendgrid/main", Action<HttpRequestMessage>? change = null)
    {
        var timestamp = (mailed.Agent.Clock.GetUtcNow() - age).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = (key ?? Key).SignData([.. Encoding.ASCII.GetBytes(timestamp), .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Twilio-Email-Event-Webhook-Signature", Convert.ToBase64String(signature));
        request.Headers.Add("X-Twilio-Email-Event-Webhook-Timestamp", timestamp);
        change?.Invoke(request);
        return await mailed.Client.SendAsync(request);
    }
}
