using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FollowUpAgent.Hosting;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace FollowUpAgent.Messages;

/// <summary>
/// Judges every link of a parsed text and puts a marker in place of its address, so that the HTML and the plain text share one
/// numbering. Only http, https, mailto and tel pass; the host never comes from a field.
/// </summary>
internal sealed partial class LinkReader(MarkedText marks, string file, ICollection<Fault> faults)
{
    private const int MaxTracked = 200;
    private const string Allowed = "an absolute link that starts with https://, http://, mailto: or tel:";
    private const string FixedHost = "a link whose scheme and host are written out; fields may only follow the host's /, ? or #";

    /// <summary>Reads the links in order; tracked ones are added to those already numbered.</summary>
    public IReadOnlyList<LinkTarget> Read(MarkdownDocument document, List<TrackedLink> tracked)
    {
        var targets = new List<LinkTarget>();
        foreach (var link in document.Descendants().Where(node => node is LinkInline or AutolinkInline).Cast<Inline>().ToList())
        {
            var place = new Place(file, marks.Lines[Math.Clamp(link.Line, 0, marks.Lines.Count - 1)]);
            if (link is LinkInline { IsImage: true })
            {
                faults.Add(place.Fault("an image", "no images: the only one a mail carries is the pixel"));
                continue;
            }

            targets.Add(Judge(AddressOf(link), place, tracked));
            Mark(link, marks.LinkMarker(targets.Count - 1));
        }

        return targets;
    }

    private static string AddressOf(Inline link) => link switch
    {
        AutolinkInline { IsEmail: true } mail => "mailto:" + mail.Url,
        AutolinkInline auto => auto.Url,
        LinkInline inline => inline.GetDynamicUrl?.Invoke() ?? inline.Url ?? "",
        _ => "",
    };

    private static void Mark(Inline link, string marker)
    {
        if (link is LinkInline inline)
        {
            inline.GetDynamicUrl = null;
            inline.Url = marker;
            return;
        }

        var words = new LiteralInline(((AutolinkInline)link).Url);
        link.ReplaceBy(new LinkInline(marker, "") { IsClosed = true, IsAutoLink = true }.AppendChild(words));
    }

    private LinkTarget Judge(string address, Place place, List<TrackedLink> tracked)
    {
        var parts = marks.Split(address).ToList();
        if (parts is [{ Expression: Expression.Value { Field: FieldCatalog.UnsubscribeUrl, Fallback: null } }])
        {
            return new LinkTarget.Unsubscribe();
        }

        var fault = FaultOf(parts);
        if (fault is not null)
        {
            faults.Add(place.Fault(Shown(parts), fault));
            return new LinkTarget.Direct([]);
        }

        var scope = new BlockScope(faults);
        foreach (var part in parts.Where(part => part.Expression is not null))
        {
            scope.Add(part.Expression!);
        }

        scope.End();
        parts = parts.ConvertAll(part => part.Literal is { } literal ? part with { Literal = PercentEncoded(literal) } : part);
        if (!IsWeb(parts) || parts.Count > 1)
        {
            return new LinkTarget.Direct(parts);
        }

        if (tracked.Count == MaxTracked)
        {
            faults.Add(place.Fault(Shown(parts), string.Create(CultureInfo.InvariantCulture, $"at most {MaxTracked} links in a mail")));
            return new LinkTarget.Direct([]);
        }

        tracked.Add(new TrackedLink(tracked.Count + 1, parts[0].Literal!));
        return new LinkTarget.Tracked(tracked[^1]);
    }

    private static string? FaultOf(List<MarkedPart> parts)
    {
        if (parts.Exists(part => part.Expression is Expression.Value { Field: FieldCatalog.UnsubscribeUrl }))
        {
            return "{{unsubscribeUrl}} alone as the whole link";
        }

        var start = parts.Count == 0 ? "" : parts[0].Literal ?? "";
        if (start.Length == 0 && parts.Count > 0)
        {
            return FixedHost;
        }

        var whole = string.Concat(parts.Select(part => part.Literal ?? "x"));
        if (whole.Any(c => char.IsControl(c) || c == '\\'))
        {
            return "a link without control characters or backslashes";
        }

        return Scheme().Match(start).Groups[1].Value.ToLowerInvariant() switch
        {
            "http" or "https" => WebFault(start, whole, hasFields: parts.Count > 1),
            "mailto" => Mail().IsMatch(parts.Count > 1 ? start : whole) ? null : "mailto: with one address, and fields only after its ?",
            "tel" => Phone().IsMatch(whole) && parts.Count == 1 ? null : "tel: with digits only, as in tel:+31201234567",
            _ => Allowed,
        };
    }

    private static string? WebFault(string start, string whole, bool hasFields)
    {
        if (hasFields && !HostIsOver().IsMatch(start))
        {
            return FixedHost;
        }

        if (!Uri.TryCreate(whole, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || whole.AsSpan().Trim().Length != whole.Length)
        {
            return Allowed;
        }

        if (uri.UserInfo.Length > 0)
        {
            return "a link without a user name before its host";
        }

        return Ascii.IsValid(uri.Host) ? null : $"the host in its ASCII form, {uri.IdnHost}";
    }

    private static bool IsWeb(List<MarkedPart> parts) => parts[0].Literal!.StartsWith("http", StringComparison.OrdinalIgnoreCase);

    private static string PercentEncoded(string literal)
    {
        var encoded = new StringBuilder(literal.Length);
        foreach (var rune in literal.EnumerateRunes())
        {
            var text = rune.ToString();
            encoded.Append(rune.IsAscii && !" \"<>^`{|}".Contains(text, StringComparison.Ordinal) ? text : Uri.EscapeDataString(text));
        }

        return encoded.ToString();
    }

    private static string Shown(List<MarkedPart> parts)
    {
        var text = string.Concat(parts.Select(part => part.Literal ?? part.Expression?.Source));
        return text.Length <= 120 ? text : text[..117] + "...";
    }

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9+.-]*):")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^https?://[^/?#@\s]+[/?#]", RegexOptions.IgnoreCase)]
    private static partial Regex HostIsOver();

    [GeneratedRegex(@"^mailto:[^\s?@]+@[^\s?@]+(\?|\z)", RegexOptions.IgnoreCase)]
    private static partial Regex Mail();

    [GeneratedRegex(@"^tel:\+?[0-9().-]+\z", RegexOptions.IgnoreCase)]
    private static partial Regex Phone();
}
