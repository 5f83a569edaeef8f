using FollowUpAgent.Hosting;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Messages;

public sealed class SampleTemplatesTests
{
    private const string Root = "Sample/templates/";

    private static readonly TemplateLibrary Library = Load();

    public static IEnumerable<object[]> Samples =>
        Library.All.Select(template => new object[] { template.Sequence, template.Name, template.Language });

    [Fact]
    public void All_sequences_activate_in_both_languages_with_two_variants_a_step()
    {
        Assert.Empty(Library.Faults);
        Assert.Equal(24, Library.All.Count());
        Assert.Equal(Library.All.Count(template => template.Language == "en"), Library.All.Count(template => template.Language == "nl"));
        Assert.All(
            Library.All.GroupBy(template => (template.Sequence, Step: template.Name[..template.Name.LastIndexOf('-')], template.Language)),
            step => Assert.Equal(2, step.Select(template => template.Traits["tone"] + template.Traits["cta"]).Distinct().Count()));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_reads_well_for_a_contact_known_by_address_alone(string sequence, string name, string language)
    {
        var mail = Mails.Render(Mails.Request(Library.Find(sequence, name, language)!));

        Assert.DoesNotContain("{{", mail.Html + mail.Text + mail.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain(" ,", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Emma, Acme, 1 High Street, York", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_uses_what_is_known_and_names_the_source_where_it_must(string sequence, string name, string language)
    {
        var request = Mails.Request(Library.Find(sequence, name, language)!, ("firstName", "Ada"), ("company", "Analytical Engines"));

        var mail = Mails.Render(request with { NamesSource = true, SourceNotice = "We met at the fair." });

        Assert.Contains(" Ada,\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains("We met at the fair.", mail.Text, StringComparison.Ordinal);
    }

    private static TemplateLibrary Load()
    {
        var faults = new List<Fault>();
        var assembly = typeof(TemplateLibrary).Assembly;
        var sources = assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(Root, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource =>
            {
                var path = resource[Root.Length..].Split('/');
                using var bytes = new MemoryStream();
                assembly.GetManifestResourceStream(resource)!.CopyTo(bytes);
                return TemplateFolder.FromBytes(path[^1], path.Length == 1 ? "" : path[0], bytes.ToArray(), faults)!;
            })
            .ToList();
        var needs = sources.Where(source => source.Sequence.Length > 0)
            .Select(source => new TemplateNeed(source.Sequence, source.Name) { NamesSource = true })
            .Distinct()
            .ToList();
        return TemplateLibrary.Activate(sources, Mails.Options, needs, new TemplateCompiler(), faults);
    }
}
