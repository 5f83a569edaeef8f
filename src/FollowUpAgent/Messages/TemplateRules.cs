using System.Text.RegularExpressions;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>The rules a mail must keep before it may be sent to anyone: honest subject, way out, sender's address, source.</summary>
internal static partial class TemplateRules
{
    private const int MaxSubject = 200;

    /// <summary>Judges the subject as it stands in the head.</summary>
    public static IEnumerable<Fault> OfSubject(HeadLine? subject, string file, TemplateNeed need)
    {
        if (subject is null || string.IsNullOrWhiteSpace(subject.Text))
        {
            yield return new Place(file, subject?.Line ?? 1).Fault("a mail without subject", "subject: and a text");
            yield break;
        }

        var place = new Place(file, subject.Line);
        if (subject.Text.Length > MaxSubject)
        {
            yield return place.Fault(FormattableString.Invariant($"a subject of {subject.Text.Length} characters"), "at most 200");
        }

        if (!need.ContinuesThread && ReplyPrefix().Match(subject.Text) is { Success: true } prefix)
        {
            yield return place.Fault(prefix.Value.Trim(), "no reply or forward prefix, since this step does not continue a thread");
        }
    }

    /// <summary>Judges the whole text, footer included.</summary>
    public static IEnumerable<Fault> OfText(IReadOnlyList<Piece> pieces, Place place, TemplateNeed need, string footer)
    {
        if (!IsAlwaysThere(pieces, value => value is { Field: FieldCatalog.UnsubscribeUrl, Escape: Escape.WholeUrl }))
        {
            yield return place.Fault("a mail without a way out", $"a link to {{{{unsubscribeUrl}}}} here or in {footer}, outside any {{{{#if}}}}");
        }

        if (!IsAlwaysThere(pieces, value => value is { Field: FieldCatalog.PostalAddress, Escape: Escape.Text }))
        {
            yield return place.Fault("a mail without postal address", $"{{{{postalAddress}}}} here or in {footer}, outside any {{{{#if}}}}");
        }

        if (need.NamesSource && !IsAlwaysThere(pieces, value => value is { Field: FieldCatalog.SourceNotice, Escape: Escape.Text }))
        {
            yield return place.Fault(
                "a mail that does not name its source",
                $"{{{{sourceNotice}}}} here or in {footer}, since the sequence mails contacts whose data came from elsewhere");
        }
    }

    /// <summary>The subject without Re: and the like.</summary>
    public static string WithoutReplyPrefix(string subject) => ReplyPrefix().Replace(subject, "");

    // Inside {{#if x}} on the field itself a field is there whenever it is known.
    private static bool IsAlwaysThere(IReadOnlyList<Piece> pieces, Func<Piece.Value, bool> isSought)
    {
        var blocks = new Stack<(Piece.Open Open, bool InElse)>();
        foreach (var piece in pieces)
        {
            switch (piece)
            {
                case Piece.Open open:
                    blocks.Push((open, false));
                    break;
                case Piece.Else:
                    blocks.Push((blocks.Pop().Open, true));
                    break;
                case Piece.Close:
                    blocks.Pop();
                    break;
                case Piece.Value value when isSought(value)
                    && blocks.All(block => block is { Open.Keyword: "if", InElse: false } && block.Open.Field == value.Field):
                    return true;
            }
        }

        return false;
    }

    // Reply and forward prefixes of mail clients in the larger languages, with counters as in Re[2]:.
    [GeneratedRegex(@"^\s*((re|fwd?|aw|wg|antw|doorst|sv|vs|vb|tr|rv|enc|res|odp)\s*(\[\d+\])?\s*:\s*)+", RegexOptions.IgnoreCase)]
    private static partial Regex ReplyPrefix();
}
