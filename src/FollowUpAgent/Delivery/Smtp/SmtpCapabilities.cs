namespace FollowUpAgent.Delivery.Smtp;

/// <summary>What the server said it can do. 8BITMIME is of no use to us: our bodies are quoted-printable.</summary>
internal sealed record SmtpCapabilities(bool StartTls, bool Pipelining, bool Size, bool Dsn, IReadOnlySet<string> Logins)
{
    /// <summary>A server that knows HELO only.</summary>
    public static readonly SmtpCapabilities None = new(false, false, false, false, new HashSet<string>());

    /// <summary>Reads the lines of the reply to EHLO; the first is a greeting.</summary>
    public static SmtpCapabilities Read(IEnumerable<string> lines)
    {
        // "AUTH=LOGIN" is how servers before RFC 2554 wrote it, and some still write both.
        var offers = lines.Skip(1)
            .Select(line => line.Replace('=', ' ').ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 0)
            .ToLookup(words => words[0], words => words[1..]);
        var logins = offers["AUTH"].SelectMany(words => words).ToHashSet();
        return new SmtpCapabilities(
            offers.Contains("STARTTLS"), offers.Contains("PIPELINING"), offers.Contains("SIZE"), offers.Contains("DSN"), logins);
    }
}
