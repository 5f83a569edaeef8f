using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events;

/// <summary>A source of events as others run it: signs after Standard Webhooks and posts.</summary>
internal sealed class Webhook(Mailed mailed)
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public const string NextSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    public static readonly IReadOnlyDictionary<string, string?> Settings = new Dictionary<string, string?>
    {
        ["Webhooks:Sources:shop:Secrets:0"] = Secret,
        ["Webhooks:Sources:shop:Secrets:1"] = NextSecret,
    };

    private int sent;

    public static Task<Mailed> SendAsync(
        DatabaseKind kind, int contacts = 1, IReadOnlyDictionary<string, string?>? settings = null, Func<int, string>? address = null) =>
        Mailed.SendAsync(kind, contacts, new Dictionary<string, string?>(Settings.Concat(settings ?? new Dictionary<string, string?>())), address);

    /// <summary>Posts one event about a message, by its Message-ID.</summary>
    public Task<HttpResponseMessage> ReportAsync(string type, Guid message, DateTimeOffset? at = null, bool? hard = null) => PostAsync(
        JsonSerializer.Serialize(new
        {
            type,
            timestamp = at ?? mailed.Agent.Clock.GetUtcNow(),
            data = new { messageId = $"<{FollowUpAgent.Messages.MessageIds.Of(message, "acme.test")}>", hard },
        }));

    /// <summary>Posts one event about a person, by address.</summary>
    public Task<HttpResponseMessage> ReportAsync(string type, string email, DateTimeOffset? at = null) => PostAsync(
        JsonSerializer.Serialize(new { type, timestamp = at ?? mailed.Agent.Clock.GetUtcNow(), data = new { email } }));

    /// <summary>Posts these bytes as they are.</summary>
    public async Task<HttpResponseMessage> PostAsync(
        string body, string? id = null, TimeSpan age = default, string secret = Secret, string? signature = null, Action<HttpRequestMessage>? change = null)
    {
        id ??= $"evt_{++sent}";
        var timestamp = (mailed.Agent.Clock.GetUtcNow() - age).ToUnixTimeSeconds();
        var mac = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/events/shop") { Content = new StringContent(body) };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", $"{timestamp}");
        request.Headers.TryAddWithoutValidation("webhook-signature", signature ?? $"v1,{Convert.ToBase64String(mac)}");
        change?.Invoke(request);
        return await mailed.Client.SendAsync(request);
    }
}
