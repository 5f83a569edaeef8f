using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Benchmarks.Hillstrom;

/// <summary>
/// Plays the shop: one signed event for each mail, by its webhook. Whether a customer visits is drawn with the visit rate that the
/// experiment found for that mail; the draw depends on seed and customer alone.
/// </summary>
internal sealed class VisitReports(BenchAgent agent, int publicPort, IReadOnlyDictionary<string, double> rates)
{
    private const int MostInOne = 1000;
    private const long Seed = 64_000;

    /// <summary>Reports what became of these mails.</summary>
    /// <returns>How many visits there were.</returns>
    public async Task<int> SendAsync(IReadOnlyList<SentMail> mails, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{publicPort}") };
        foreach (var (number, some) in mails.Chunk(MostInOne).Index())
        {
            await PostAsync(client, $"visits-{number}", JsonSerializer.Serialize(some.Select(EventOf)), cancellationToken);
        }

        while (await CountUnreadAsync() > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }

        return mails.Count(Visits);
    }

    /// <summary>Whether the customer visits.</summary>
    public bool Visits(SentMail mail)
    {
        var customer = long.Parse(mail.Recipient["customer-".Length..mail.Recipient.IndexOf('@', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        return new SeededUniforms(unchecked((Seed * 1_000_003) + customer)).Next() < rates[mail.Variant];
    }

    private object EventOf(SentMail mail) => new
    {
        type = Visits(mail) ? Shop.Visit : "delivered",
        timestamp = mail.ArrivedAt + TimeSpan.FromSeconds(1),
        data = new { messageId = $"<{mail.MessageId}>" },
    };

    private static async Task PostAsync(HttpClient client, string id, string body, CancellationToken cancellationToken)
    {
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(
            Convert.FromBase64String(Shop.Secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/hooks/events/{Shop.Source}") { Content = new StringContent(body) };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(signature));
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private async Task<int> CountUnreadAsync() => (await agent.QueryAsync<int>(
        "SELECT (SELECT COUNT(*) FROM inbox WHERE state = 'new') + (SELECT COUNT(*) FROM event WHERE NOT rewarded)"))[0];
}

/// <summary>A mail that the database calls sent and the ledger calls arrived.</summary>
/// <param name="MessageId">Its Message-ID.</param>
/// <param name="Variant">The variant's key.</param>
/// <param name="GroupName">Who decided.</param>
/// <param name="Recipient">To whom.</param>
/// <param name="ArrivedAt">When it arrived last.</param>
internal sealed record SentMail(string MessageId, string Variant, string GroupName, string Recipient, DateTimeOffset ArrivedAt);
