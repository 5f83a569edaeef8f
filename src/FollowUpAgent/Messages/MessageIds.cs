using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>Message-IDs of our mails: the message's id, readable back from an answer.</summary>
internal static class MessageIds
{
    private const string Prefix = "m.";
    private const string NoticePrefix = "n.";
    private const int Base32Length = 26;

    /// <summary>The message's id as 26 lower-case characters.</summary>
    public static string Short(Guid messageId) => Base32.Encode(messageId.ToByteArray(bigEndian: true));

    /// <summary>The Message-ID without angle brackets.</summary>
    public static string Of(Guid messageId, string domain) => $"{Prefix}{Short(messageId)}@{domain}";

    /// <summary>The Message-ID of a mail to one of us, not to a contact, without angle brackets.</summary>
    public static string OfNotice(Guid notice, string domain) => $"{NoticePrefix}{Short(notice)}@{domain}";

    /// <summary>Whether a Message-ID is of <see cref="OfNotice"/>, with or without angle brackets.</summary>
    public static bool IsNotice(string text)
    {
        var id = text.AsSpan().Trim().Trim("<>");
        return id.StartsWith(NoticePrefix, StringComparison.OrdinalIgnoreCase)
            && id.IndexOf('@') == NoticePrefix.Length + Base32Length
            && Base32.TryDecode(id.Slice(NoticePrefix.Length, Base32Length), out _);
    }

    /// <summary>Reads back the message from a Message-ID of ours, with or without angle brackets. Anyone can write such an id: it proves nothing.</summary>
    public static bool TryRead(string text, out Guid messageId)
    {
        var id = text.AsSpan().Trim().Trim("<>");
        var at = id.IndexOf('@');
        return TryReadLeft(at < 0 ? [] : id[..at], out messageId);
    }

    /// <summary>Reads back the message from the left half alone, which is also the name of its file.</summary>
    public static bool TryReadLeft(ReadOnlySpan<char> left, out Guid messageId)
    {
        messageId = default;
        if (left.Length != Prefix.Length + Base32Length
            || !left.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            || !Base32.TryDecode(left[Prefix.Length..], out var bytes))
        {
            return false;
        }

        messageId = new Guid(bytes, bigEndian: true);
        return true;
    }
}
