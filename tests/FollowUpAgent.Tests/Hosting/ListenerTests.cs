using System.Net;
using System.Net.Sockets;
using System.Text;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Hosting;

public sealed class ListenerTests
{
    private const int Public = 0;
    private const int Private = 1;

    [Theory]
    [InlineData(Public, "/health/live", 200)]
    [InlineData(Public, "/health", 404)]
    [InlineData(Public, "/api/v1/decisions/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001", 404)]
    [InlineData(Private, "/health", 200)]
    [InlineData(Private, "/health/live", 404)]
    [InlineData(Private, "/api/v1/decisions/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001", 401)]
    [InlineData(Private, "/nowhere", 404)]
    public async Task Each_door_answers_only_what_is_meant_for_it(int listener, string path, int expected)
    {
        await using var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite);
        await agent.StartAsync();
        using var client = new HttpClient { BaseAddress = agent.AddressOf(listener) };

        var response = await client.GetAsync(path);

        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_forged_host_header_does_not_open_the_private_door()
    {
        await using var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite);
        await agent.StartAsync();

        var answer = await AskAsync(agent.AddressOf(Public), $"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{agent.AddressOf(Private).Port}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 404", answer, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(Uri address, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
