using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>All activated templates of a folder. Nothing is read after loading: a changed file takes effect with the next load.</summary>
internal sealed class TemplateLibrary
{
    private readonly Dictionary<(string Sequence, string Name), Dictionary<string, Template>> templates = [];
    private readonly Dictionary<(string Sequence, string Name), string> defaultLanguages = [];
    private readonly Dictionary<(string Sequence, string Name, string Language), Origin> origins = [];
    private readonly string defaultLanguage;
    private readonly TemplateActivation activation;

    private TemplateLibrary(string defaultLanguage, TemplateActivation activation) =>
        (this.defaultLanguage, this.activation) = (defaultLanguage, activation);

    /// <summary>Everything that is wrong with the templates, all at once; a template with a fault is not in the library.</summary>
    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    /// <summary>All templates, in the order of sequence, name and language.</summary>
    public IEnumerable<Template> All => templates.Values
        .SelectMany(languages => languages.Values)
        .OrderBy(template => (template.Sequence, template.Name, template.Language));

    /// <summary>Loads and activates the templates of a folder. A need without a template in its default language is a fault.</summary>
    public static TemplateLibrary Load(string folder, MessagesOptions options, IReadOnlyList<TemplateNeed> needs, TemplateCompiler compiler)
    {
        var faults = new List<Fault>();
        var sources = TemplateFolder.Read(folder, faults);
        return Activate(sources, options, needs, compiler, faults);
    }

    /// <summary>Activates templates that were read already.</summary>
    public static TemplateLibrary Activate(
        IReadOnlyList<TemplateSource> sources,
        MessagesOptions options,
        IReadOnlyList<TemplateNeed> needs,
        TemplateCompiler compiler,
        ICollection<Fault>? known = null)
    {
        var faults = new List<Fault>(known ?? []);
        var library = new TemplateLibrary(options.DefaultLanguage, new TemplateActivation(options, compiler));
        var footers = sources
            .Where(source => source.Sequence.Length == 0)
            .DistinctBy(source => source.Language, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(source => source.Language, StringComparer.OrdinalIgnoreCase);
        foreach (var source in sources.Where(source => source.Sequence.Length > 0))
        {
            // A template that no step uses yet is judged by what every mail must keep.
            var need = needs.FirstOrDefault(need => need.Sequence == source.Sequence && need.Name == source.Name)
                ?? new TemplateNeed(source.Sequence, source.Name) { ContinuesThread = true };
            var footer = Closest(footers, source.Language, need.DefaultLanguage ?? options.DefaultLanguage, options.DefaultLanguage);
            library.Add(new Origin(source, footer, need), faults);
        }

        library.Remember(needs, sources, faults);
        library.Faults = faults;
        return library;
    }

    /// <summary>
    /// The template in this language; else in the language without its region, in the sequence's default language, in ours.
    /// Null if there is none.
    /// </summary>
    public Template? Find(string sequence, string name, string? language)
    {
        var key = (sequence, name);
        return templates.TryGetValue(key, out var languages)
            ? Closest(languages, language ?? "", defaultLanguages.GetValueOrDefault(key, defaultLanguage), defaultLanguage)
            : null;
    }

    /// <summary>The source of a template that is in the library.</summary>
    public string SourceOf(Template template) => origins[(template.Sequence, template.Name, template.Language)].Source.Text;

    /// <summary>
    /// Activates another text in the place of a template: with its footer and under its rules. The library stays as it is.
    /// </summary>
    /// <param name="template">A template of this library.</param>
    /// <param name="text">The whole text, with its head.</param>
    /// <param name="faults">Takes everything that is wrong with the text.</param>
    public Template? Rewrite(Template template, string text, ICollection<Fault> faults)
    {
        var (source, footer, need) = origins[(template.Sequence, template.Name, template.Language)];
        return activation.Activate(source with { File = "the text", Text = text.ReplaceLineEndings("\n") }, footer, need, faults);
    }

    private void Add(Origin origin, List<Fault> faults)
    {
        var source = origin.Source;
        if (activation.Activate(source, origin.Footer, origin.Need, faults) is not { } template)
        {
            return;
        }

        origins[(source.Sequence, source.Name, source.Language)] = origin;
        var key = (source.Sequence, source.Name);
        if (!templates.TryGetValue(key, out var languages))
        {
            templates[key] = languages = new Dictionary<string, Template>(StringComparer.OrdinalIgnoreCase);
        }

        languages[source.Language] = template;
    }

    private void Remember(IReadOnlyList<TemplateNeed> needs, IReadOnlyList<TemplateSource> sources, List<Fault> faults)
    {
        foreach (var need in needs)
        {
            var language = need.DefaultLanguage ?? defaultLanguage;
            defaultLanguages[(need.Sequence, need.Name)] = language;
            if (!sources.Any(source => source.Sequence == need.Sequence
                && source.Name == need.Name
                && string.Equals(source.Language, language, StringComparison.OrdinalIgnoreCase)))
            {
                faults.Add(new Fault($"templates/{need.Sequence}/{need.Name}.{language}.md", null, "a template, since a step uses it"));
            }
        }
    }

    private static T? Closest<T>(Dictionary<string, T> languages, params IEnumerable<string> wanted)
        where T : class =>
        wanted
            .SelectMany(language => new[] { language, language.Split('-')[0] })
            .Select(language => languages.GetValueOrDefault(language))
            .FirstOrDefault(found => found is not null);

    private sealed record Origin(TemplateSource Source, TemplateSource? Footer, TemplateNeed Need);
}
