using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>Turns a template file and its footer into a template that may be sent, or says everything that is wrong with it.</summary>
internal sealed class TemplateActivation(MessagesOptions options, TemplateCompiler compiler)
{
    private const int MaxBytes = 64 * 1024;

    // A file that is no template at all would bury the faults of the others.
    private const int MaxFaults = 50;

    private readonly FieldCatalog catalog = new(options.CustomFields);

    /// <summary>The template, or null after reporting faults.</summary>
    public Template? Activate(TemplateSource source, TemplateSource? footer, TemplateNeed need, ICollection<Fault> faults)
    {
        var found = new List<Fault>();
        var template = IsInBounds(source, found) && (footer is null || IsInBounds(footer, found))
            ? Build(source, footer, need, found)
            : null;
        foreach (var fault in found.Except(faults).Take(MaxFaults).ToList())
        {
            faults.Add(fault);
        }

        return found.Count == 0 ? template : null;
    }

    private Template? Build(TemplateSource source, TemplateSource? footer, TemplateNeed need, List<Fault> found)
    {
        var head = FrontMatter.Parse(source.Text, source.File, found);
        if (head is null)
        {
            return null;
        }

        found.AddRange(TemplateRules.OfSubject(head.Subject, source.File, need));
        var subject = Scan(head.Subject, source.File, found);
        var preheader = Scan(head.Preheader, source.File, found);
        var start = new Place(source.File, head.BodyLine);
        var links = new List<TrackedLink>();
        var body = Read(head.Body, start, links, found);
        var footerText = footer is null ? null : Read(footer.Text, new Place(footer.File, 1), links, found);
        if (body is null || (footer is not null && footerText is null))
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(options.PostalAddress))
        {
            found.Add(new Fault($"{MessagesOptions.Section}:{nameof(MessagesOptions.PostalAddress)}", null, "the postal address of the sender"));
        }

        var footerFile = footer?.File ?? $"footer.{source.Language}.md";
        found.AddRange(TemplateRules.OfText([.. body.Html, .. footerText?.Html ?? []], start, need, footerFile));
        return found.Count > 0 ? null : Compile(source, footer, need, new Parts(head, subject!, preheader, body, footerText, links));
    }

    private Template Compile(TemplateSource source, TemplateSource? footer, TemplateNeed need, Parts parts)
    {
        var (head, subject, preheader, body, footerText, links) = parts;
        var subjectPieces = MarkdownText.Line(subject, Escape.Header, Medium.Plain).ToList();
        var preheaderPieces = preheader is null ? [] : MarkdownText.Line(preheader, Escape.Text, Medium.Html).ToList();
        Piece[] all = [.. subjectPieces, .. preheaderPieces, .. body.Html, .. body.Plain, .. footerText?.Html ?? [], .. footerText?.Plain ?? []];
        return new Template
        {
            Sequence = source.Sequence,
            Name = source.Name,
            Language = source.Language,
            Fingerprint = Fingerprint.Of(head.Subject!.Text, head.Preheader?.Text ?? "", Normalised(head.Body), Normalised(footer?.Text ?? "")),
            Traits = TemplateTraits.Of(head, body, subjectPieces),
            Links = links,
            Fields = all.Select(FieldOf).OfType<string>().ToHashSet(StringComparer.Ordinal),
            ContinuesThread = need.ContinuesThread,
            Texts = new TemplateTexts(
                compiler.Compile(subjectPieces, links, Medium.Plain),
                preheader is null ? null : compiler.Compile(preheaderPieces, links, Medium.Html),
                compiler.Compile(body.Html, links, Medium.Html),
                footerText is null ? null : compiler.Compile(footerText.Html, links, Medium.Html),
                compiler.Compile(body.Plain, links, Medium.Plain),
                footerText is null ? null : compiler.Compile(footerText.Plain, links, Medium.Plain)),
        };
    }

    private MarkedText? Scan(HeadLine? line, string file, List<Fault> found) =>
        line is null ? null : new ExpressionScanner(catalog, found).Scan(line.Text, new Place(file, line.Line));

    private MarkdownText? Read(string text, Place start, List<TrackedLink> links, List<Fault> found) =>
        new ExpressionScanner(catalog, found).Scan(text, start) is { } marks ? MarkdownText.Read(marks, start, links, found) : null;

    private static bool IsInBounds(TemplateSource source, List<Fault> found)
    {
        var bytes = System.Text.Encoding.UTF8.GetByteCount(source.Text);
        if (bytes > MaxBytes)
        {
            found.Add(new Place(source.File, 1).Fault(FormattableString.Invariant($"{bytes} bytes"), "at most 64 kB"));
            return false;
        }

        var control = source.Text.AsSpan().IndexOfAnyInRange('\0', '\b');
        if (control >= 0)
        {
            var line = source.Text.AsSpan(0, control).Count('\n') + 1;
            found.Add(new Place(source.File, line).Fault("a control character", "text"));
        }

        return control < 0;
    }

    private static string? FieldOf(Piece piece) => piece switch
    {
        Piece.Value value => value.Field,
        Piece.Open open => open.Field,
        _ => null,
    };

    // Two spaces at the end of a line are a line break in Markdown; any other white space there means nothing.
    private static string Normalised(string text) => string.Join(
        '\n',
        text.Normalize().Split('\n').Select(line => line.TrimEnd() + (line.EndsWith("  ", StringComparison.Ordinal) ? "  " : ""))).Trim('\n');

    private sealed record Parts(
        FrontMatter Head,
        MarkedText Subject,
        MarkedText? Preheader,
        MarkdownText Body,
        MarkdownText? Footer,
        List<TrackedLink> Links);
}
