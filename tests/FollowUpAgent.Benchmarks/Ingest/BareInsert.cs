using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace FollowUpAgent.Benchmarks.Ingest;

/// <summary>What the database alone does: one insert a transaction that takes each key once, over as many connections.</summary>
internal static class BareInsert
{
    private const string Table = "CREATE TABLE bare (id uuid PRIMARY KEY, endpoint text NOT NULL, dedupe_key bytea NOT NULL, received_at bigint NOT NULL, headers text NOT NULL, body bytea NOT NULL, UNIQUE (endpoint, dedupe_key))";
    private const string Insert = "INSERT INTO bare (id, endpoint, dedupe_key, received_at, headers, body) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (endpoint, dedupe_key) DO NOTHING";

    /// <summary>Inserts these until the time is over.</summary>
    /// <returns>How many a second.</returns>
    public static async Task<double> RunAsync(string database, IReadOnlyList<Post> posts, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using (var create = source.CreateCommand(Table))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        var (next, start) = (-1, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(
            async () =>
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                while (Stopwatch.GetElapsedTime(start) < duration && Interlocked.Increment(ref next) is var mine && mine < posts.Count)
                {
                    await InsertAsync(connection, posts[mine], mine, cancellationToken);
                }
            },
            cancellationToken)));
        return Math.Min(next + 1, posts.Count) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task InsertAsync(NpgsqlConnection connection, Post post, int number, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Insert, connection);
        var id = new byte[16];
        BitConverter.TryWriteBytes(id, number);
        object[] values = [new Guid(id), post.Path, SHA256.HashData(Encoding.UTF8.GetBytes(post.Key)), (long)number, "{}", post.Body!];
        Array.ForEach(values, v => command.Parameters.Add(new NpgsqlParameter { Value = v }));
        await command.PrepareAsync(cancellationToken);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
