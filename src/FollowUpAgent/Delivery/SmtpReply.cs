namespace FollowUpAgent.Delivery;

/// <summary>A mail server's answer. <see cref="Text"/> can hold an address: store it, never log it.</summary>
/// <param name="Verb">What was answered: a command such as <c>RCPT</c>, <c>CONNECT</c> for the greeting, or <c>.</c> for the message.</param>
/// <param name="Code">The three-digit code.</param>
/// <param name="EnhancedCode">The RFC 3463 code such as <c>5.1.1</c>, if there was one.</param>
/// <param name="Text">The words after the codes, lines joined by a space; at most <see cref="LongestText"/> characters, no control characters.</param>
internal sealed record SmtpReply(string Verb, int Code, string? EnhancedCode, string Text)
{
    /// <summary>How many characters of a reply are kept.</summary>
    public const int LongestText = 500;

    /// <summary>Whether the command was carried out (2yz).</summary>
    public bool IsSuccess => Code is >= 200 and < 300;

    /// <summary>Whether the server asks for what comes next (3yz).</summary>
    public bool IsContinuation => Code is >= 300 and < 400;

    /// <summary>Whether the same command may succeed later (4yz).</summary>
    public bool IsTemporary => Code is >= 400 and < 500;

    /// <summary>Whether the same command will be refused again (5yz).</summary>
    public bool IsPermanent => Code is >= 500 and < 600;

    /// <summary>Verb and codes without the words: fit for a log.</summary>
    public string Summary => EnhancedCode is null ? $"{Verb} {Code}" : $"{Verb} {Code} {EnhancedCode}";
}
