using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;

namespace FollowUpAgent.Tests.House;

/// <summary>An agent that serves its API, and a key for each scope.</summary>
internal sealed class ApiInTest : IAsyncDisposable
{
    private static readonly (string Id, string Scope, string Key, string Sha256)[] Keys =
        [.. new[] { ("reader", "read"), ("form_1", "enroll"), ("admin", "admin") }.Select((k, i) => Make(k.Item1, k.Item2, i))];

    private readonly List<HttpClient> clients = [];

    private ApiInTest(AgentInTest agent) => Agent = agent;

    public AgentInTest Agent { get; }

    public HttpClient Reader => Open(Keys[0].Key);

    public HttpClient Enroller => Open(Keys[1].Key);

    public HttpClient Admin => Open(Keys[2].Key);

    /// <summary>The settings that let the keys in.</summary>
    public static Dictionary<string, string?> Settings => Keys.SelectMany(k => new[]
    {
        KeyValuePair.Create($"Api:Keys:{k.Id}:Sha256", (string?)k.Sha256), KeyValuePair.Create($"Api:Keys:{k.Id}:Scopes:0", (string?)k.Scope),
    }).ToDictionary();

    /// <summary>Builds the agent and opens its doors; the pumps stay in the test's hand.</summary>
    public static async Task<ApiInTest> ServeAsync(DatabaseKind kind, params (string Key, string Value)[] more)
    {
        var settings = Settings;
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        var agent = await AgentInTest.BuildAsync(kind, settings);
        await agent.ServeAsync();
        return new ApiInTest(agent);
    }

    /// <summary>A caller with this key, or with none.</summary>
    public HttpClient Open(string? key)
    {
        // By itself a client waits a second for leave to send its body, and once it sends, it reads no answer: on a busy machine too short.
        var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(90) }) { BaseAddress = Agent.AddressOf(1) };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        clients.Add(client);
        return client;
    }

    /// <summary>A request with a body as it is written; a large one asks first whether it is wanted.</summary>
    public static HttpRequestMessage Raw(HttpMethod method, string path, string body, string type = "application/json")
    {
        var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.ExpectContinue = body.Length > 1 << 19;
        return request;
    }

    /// <summary>The body of an answer as JSON; it must have this status.</summary>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, int status = 200)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A refusal: this status, as problem details with a title and a detail.</summary>
    public static async Task<string> RefusalAsync(HttpResponseMessage answer, int status)
    {
        var body = await ReadAsync(answer, status);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, body.GetProperty("status").GetInt32());
        Assert.NotEmpty(body.GetProperty("title").GetString()!);
        return body.GetProperty("detail").GetString()!;
    }

    private static (string Id, string Scope, string Key, string Sha256) Make(string id, string scope, int seed)
    {
        var (key, sha256) = ApiKeys.Make(id, new SeededChance(seed));
        return (id, scope, key, sha256);
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(c => c.Dispose());
        await Agent.DisposeAsync();
    }
}
