using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Training;

namespace FollowUpAgent.EndToEnd.Tests;

public sealed class CircleTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly Dictionary<string, string?> WithSource = new() { ["Webhooks:Sources:shop:Secrets:0"] = Secret };

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reward_changes_the_probability_of_the_next_decision(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind, WithSource);
        for (var i = 0; i < 60; i++)
        {
            await agent.AddContactAsync($"person{i}@example.test");
        }

        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        var before = await WhichOfStepAsync(agent, "first");
        await agent.ServeAsync();
        foreach (var mail in Directory.GetFiles(agent.MailFolder).Where(f => File.ReadAllText(f).Contains("A question", StringComparison.Ordinal)))
        {
            await PostGoalAsync(agent, "<" + Path.GetFileNameWithoutExtension(mail) + "@acme.test>");
        }

        await agent.RunUntilIdleAsync();
        agent.Clock.Advance(TimeSpan.FromDays(31));
        await agent.Get<Trainer>().TrainAsync(CancellationToken.None);
        for (var i = 0; i < 10; i++)
        {
            await agent.AddContactAsync($"next{i}@example.test");
        }

        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        var after = (await WhichOfStepAsync(agent, "first")).Except(before).ToList();

        Assert.InRange(before.Average(ProbabilityOfAsking), 0.4, 0.6);
        Assert.NotEmpty(after);
        Assert.All(after, decision => Assert.True(ProbabilityOfAsking(decision) > 0.85));
    }

    private static double ProbabilityOfAsking(Decision decision)
    {
        var actions = JsonSerializer.Deserialize<List<string>>(decision.Actions)!;
        return JsonSerializer.Deserialize<double[]>(decision.Propensities)![actions.FindIndex(a => a.StartsWith("asking@", StringComparison.Ordinal))];
    }

    private static Task<List<Decision>> WhichOfStepAsync(AgentInTest agent, string step) =>
        agent.QueryAsync<Decision>("SELECT * FROM decision WHERE stage = 'which' AND step = @step", new { step });

    private static async Task PostGoalAsync(AgentInTest agent, string messageId)
    {
        using var client = new HttpClient { BaseAddress = agent.AddressOf(0) };
        var body = JsonSerializer.Serialize(new { type = "goal", timestamp = agent.Clock.GetUtcNow(), data = new { messageId } });
        var timestamp = agent.Clock.GetUtcNow().ToUnixTimeSeconds();
        var id = "evt_" + messageId;
        var signature = HMACSHA256.HashData(
            Convert.FromBase64String(Secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/events/shop") { Content = new StringContent(body) };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString());
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(signature));

        var response = await client.SendAsync(request);

        Assert.Equal(200, (int)response.StatusCode);
    }
}
