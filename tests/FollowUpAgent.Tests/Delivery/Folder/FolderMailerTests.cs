using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Folder;

namespace FollowUpAgent.Tests.Delivery.Folder;

public sealed class FolderMailerTests : MailerContract, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("followup-mail-").FullName;

    private protected override IMailer Mailer => new FolderMailer(Path.Combine(folder, "outgoing"));

    [Fact]
    public async Task The_same_mail_twice_is_one_file()
    {
        await SendAsync(Mails.Mail("m.one"));
        await SendAsync(Mails.Mail("m.one", "second wording"));

        var files = Directory.GetFiles(Path.Combine(folder, "outgoing"));

        Assert.Equal("m.one.eml", Path.GetFileName(Assert.Single(files)));
        Assert.Contains("second wording", await File.ReadAllTextAsync(files[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_id_cannot_leave_the_folder()
    {
        var outcome = await SendAsync(Mails.Mail("../../m/evil"));

        Assert.Matches("^_.._m_evil-[0-9a-f]{16}.eml$", Assert.IsType<SendOutcome.Accepted>(outcome).QueueId);
        Assert.Single(await Arrived());
    }

    [Fact]
    public async Task Ids_that_differ_only_in_forbidden_characters_are_two_files()
    {
        await SendAsync(Mails.Mail("m/1"));
        await SendAsync(Mails.Mail("m:1"));

        Assert.Equal(2, (await Arrived()).Count);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_leaves_the_mailer_unavailable()
    {
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "");

        var exception = await Assert.ThrowsAsync<MailerUnavailableException>(
            () => new FolderMailer(Path.Combine(file, "outgoing")).OpenAsync(CancellationToken.None));

        Assert.Equal(MailerPhase.Folder, exception.Phase);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_a_mail_not_accepted_and_leaves_no_draft()
    {
        Directory.CreateDirectory(Path.Combine(folder, "outgoing", "m.test.eml"));

        var outcome = await SendAsync(Mails.Mail());

        Assert.IsType<SendOutcome.NotAccepted>(outcome);
        Assert.Empty(Directory.GetFiles(Path.Combine(folder, "outgoing")));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private protected override async Task<IReadOnlyList<byte[]>> Arrived()
    {
        var outgoing = Path.Combine(folder, "outgoing");
        var files = Directory.Exists(outgoing) ? Directory.GetFiles(outgoing) : [];
        return await Task.WhenAll(files.Select(file => File.ReadAllBytesAsync(file)));
    }
}
