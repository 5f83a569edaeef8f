using System.Text.Json.Nodes;
using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Contacts;

/// <summary>Answers the two questions a person may ask of the whole agent: what do you hold of me, and remove it.</summary>
internal sealed partial class PersonalData(
    Database database,
    AddressKeys keys,
    IdSource ids,
    TimeProvider clock,
    AgentFolder folder,
    IEnumerable<IPersonalData> rooms,
    ILogger<PersonalData> logger)
{
    // Later rooms first: they may need the contact's row to find their own.
    private readonly IPersonalData[] laterFirst = [.. rooms.Reverse()];

    /// <summary>Everything that every room holds of the person with this address; null where that is nothing.</summary>
    public async Task<JsonObject?> ExportAsync(string address, CancellationToken cancellationToken)
    {
        var normalised = AddressKeys.Normalise(address);
        if (normalised is null)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        return await database.ReadAsync(session => ExportAsync(session, normalised, now), cancellationToken);
    }

    /// <summary>Removes the person with this address from every room, then their files, then what the database still holds of deleted rows.</summary>
    /// <param name="address">The address.</param>
    /// <param name="by">Who does it, for the receipt; null where nobody is named.</param>
    /// <param name="keepMailable">
    /// Whether the address may be imported and mailed again. Otherwise it is suppressed, known by key only. An earlier suppression stays either way.
    /// </param>
    /// <param name="cancellationToken">Ends the work before the commit; what follows the commit is repeated by the next erasure.</param>
    public async Task<ErasureReceipt> EraseAsync(string address, string? by, bool keepMailable, CancellationToken cancellationToken)
    {
        var normalised = AddressKeys.Normalise(address);
        if (normalised is null)
        {
            return new ErasureReceipt(ErasureOutcome.NotAnAddress);
        }

        var draft = new ErasureReceipt(ErasureOutcome.Erased)
        {
            Id = new ErasureId(ids.New()),
            At = clock.GetUtcNow(),
            By = by is not null && by.Contains('@', StringComparison.Ordinal) ? null : by,
        };
        var key = keys.KeyOf(normalised);
        var receipt = await database.WriteAsync(session => EraseRowsAsync(session, key, draft, keepMailable), cancellationToken);
        receipt = await DeleteFilesAsync(receipt, cancellationToken);
        if (receipt.Outcome is not ErasureOutcome.Erased and not ErasureOutcome.ErasedBefore)
        {
            return receipt;
        }

        var remains = await database.ScrubAsync([.. laterFirst.SelectMany(r => r.Tables).Distinct()], cancellationToken);
        LogErased(logger, receipt.Outcome, receipt.Contact, receipt.Id);
        return receipt with { Remains = remains is null ? [BackUps] : [remains, BackUps] };
    }

    private const string BackUps = "Back-ups and exported files made before keep the person until they are rotated or deleted.";

    private async Task<JsonObject?> ExportAsync(Session session, string address, DateTimeOffset now)
    {
        var key = keys.KeyOf(address);
        var contact = await session.FindContactAsync(key);
        var suppression = await session.FindSuppressionAsync(key, now);
        if (contact is null && suppression is null)
        {
            return null;
        }

        var parts = new JsonObject();
        foreach (var room in contact is null ? [] : laterFirst.Reverse())
        {
            if (await room.ExportAsync(session, contact!.Id) is { } part)
            {
                parts[room.Room] = part;
            }
        }

        return new JsonObject
        {
            ["address"] = address,
            ["exportedAt"] = now,
            ["suppression"] = suppression is null ? null : ToJson(suppression),
            ["rooms"] = parts,
        };
    }

    private static JsonObject ToJson(Suppression suppression) => new()
    {
        ["reason"] = suppression.Reason,
        ["evidence"] = suppression.Evidence,
        ["since"] = suppression.Since,
        ["until"] = suppression.Until,
    };

    private async Task<ErasureReceipt> EraseRowsAsync(Session session, byte[] key, ErasureReceipt draft, bool keepMailable)
    {
        var before = await session.FindSuppressionAsync(key, draft.At);
        var contact = await session.FindContactAsync(key);
        if (contact is null)
        {
            var outcome = before?.Reason == SuppressionReason.Erased ? ErasureOutcome.ErasedBefore : ErasureOutcome.NotKnown;
            return new ErasureReceipt(outcome) { IsSuppressed = before is not null };
        }

        List<string> files = [];
        Dictionary<string, int> counts = [];
        foreach (var room in laterFirst)
        {
            files.AddRange(await room.FilesAsync(session, contact.Id));
            counts[room.Room] = await room.EraseAsync(session, contact.Id);
        }

        if (!keepMailable)
        {
            await session.SuppressErasedAsync(key, $"erasure {draft.Id}", draft.At);
        }

        var receipt = draft with { Contact = contact.Id, Counts = counts, IsSuppressed = !keepMailable || before is not null };
        await session.AddErasureAsync(receipt, files);
        return receipt;
    }

    /// <summary>Deletes the files of this erasure and of any earlier one that broke off.</summary>
    private async Task<ErasureReceipt> DeleteFilesAsync(ErasureReceipt receipt, CancellationToken cancellationToken)
    {
        var unfinished = await database.ReadAsync(session => session.FindUnfinishedErasuresAsync(), cancellationToken);
        foreach (var (id, files) in unfinished)
        {
            var left = files.Count(f => !TryDelete(folder.Resolve(f)));
            if (left == 0)
            {
                await database.WriteAsync(session => session.FinishErasureAsync(id), cancellationToken);
            }

            receipt = receipt with { FilesDeleted = receipt.FilesDeleted + files.Length - left, FilesLeft = receipt.FilesLeft + left };
        }

        return receipt;
    }

    private bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFileLeft(logger, path, e);
            return false;
        }
    }

    [LoggerMessage(1200, LogLevel.Information, "Erasure of contact {Contact}: {Outcome}, receipt {Receipt}")]
    private static partial void LogErased(ILogger logger, ErasureOutcome outcome, ContactId? contact, ErasureId? receipt);

    [LoggerMessage(1201, LogLevel.Warning, "The file {Path} of an erased contact could not be deleted; the next erasure tries again")]
    private static partial void LogFileLeft(ILogger logger, string path, Exception exception);
}
