using FollowUpAgent.Messages;

namespace FollowUpAgent.Delivery;

/// <summary>A way out of the house for mails: a folder, a mail server, later a provider's API.</summary>
internal interface IMailer
{
    /// <summary>The name under which attempts and alarms speak of this mailer, such as <c>smtp</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Gives a session that is ready to send at once. Throws <see cref="MailerUnavailableException"/> when there is none
    /// to be had, and <see cref="OperationCanceledException"/> when stopped; no mail has been touched in either case.
    /// </summary>
    Task<IMailSession> OpenAsync(CancellationToken stopping);
}

/// <summary>A ready line to the mailer, used by one sender at a time. Disposing it gives the line back.</summary>
internal interface IMailSession : IAsyncDisposable
{
    /// <summary>
    /// Sends one mail and says what became of it. Whatever happens on the wire comes back as an outcome; only a mail that
    /// cannot be composed throws (<see cref="Composing.MailCompositionException"/>), before anything is sent.
    /// <paramref name="stopping"/> is heard until the recipient is accepted; from then on the send runs to its end.
    /// </summary>
    Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken stopping);
}
