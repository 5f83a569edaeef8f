using HandlebarsDotNet;

namespace FollowUpAgent.Messages;

/// <summary>A text that is compiled once and filled in for each message.</summary>
internal sealed class CompiledText(
    HandlebarsTemplate<TextWriter, object, object> template,
    IReadOnlyList<string> literals,
    IReadOnlyList<TrackedLink> links)
{
    /// <summary>Fills in the text. Throws <see cref="RenderRefusedException"/> where the data do not allow it.</summary>
    public string Render(RenderData data)
    {
        using var writer = new BoundedWriter();
        template(
            writer,
            new Dictionary<string, object?>
            {
                [TemplateEngine.Fields] = data.Fields,
                [TemplateEngine.Literals] = literals,
                [TemplateEngine.Links] = links.ToDictionary(link => link.Number, data.AddressOf),
            },
            null!);
        return writer.ToString();
    }
}
