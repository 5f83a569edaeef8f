using FollowUpAgent.Delivery.Composing;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Delivery.Folder;

/// <summary>Writes mails into the folder: whole or not at all, and on the disk before it says so.</summary>
internal sealed class FolderSession(string folder) : IMailSession
{
    /// <inheritdoc />
    public async Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken stopping)
    {
        var bytes = MailComposer.Compose(mail);
        if (stopping.IsCancellationRequested)
        {
            return new SendOutcome.NotAccepted("stopped before the file was written");
        }

        var name = EmlFileName.For(mail.MessageId);
        try
        {
            await WriteAtomicallyAsync(Path.Combine(folder, name), bytes);
            return new SendOutcome.Accepted(name, $"written to {name}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SendOutcome.NotAccepted($"the file could not be written: {e.GetType().Name}");
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task WriteAtomicallyAsync(string path, byte[] bytes)
    {
        var draft = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            await using (var file = new FileStream(draft, DraftOptions()))
            {
                await file.WriteAsync(bytes, CancellationToken.None);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }

        FolderSync.Flush(Path.GetDirectoryName(path)!);
    }

    private static FileStreamOptions DraftOptions()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
