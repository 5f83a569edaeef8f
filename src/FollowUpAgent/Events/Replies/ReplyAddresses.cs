using System.Text.RegularExpressions;
using FollowUpAgent.Contacts;
using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Replies;

/// <summary>Finds whom an answer refers to: an address in the person's own words that is neither the sender's nor ours. A proposal, no more.</summary>
internal static partial class ReplyAddresses
{
    private const int MostLooked = 20;
    private static readonly string[] Known = ["From", "Reply-To", "Sender", "Return-Path", "To", "Cc", "Delivered-To", "X-Original-To"];

    /// <summary>The first such address, or null.</summary>
    public static string? Proposed(ReceivedMail mail, string own)
    {
        var known = Known.SelectMany(mail.Headers.FindAll).SelectMany(In).ToHashSet(StringComparer.Ordinal);
        // Below the closing words stand addresses of the sender's own.
        return In(ReplyCore.Of(own)).FirstOrDefault(a => !known.Contains(a) && !AutomaticMail.IsMachineMailbox(a));
    }

    private static IEnumerable<string> In(string text) =>
        Address().Matches(text).Take(MostLooked).Select(m => AddressKeys.Normalise(m.Value.TrimEnd('.', '-'))).OfType<string>();

    [GeneratedRegex(@"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")]
    private static partial Regex Address();
}
