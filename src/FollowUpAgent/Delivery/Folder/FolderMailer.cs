
namespace FollowUpAgent.Delivery.Folder;

/// <summary>
/// The default way out: each mail becomes a file that any mail program opens. A repeat of the same mail writes the same
/// file again, so nothing here is ever sent twice.
/// </summary>
internal sealed class FolderMailer(string folder) : IMailer
{
    /// <inheritdoc />
    public string Name => "folder";

    /// <inheritdoc />
    public Task<IMailSession> OpenAsync(CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        try
        {
            CreatePrivate(folder);
            return Task.FromResult<IMailSession>(new FolderSession(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be made stays so until a person acts; a full disk may empty itself.
            var isPermanent = e is UnauthorizedAccessException;
            throw new MailerUnavailableException(folder, MailerPhase.Folder, "the folder cannot be made", isPermanent, inner: e);
        }
    }

    // The mails name people: nobody else on the machine needs to read them.
    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
