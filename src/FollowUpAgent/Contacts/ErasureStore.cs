using System.Text.Json;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Contacts;

/// <summary>The receipts of erasures, and the files that an erasure has yet to delete.</summary>
internal static class ErasureStore
{
    /// <summary>Records an erasure.</summary>
    public static Task<int> AddErasureAsync(this Session session, ErasureReceipt receipt, IReadOnlyCollection<string> filesLeft) =>
        session.ExecuteAsync(Add, new
        {
            Id = receipt.Id!.Value,
            Contact = receipt.Contact!.Value,
            receipt.At,
            receipt.By,
            Counts = JsonSerializer.Serialize(receipt.Counts),
            Files = filesLeft.Count > 0 ? JsonSerializer.Serialize(filesLeft) : null,
        });

    /// <summary>The erasures that have files left to delete.</summary>
    public static async Task<IReadOnlyDictionary<ErasureId, string[]>> FindUnfinishedErasuresAsync(this Session session)
    {
        var rows = await session.QueryAsync<UnfinishedRow>("SELECT id, files_left FROM erasure WHERE files_left IS NOT NULL");
        return rows.ToDictionary(r => r.Id, r => JsonSerializer.Deserialize<string[]>(r.FilesLeft)!);
    }

    /// <summary>Records that every file of an erasure is gone.</summary>
    public static Task<int> FinishErasureAsync(this Session session, ErasureId id) =>
        session.ExecuteAsync("UPDATE erasure SET files_left = NULL WHERE id = @id", new { id });

    /// <summary>Whether this contact was erased: what later rooms keep of it answers so.</summary>
    public static async Task<bool> WasErasedAsync(this Session session, ContactId contact) =>
        await session.QueryValueAsync<long>("SELECT COUNT(*) FROM erasure WHERE contact_id = @contact", new { contact }) > 0;

    private const string Add =
        """
        INSERT INTO erasure (id, contact_id, erased_at, erased_by, counts, files_left)
        VALUES (@Id, @Contact, @At, @By, @Counts, @Files)
        """;

    private sealed class UnfinishedRow
    {
        public ErasureId Id { get; set; }

        public string FilesLeft { get; set; } = "";
    }
}
