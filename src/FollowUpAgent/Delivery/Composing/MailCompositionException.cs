namespace FollowUpAgent.Delivery.Composing;

/// <summary>A mail that must not or cannot be written. Says which header and why, never its value.</summary>
internal sealed class MailCompositionException(string header, string reason)
    : Exception($"The mail cannot be composed: {header} {reason}.")
{
    /// <summary>The header at fault, or <c>MAIL FROM</c> for the return path.</summary>
    public string Header { get; } = header;
}
