using FollowUpAgent.Dispatch;

namespace FollowUpAgent.Delivery;

/// <summary>Reads what became of a mail on the wire as the end of an attempt: whose fault a refusal is decides what follows from it. Pure.</summary>
internal static class AttemptEnds
{
    /// <summary>The end of the attempt.</summary>
    public static AttemptEnd Of(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Accepted(var queueId, _) => new AttemptEnd(AttemptKind.Accepted, 250) { QueueId = queueId },
        SendOutcome.Deferred(var reply) => Answered(AttemptKind.Deferred, reply),
        SendOutcome.Refused(var reply) => Answered(AttemptKind.Refused, reply),
        SendOutcome.NotAccepted(var reason) => new AttemptEnd(AttemptKind.NotAccepted, Detail: reason),
        SendOutcome.Unknown(var reason) => new AttemptEnd(AttemptKind.Unknown, Detail: reason),
        _ => throw new InvalidOperationException($"No such outcome: {outcome.GetType().Name}."),
    };

    private static AttemptEnd Answered(AttemptKind kind, SmtpReply reply) =>
        new(kind, reply.Code, reply.EnhancedCode, reply.Summary)
        {
            IsAboutRecipient = reply.Verb == "RCPT" && !IsPolicy(reply),
            IsRelayFault = kind is AttemptKind.Refused && (IsBeforeRecipient(reply) || IsPolicy(reply)),
            IsAboutUs = kind is AttemptKind.Refused && (IsBeforeRecipient(reply) || IsLogin(reply)),
        };

    private static bool IsBeforeRecipient(SmtpReply reply) => reply.Verb is "MAIL" or "EHLO" or "AUTH" or "RSET";

    private static bool IsLogin(SmtpReply reply) => reply.Code is >= 530 and <= 538;

    // X.7.z is security and policy (RFC 3463), 530 to 538 are about our login: the fault is ours or the relay's, never the contact's.
    private static bool IsPolicy(SmtpReply reply) => reply.EnhancedCode?.StartsWith("5.7.", StringComparison.Ordinal) == true || IsLogin(reply);
}
