using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Benchmarks.Ingest;

/// <summary>A request that is ready to be sent.</summary>
/// <param name="Path">Where to.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body, or null for GET.</param>
/// <param name="Key">The sender's own key of it: the same in a repeat.</param>
/// <param name="Events">How many events it holds.</param>
internal sealed record Post(string Path, (string Name, string Value)[] Headers, byte[]? Body, string Key, int Events);

/// <summary>Writes and signs posts about the messages of an agent.</summary>
internal sealed class Posts(IReadOnlyList<Guid> messages)
{
    private static readonly byte[] SecretBytes = Convert.FromBase64String(IngestAgent.Secret["whsec_".Length..]);
    private int written;

    /// <summary>Single events, from Resend and an own source in turn; of ten, three repeat an earlier one.</summary>
    public List<Post> Single(int count, int seed)
    {
        var (chance, posts, fresh) = (new Random(seed), new List<Post>(), new List<Post>());
        for (var i = 0; i < count; i++)
        {
            if (fresh.Count == 0 || chance.Next(10) >= 3)
            {
                fresh.Add(i % 2 == 0 ? Resend() : Own());
                posts.Add(fresh[^1]);
            }
            else
            {
                posts.Add(fresh[chance.Next(fresh.Count)]);
            }
        }

        return posts;
    }

    /// <summary>An own source's event.</summary>
    public Post Own()
    {
        var id = $"own-{++written}";
        return Svix("webhook", IngestAgent.Own, id, JsonSerializer.SerializeToUtf8Bytes(OwnEvent(written)), 1);
    }

    /// <summary>Many events in one post, from SendGrid or an own source.</summary>
    public Post Batch(int events, bool isSendGrid)
    {
        var numbers = Enumerable.Range(written + 1, events);
        written += events;
        return isSendGrid
            ? SendGrid(JsonSerializer.SerializeToUtf8Bytes(numbers.Select(SendGridEvent)), events)
            : Svix("webhook", IngestAgent.Own, $"own-{written}", JsonSerializer.SerializeToUtf8Bytes(numbers.Select(OwnEvent)), events);
    }

    private Post Resend()
    {
        var id = $"msg_{++written}";
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            type = "email.delivered",
            created_at = "2026-11-22T09:00:00.000Z",
            data = new { email_id = $"re-{written}", to = new[] { AddressOf(written) }, message_id = $"<{NameOf(written)}>", subject = "Something for you", from = "Anna <anna@acme.test>" },
        });
        return Svix("svix", IngestAgent.Resend, id, body, 1);
    }

    private object OwnEvent(int number) => new { id = $"e-{number}", type = "visited", data = new { messageId = $"<{NameOf(number)}>", email = AddressOf(number) } };

    private object SendGridEvent(int number) => new Dictionary<string, object>
    {
        ["email"] = AddressOf(number),
        ["timestamp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
        ["smtp-id"] = $"<{NameOf(number)}>",
        ["event"] = "delivered",
        ["category"] = new[] { "follow-up" },
        ["sg_event_id"] = $"sg-{number}",
        ["sg_message_id"] = $"Zx9{number}.recvd-1-A.0",
        ["response"] = "250 2.0.0 OK",
    };

    private string NameOf(int number) => MessageIds.Of(messages[number % messages.Count], "acme.test");

    private string AddressOf(int number) => $"person{number % messages.Count}@example.test";

    private static Post Svix(string prefix, string path, string id, byte[] body, int events)
    {
        var timestamp = Seconds();
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var signature = HMACSHA256.HashData(SecretBytes, signed);
        return new Post(path, [($"{prefix}-id", id), ($"{prefix}-timestamp", timestamp), ($"{prefix}-signature", $"v1,{Convert.ToBase64String(signature)}")], body, id, events);
    }

    private static Post SendGrid(byte[] body, int events)
    {
        var timestamp = Seconds();
        var signature = IngestAgent.Key.SignData([.. Encoding.ASCII.GetBytes(timestamp), .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new Post(
            IngestAgent.SendGrid,
            [("X-Twilio-Email-Event-Webhook-Signature", Convert.ToBase64String(signature)), ("X-Twilio-Email-Event-Webhook-Timestamp", timestamp)],
            body,
            Convert.ToHexString(SHA256.HashData(body)),
            events);
    }

    private static string Seconds() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
