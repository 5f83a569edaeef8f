using FollowUpAgent.Dispatch;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>Keeps what comes in. Deliveries that come at the same time share a transaction, and with it one commit to disk; a lone one waits for nobody.</summary>
internal sealed class InboxWriter
{
    private const int MostTogether = 64;
    private readonly Database database;
    private readonly Flood flood;
    private readonly Together<InboxRow, bool> rounds;

    /// <summary>A writer for this database.</summary>
    public InboxWriter(Database database, Flood flood) => (this.database, this.flood, rounds) = (database, flood, new Together<InboxRow, bool>(MostTogether, AddAsync));

    /// <summary>Keeps a row; a repeat changes nothing. Not stopped when the caller hangs up.</summary>
    /// <returns>True if it is new.</returns>
    public async Task<bool> AddAsync(InboxRow row)
    {
        try
        {
            return await rounds.AskAsync(row);
        }
#pragma warning disable CA1031 // Whatever another row of the round has thrown: this one has its own turn.
        catch (Exception e) when (e is not (DatabaseUnavailableException or TimeoutException))
        {
            return await database.WriteAsync(session => session.AddInboxRowAsync(row), CancellationToken.None);
        }
#pragma warning restore CA1031
    }

    // In the order of the key, so that two workers never wait for each other.
    private async Task<IReadOnlyList<bool>> AddAsync(IReadOnlyList<InboxRow> rows)
    {
        flood.Note(rows.Count);
        var order = Enumerable.Range(0, rows.Count).OrderBy(i => Convert.ToHexString(rows[i].DedupeKey), StringComparer.Ordinal).ToArray();
        var added = await database.WriteAsync(session => session.AddInboxRowsAsync([.. order.Select(i => rows[i])]), CancellationToken.None);
        var answers = new bool[rows.Count];
        for (var i = 0; i < order.Length; i++)
        {
            answers[order[i]] = added[i];
        }

        return answers;
    }
}
