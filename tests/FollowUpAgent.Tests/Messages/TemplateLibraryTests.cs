using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Messages;

public sealed class TemplateLibraryTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-templates-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_contact_reads_its_language_or_the_nearest_there_is()
    {
        Write("footer.en.md", Mails.Footer);
        Write("welcome/intro.en.md", Mails.File("English"));
        Write("welcome/intro.nl.md", Mails.File("Nederlands"));
        Write("welcome/intro.nl-BE.md", Mails.File("Vlaams"));

        var library = Load(new TemplateNeed("welcome", "intro") { DefaultLanguage = "nl" });

        Assert.Empty(library.Faults);
        Assert.Equal("nl", library.Find("welcome", "intro", "nl")!.Language);
        Assert.Equal("nl-BE", library.Find("welcome", "intro", "NL-be")!.Language);
        Assert.Equal("en", library.Find("welcome", "intro", "en-GB")!.Language);
        Assert.Equal("nl", library.Find("welcome", "intro", "fr")!.Language);
        Assert.Equal("nl", library.Find("welcome", "intro", null)!.Language);
        Assert.Null(library.Find("welcome", "other", "en"));
        Assert.Null(library.Find("other", "intro", "en"));
    }

    [Fact]
    public void A_footer_falls_back_to_the_default_language_of_the_sequence()
    {
        Write("footer.nl.md", "Voet " + Mails.Footer);
        Write("welcome/intro.nl.md", Mails.File("Hallo"));
        Write("welcome/intro.fr.md", Mails.File("Salut"));

        var library = Load(new TemplateNeed("welcome", "intro") { DefaultLanguage = "nl" });

        var mail = Mails.Render(Mails.Request(library.Find("welcome", "intro", "fr")!));
        Assert.Contains("Salut\n\n-- \nVoet Stop", mail.Text, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"fr\">", mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_faults_of_all_templates_are_listed_at_once_and_the_good_ones_serve()
    {
        Write("footer.en.md", Mails.Footer);
        Write("welcome/good.en.md", Mails.File("Hi"));
        Write("welcome/bad.en.md", Mails.File("{{a}}"));
        Write("welcome/Bad Name.en.md", Mails.File("x"));
        Write("renewal/huge.en.md", new string('x', 10_000_000));
        File.WriteAllBytes(Path.Combine(folder.FullName, "renewal", "bytes.en.md"), [0xff, 0xfe, 0x00]);

        var library = Load(new TemplateNeed("renewal", "absent"));

        Assert.Equal(
            [
                "templates/renewal/absent.en.md", "templates/renewal/bytes.en.md:1", "templates/renewal/huge.en.md:1",
                "templates/welcome/Bad Name.en.md", "templates/welcome/bad.en.md:4",
            ],
            library.Faults.Select(fault => fault.Key).Order(StringComparer.Ordinal));
        Assert.Equal("good", Assert.Single(library.All).Name);
    }

    [Fact]
    public void A_fault_of_the_footer_is_told_once()
    {
        Write("footer.en.md", Mails.Footer + "{{nobody}}");
        Write("welcome/a.en.md", Mails.File("Hi"));
        Write("welcome/b.en.md", Mails.File("Hi"));

        Assert.Equal("templates/footer.en.md:1", Assert.Single(Load().Faults).Key);
    }

    [Fact]
    public void Two_spellings_of_one_language_do_no_harm()
    {
        Write("footer.nl-BE.md", Mails.Footer);
        Write("footer.nl-be.md", Mails.Footer);
        Write("welcome/intro.nl-BE.md", Mails.File("Hallo"));
        Write("welcome/intro.nl-be.md", Mails.File("Hallo"));

        Assert.NotNull(Load().Find("welcome", "intro", "nl-BE"));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_fault() =>
        Assert.Equal(
            "Messages:TemplatesFolder",
            Assert.Single(TemplateLibrary.Load(Path.Combine(folder.FullName, "none"), Mails.Options, [], new TemplateCompiler()).Faults).Key);

    private TemplateLibrary Load(params TemplateNeed[] needs) =>
        TemplateLibrary.Load(folder.FullName, Mails.Options, needs, new TemplateCompiler());

    private void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }
}
