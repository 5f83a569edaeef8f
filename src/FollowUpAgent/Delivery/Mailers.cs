using FollowUpAgent.Delivery.Folder;
using FollowUpAgent.Delivery.Smtp;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Delivery;

/// <summary>Makes the way out for a relay: the folder, or SMTP once <c>Delivery:Live</c> is true.</summary>
internal sealed class Mailers(DeliveryOptions options, AgentFolder folder)
{
    // Files need no queue of lines; a few at a time keep the disk busy.
    private const int FolderConnections = 4;

    /// <summary>A new mailer, and how many lines it may have at a time.</summary>
    public (IMailer Mailer, int Connections) For(string relay)
    {
        if (!options.Live)
        {
            return (new FolderMailer(folder.Resolve(options.MailFolder)), FolderConnections);
        }

        var smtp = options.Relays[relay];
        // Time limits of a dialogue are the machine's: a simulated clock must not hang up on a real server.
        return (new SmtpMailer(smtp, TimeProvider.System), smtp.Connections);
    }
}
