namespace FollowUpAgent.Events.Mail;

/// <summary>
/// Reads raw mail (RFC 5322, MIME) into the few parts that we understand. Whatever the bytes are, it answers: it never throws, and its time
/// and memory are bounded by the length of the input.
/// </summary>
internal interface IMailReader
{
    /// <summary>Reads one mail; of one that was cut short, what is there.</summary>
    ReceivedMail Read(ReadOnlySpan<byte> raw);
}

/// <summary>One header, unfolded, its encoded words decoded.</summary>
/// <param name="Name">Its name as written.</param>
/// <param name="Value">Its value without line ends.</param>
internal sealed record MailHeader(string Name, string Value);

/// <summary>What a mail holds.</summary>
internal sealed record ReceivedMail
{
    /// <summary>The headers in their order; none where the bytes have none.</summary>
    public IReadOnlyList<MailHeader> Headers { get; init; } = [];

    /// <summary>The first part in plain text, or what can be read of the first in HTML; empty where there is neither. At most 256 k letters.</summary>
    public string Text { get; init; } = "";

    /// <summary>All parts in plain text, as a report may have several; what can be read of the HTML where there are none. At most 256 k letters.</summary>
    public string AllText { get; init; } = "";

    /// <summary>The first part in HTML, or null. At most 256 k letters.</summary>
    public string? Html { get; init; }

    /// <summary>Of a report (RFC 6522): what it reports, as in <c>delivery-status</c>; or null.</summary>
    public string? ReportType { get; init; }

    /// <summary>Of a delivery report (RFC 3464): the groups of fields, the first about the message, the others about one recipient each.</summary>
    public IReadOnlyList<IReadOnlyList<MailHeader>> DeliveryStatus { get; init; } = [];

    /// <summary>Of a complaint (RFC 5965): its fields.</summary>
    public IReadOnlyList<MailHeader> Feedback { get; init; } = [];

    /// <summary>The headers of the mail that came back in a report.</summary>
    public IReadOnlyList<MailHeader> Returned { get; init; } = [];

    /// <summary>The first value of a header, or null.</summary>
    public string? Find(string name) => Headers.Find(name);
}

/// <summary>Looks in lists of headers.</summary>
internal static class MailHeaders
{
    /// <summary>The first value, or null.</summary>
    public static string? Find(this IEnumerable<MailHeader> headers, string name) => headers.FindAll(name).FirstOrDefault();

    /// <summary>All values.</summary>
    public static IEnumerable<string> FindAll(this IEnumerable<MailHeader> headers, string name) =>
        headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value);
}
