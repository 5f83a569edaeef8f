using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace FollowUpAgent.Benchmarks.Ingest;

/// <summary>What became of a post.</summary>
/// <param name="Post">The post.</param>
/// <param name="Status">The answer's status; 0 where there was none.</param>
/// <param name="Latency">From the moment it was to be sent, not the moment it was: a generator that falls behind hides nothing.</param>
internal sealed record Answered(Post Post, int Status, TimeSpan Latency);

/// <summary>Sends posts: at planned moments whatever the answers take, or as fast as they are answered.</summary>
internal sealed class Generator : IDisposable
{
    private readonly int port;
    private readonly HttpClient client;

    public Generator(int port) => (this.port, client) = (port, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port}"),
        Timeout = TimeSpan.FromSeconds(15),
    });

    /// <summary>Sends them at a fixed rate and waits for all answers.</summary>
    public async Task<List<Answered>> SendAsync(IReadOnlyList<Post> posts, double perSecond, CancellationToken cancellationToken)
    {
        var (waiting, start) = (new List<Task<Answered>>(posts.Count), Stopwatch.GetTimestamp());
        for (var i = 0; i < posts.Count;)
        {
            var due = (int)Math.Min(posts.Count, Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond);
            for (; i < due; i++)
            {
                var (post, planned) = (posts[i], start + (long)(i / perSecond * Stopwatch.Frequency));
                waiting.Add(Task.Run(() => SendAsync(post, planned, cancellationToken), cancellationToken));
            }

            await Task.Delay(1, cancellationToken);
        }

        return [.. await Task.WhenAll(waiting)];
    }

    /// <summary>Sends new ones over so many connections, each as soon as the one before is answered, for a while.</summary>
    public async Task<List<Answered>> FloodAsync(IReadOnlyList<(Post Post, byte[] Bytes)> posts, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (answers, next, start) = (new ConcurrentQueue<Answered>(), -1, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(
            async () =>
            {
                using var wire = await Wire.ConnectAsync(port, cancellationToken);
                while (Stopwatch.GetElapsedTime(start) < duration && Interlocked.Increment(ref next) is var mine && mine < posts.Count)
                {
                    var sent = Stopwatch.GetTimestamp();
                    answers.Enqueue(new Answered(posts[mine].Post, await wire.PostAsync(posts[mine].Bytes, cancellationToken), Stopwatch.GetElapsedTime(sent)));
                }
            },
            cancellationToken)));
        return [.. answers];
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    private async Task<Answered> SendAsync(Post post, long planned, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(post.Body is null ? HttpMethod.Get : HttpMethod.Post, post.Path) { Content = post.Body is null ? null : new ByteArrayContent(post.Body) };
        foreach (var (name, value) in post.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return new Answered(post, (int)response.StatusCode, Stopwatch.GetElapsedTime(planned));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new Answered(post, 0, Stopwatch.GetElapsedTime(planned));
        }
    }
}

/// <summary>Sums up answers.</summary>
internal static class Answers
{
    /// <summary>The latency that so many of a hundred keep to, in milliseconds.</summary>
    public static double Percentile(this IEnumerable<Answered> answers, double percent)
    {
        var sorted = answers.Select(a => a.Latency.TotalMilliseconds).Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * percent / 100))];
    }

    /// <summary>How many were taken.</summary>
    public static int Taken(this IEnumerable<Answered> answers) => answers.Count(a => a.Status is (int)HttpStatusCode.OK or (int)HttpStatusCode.Redirect);
}
