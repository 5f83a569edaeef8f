using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Tests.House;
using Xunit.Abstractions;

namespace FollowUpAgent.EndToEnd.Tests.Faults;

[Collection("faults")]
public sealed class FullDiskTests(ITestOutputHelper output)
{
    private const string Secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    [Theory, OnSqlite]
    public async Task Where_nothing_can_be_written_nothing_is_begun_and_work_goes_on_unaided(DatabaseKind kind)
    {
        await using var ground = await OpenAsync(kind);

        await RunAsync(ground);

        await ground.UntilDoneAsync();
        await ground.AssertLawfulAsync(mostDuplicates: 0);
        Assert.Equal("ok", await ground.ReadAsync<string>("PRAGMA integrity_check"));
    }

    private static Task<Ground> OpenAsync(DatabaseKind kind) => Ground.OpenAsync(kind, 300, TimeSpan.FromMilliseconds(40), new()
    {
        ["Dispatch:Lease"] = "00:02:00",
        ["Webhooks:Sources:shop:Secrets:0"] = $"whsec_{Secret}",
    });

    /// <summary>Takes the room away in the middle, looks, and gives it back, as often as the scale says.</summary>
    private async Task RunAsync(Ground ground)
    {
        var worker = ground.Start(FileLimit.Within);
        var door = await worker.Listening;
        for (var time = 0; time < TestScale.Factor; time++)
        {
            await ground.UntilArrivedAsync((time + 1) * ground.Mails / (TestScale.Factor + 2));
            Assert.Equal(HttpStatusCode.OK, await ReportAsync(door));
            FileLimit.Fill(worker);
            var came = await UntilQuietAsync(ground);
            var answer = await ReportAsync(door);
            Assert.Equal(came, ground.Sink.Arrivals.Count);
            FileLimit.Free(worker);

            var began = Stopwatch.GetTimestamp();
            await ground.UntilArrivedAsync(came + 1);
            var took = Stopwatch.GetElapsedTime(began);
            output.WriteLine($"{came} of {ground.Mails} mails came before; a webhook got {(int)answer}; goes on after {took.TotalSeconds:F1} s");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer);
            Assert.True(took < TimeSpan.FromSeconds(30));
        }

        Assert.False(worker.HasExited);
        Assert.DoesNotContain("a fault nobody foresaw", await File.ReadAllTextAsync(ground.LogFile), StringComparison.Ordinal);
    }

    /// <summary>Waits until nothing has arrived for a while although much is due.</summary>
    /// <returns>How many had arrived.</returns>
    private static async Task<int> UntilQuietAsync(Ground ground)
    {
        var (came, since) = (-1, Stopwatch.GetTimestamp());
        await ground.UntilAsync("nothing is sent any more", () =>
        {
            if (ground.Sink.Arrivals.Count != came)
            {
                (came, since) = (ground.Sink.Arrivals.Count, Stopwatch.GetTimestamp());
            }

            return Task.FromResult(Stopwatch.GetElapsedTime(since) > Quiet);
        });
        Assert.True(came < ground.Mails);
        return came;
    }

    private static async Task<HttpStatusCode> ReportAsync(Uri door)
    {
        var (id, at, body) = ($"evt_{Stopwatch.GetTimestamp()}", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), """{"type":"goal","data":{"email":"x@y.test"}}""");
        var mac = HMACSHA256.HashData(Convert.FromBase64String(Secret), Encoding.UTF8.GetBytes($"{id}.{at}.{body}"));
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(door, "/hooks/events/shop")) { Content = new StringContent(body) };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", $"{at}");
        request.Headers.TryAddWithoutValidation("webhook-signature", $"v1,{Convert.ToBase64String(mac)}");
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
