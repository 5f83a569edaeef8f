using System.Globalization;
using HandlebarsDotNet;

namespace FollowUpAgent.Messages;

/// <summary>Handlebars with the helpers of one medium. A value is read from the data, made harmless for its place, and written.</summary>
internal static class TemplateEngine
{
    /// <summary>Where the data hold the fields: text, true, false or null by name.</summary>
    public const string Fields = "fields";

    /// <summary>Where the data hold the literals of the text.</summary>
    public const string Literals = "literals";

    /// <summary>Where the data hold the addresses of tracked links by number.</summary>
    public const string Links = "links";

    /// <summary>The name of the helper that writes a field with this escape.</summary>
    public static string Helper(Escape escape) => escape.ToString().ToLowerInvariant();

    /// <summary>An engine for one medium.</summary>
    public static IHandlebars Create(Medium medium)
    {
        var engine = Handlebars.Create(new HandlebarsConfiguration
        {
            NoEscape = true,
            ThrowOnUnresolvedBindingExpression = true,
            FormatProvider = CultureInfo.InvariantCulture,
        });
        engine.RegisterHelper("literal", (EncodedTextWriter writer, Context context, Arguments arguments) =>
            writer.WriteSafeString(Get<IReadOnlyList<string>>(context, Literals)[(int)arguments[0]!]));
        engine.RegisterHelper("link", (EncodedTextWriter writer, Context context, Arguments arguments) =>
            writer.WriteSafeString(Encoded(Get<Dictionary<int, string>>(context, Links)[(int)arguments[0]!], medium)));
        foreach (var escape in Enum.GetValues<Escape>())
        {
            engine.RegisterHelper(Helper(escape), (EncodedTextWriter writer, Context context, Arguments arguments) =>
                writer.WriteSafeString(Escaped(context, arguments, escape, medium)));
        }

        return engine;
    }

    private static string Escaped(Context context, Arguments arguments, Escape escape, Medium medium)
    {
        var name = (string)arguments[0]!;
        var value = FieldText.Of(Get<Dictionary<string, object?>>(context, Fields)[name])
            ?? (arguments.Length > 1 ? (string?)arguments[1] : null);
        if (value is null)
        {
            return name == FieldCatalog.SourceNotice ? "" : throw new RenderRefusedException($"the field {name} is missing and has no fallback");
        }

        return escape switch
        {
            Escape.Text or Escape.Attribute => Encoded(FieldText.OnOneLine(value), medium),
            Escape.UrlComponent => Component(name, FieldText.OnOneLine(value)),
            Escape.WholeUrl => Encoded(value, medium),
            Escape.Header when value.Any(FieldText.IsControl) =>
                throw new RenderRefusedException($"the field {name} holds a line break or a control character and stands in the subject"),
            Escape.Header => value.Trim(),
            _ => throw new InvalidOperationException($"No escape {escape}."),
        };
    }

    // Dots alone survive percent-encoding and would climb up the path.
    private static string Component(string name, string value) => value is "." or ".."
        ? throw new RenderRefusedException($"the field {name} holds only dots and stands in a link")
        : Uri.EscapeDataString(value);

    private static string Encoded(string text, Medium medium) => medium is Medium.Html ? HtmlText.Encode(text) : text;

    private static T Get<T>(Context context, string key) => (T)((Dictionary<string, object?>)context.Value!)[key]!;
}
