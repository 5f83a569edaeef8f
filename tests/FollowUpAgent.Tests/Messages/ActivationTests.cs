using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Messages;

public sealed class ActivationTests
{
    private const string Place = "templates/welcome/intro.en.md:";

    public static TheoryData<string, int, string> Refused => new()
    {
        // What an expression may not be.
        { "Hi {{frstName}}", 4, "did you mean firstName?" },
        { "Hi {{FirstName}}", 4, "did you mean firstName?" },
        { "a\n\nHi {{zzzzzzzzzz}}", 6, "known are firstName, lastName" },
        { "Hi {{{firstName}}}", 4, "raw output" },
        { "Hi {{&firstName}}", 4, "raw output" },
        { "{{> card}}", 4, "no partials" },
        { "{{#> card}}x{{/card}}", 4, "no partials" },
        { "{{#each items}}x{{/each}}", 4, "{{#if field}}" },
        { "{{#with company}}x{{/with}}", 4, "{{#if field}}" },
        { "{{@root.firstName}}", 4, "plain name" },
        { "{{../firstName}}", 4, "plain name" },
        { "{{firstName.length}}", 4, "{{fallback" },
        { "{{this}}", 4, "a known field" },
        { "{{constructor}}", 4, "a known field" },
        { "{{lookup this \"x\"}}", 4, "{{fallback" },
        { "{{log \"x\"}}", 4, "{{fallback" },
        { "{{[firstName]}}", 4, "{{fallback" },
        { "{{~firstName~}}", 4, "without ~" },
        { "{{}}", 4, "{{fallback" },
        { "Hi {{firstName", 4, "a closing }}" },
        { "Hi firstName}}", 4, "an opening {{" },
        { "Hi \\{{firstName}}", 4, "no backslash" },
        { "{{fallback firstName \"\"}}", 4, "says something" },
        { "{{fallback firstName \"{{lastName}}\"}}", 4, "" },
        { "{{fallback nobody \"x\"}}", 4, "a known field" },
        { "{{! a\nb }}\n{{nobody}}", 6, "a known field" },

        // Blocks.
        { "{{#if company}}x", 4, "{{/if}}" },
        { "x{{/if}}", 4, "still open" },
        { "{{#if company}}x{{/unless}}", 4, "still open" },
        { "x{{else}}y", 4, "inside a {{#if" },
        { "{{#if company}}a{{else}}b{{else}}c{{/if}}", 4, "one {{else}}" },
        { "{{#if company}}a{{else if city}}b{{/if}}", 4, "nested" },
        { "a {{#if company}}b\n\nc {{/if}}", 4, "same paragraph" },
        { "a **b {{#if company}}c** d{{/if}}", 4, "same paragraph" },
        { "[a {{#if company}}b](https://example.com) c{{/if}}", 4, "same paragraph" },
        { "[a](https://example.com \"{{#if company}}b\") c{{/if}}", 4, "same paragraph" },
        { "[a](https://example.com/{{#if company}}b) c{{/if}}", 4, "same paragraph" },
        { "```{{#if company}}\nb\n```\nc {{/if}}", 7, "same paragraph" },
        { "{{#if company}}[a](https://example.com){{else}}*b{{/if}}*", 4, "same paragraph" },

        // Links.
        { "[a](javascript:alert(1))", 4, "https://" },
        { "[a](JavaScript:alert(1))", 4, "https://" },
        { "[a](&#106;avascript:alert(1))", 4, "https://" },
        { "[a](<java\tscript:alert(1)>)", 4, "control" },
        { "[a](data:text/html,x)", 4, "https://" },
        { "<vbscript:x>", 4, "https://" },
        { "[a](ftp://example.com)", 4, "https://" },
        { "[a](/page)", 4, "https://" },
        { "[a](page.html)", 4, "https://" },
        { "[a](//example.com)", 4, "https://" },
        { "[a]()", 4, "https://" },
        { "[a](https:///x)", 4, "https://" },
        { "[a](https:\\\\example.com)", 4, "backslash" },
        { "[a](https://user@example.com)", 4, "user name" },
        { "[a](https://bücher.example)", 4, "xn--bcher-kva.example" },
        { "[a]({{company}})", 4, "scheme and host" },
        { "[a]({{company}}://example.com)", 4, "scheme and host" },
        { "[a](https://{{company}})", 4, "scheme and host" },
        { "[a](https://{{company}}.example.com/)", 4, "scheme and host" },
        { "[a](https://example.com{{company}})", 4, "scheme and host" },
        { "[a](https://example.com:{{company}}/)", 4, "scheme and host" },
        { "[a](https://example.com@{{company}}/)", 4, "scheme and host" },
        { "[a](java{{company}}script:x)", 4, "https://" },
        { "[a](mailto:{{email}})", 4, "mailto:" },
        { "[a](mailto:)", 4, "mailto:" },
        { "[a](tel:{{plan}})", 4, "tel:" },
        { "[a](https://example.com/?u={{unsubscribeUrl}})", 4, "alone" },
        { "x\n\ny [a][ref]\n\n[ref]: javascript:x", 6, "https://" },
        { "![a](https://example.com/x.png)", 4, "no images" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_a_template_may_not_hold_is_refused_with_its_line(string body, int line, string expected)
    {
        var (template, faults) = Mails.TryActivate(Mails.File(body));

        Assert.Null(template);
        Assert.Contains(faults, fault => fault.Key == Place + line && fault.Expected.Contains(expected, StringComparison.Ordinal));
    }

    public static TheoryData<string, string> BadHeads => new()
    {
        { "Hi", "a file without head" },
        { "---\nsubject: x\nHi", "a head without end" },
        { "---\nsubject:\n---\nHi", "a mail without subject" },
        { "---\npreheader: x\n---\nHi", "a mail without subject" },
        { "---\nsubject: x\nsubject: y\n---\nHi", "subject" },
        { "---\nsubject: x\nbcc: y\n---\nHi", "bcc" },
        { "---\nsubject: x\n  tone: y\n---\nHi", "tone" },
        { "---\nsubject: x\ntraits: y\n---\nHi", "y" },
        { "---\nsubject: x\ntraits:\n  tone:\n---\nHi", "tone" },
        { "---\nsubject: x\ntraits:\n  tone: a\n  tone: b\n---\nHi", "tone" },
        { "---\nsubject: x\ntraits:\n\ttone: a\n---\nHi", "tone: a" },
        { "---\nsubject: x\njust words\n---\nHi", "just words" },
        { "---\nsubject: {{nobody}}\n---\nHi", "nobody" },
        { "---\nsubject: x\npreheader: {{nobody}}\n---\nHi", "nobody" },
    };

    [Theory]
    [MemberData(nameof(BadHeads))]
    public void A_head_is_read_strictly(string text, string found)
    {
        var (template, faults) = Mails.TryActivate(text);

        Assert.Null(template);
        Assert.Contains(faults, fault => fault.Key.StartsWith(Place, StringComparison.Ordinal) && fault.Value == found);
    }

    [Theory]
    [InlineData("{{postalAddress}}", "a mail without a way out")]
    [InlineData("{{unsubscribeUrl}} {{postalAddress}}", "a mail without a way out")]
    [InlineData("{{#if company}}[Stop]({{unsubscribeUrl}}){{/if}} {{postalAddress}}", "a mail without a way out")]
    [InlineData("[Stop]({{unsubscribeUrl}})", "a mail without postal address")]
    [InlineData("[Stop]({{unsubscribeUrl}}) {{#unless company}}{{postalAddress}}{{/unless}}", "a mail without postal address")]
    [InlineData("[Stop]({{unsubscribeUrl}} \"{{postalAddress}}\")", "a mail without postal address")]
    public void A_mail_needs_a_way_out_and_a_postal_address(string footer, string missing)
    {
        var (template, faults) = Mails.TryActivate(Mails.File("Hi"), footer);

        Assert.Null(template);
        Assert.Equal(missing, Assert.Single(faults).Value);
    }

    [Fact]
    public void A_template_without_footer_may_carry_what_the_law_asks_itself() =>
        Mails.Activate(Mails.File("Hi. [Stop]({{unsubscribeUrl}}) {{#if postalAddress}}{{postalAddress}}{{/if}}"), footer: null);

    [Fact]
    public void Without_a_configured_postal_address_nothing_activates()
    {
        var options = Mails.Options;
        options.PostalAddress = " ";

        var (template, faults) = Mails.TryActivate(Mails.File("Hi"), options: options);

        Assert.Null(template);
        Assert.Contains(faults, fault => fault.Key == "Messages:PostalAddress");
    }

    [Fact]
    public void A_sequence_for_contacts_from_elsewhere_must_name_the_source()
    {
        var need = new TemplateNeed("welcome", "intro") { NamesSource = true };

        Assert.Contains(Mails.TryActivate(Mails.File("Hi"), need: need).Faults, fault => fault.Value!.Contains("source", StringComparison.Ordinal));
        Assert.NotNull(Mails.TryActivate(Mails.File("{{#if sourceNotice}}{{sourceNotice}}{{/if}}"), need: need).Template);
    }

    [Theory]
    [InlineData("Re: your question")]
    [InlineData("RE : your question")]
    [InlineData("Fwd: your question")]
    [InlineData("Antw: je vraag")]
    [InlineData("Re[2]: x")]
    public void Only_a_step_that_continues_a_thread_may_look_like_an_answer(string subject)
    {
        var need = new TemplateNeed("welcome", "intro") { ContinuesThread = true };

        Assert.Null(Mails.TryActivate(Mails.File("Hi", subject)).Template);
        Assert.NotNull(Mails.TryActivate(Mails.File("Hi", subject), need: need).Template);
    }

    [Fact]
    public void A_subject_may_start_with_words_that_only_look_like_a_prefix() =>
        Mails.Activate(Mails.File("Hi", "Renewal: what changes"));

    [Fact]
    public void A_subject_has_at_most_200_characters()
    {
        Assert.NotNull(Mails.TryActivate(Mails.File("Hi", new string('x', 200))).Template);
        Assert.Null(Mails.TryActivate(Mails.File("Hi", new string('x', 201))).Template);
    }

    [Fact]
    public void All_faults_of_a_template_and_its_footer_are_listed_at_once()
    {
        var (_, faults) = Mails.TryActivate(Mails.File("{{a}}\n\n{{b}}", subject: "Re: {{c}}"), footer: "{{d}}");

        Assert.Equal(["Re:", "c", "a", "b", "d"], faults.Select(fault => fault.Value));
        Assert.Equal("templates/footer.en.md:1", faults[^1].Key);
    }

    [Fact]
    public void A_fault_reads_as_a_sentence_with_file_and_line() =>
        Assert.StartsWith(
            "templates/welcome/intro.en.md:4 is 'frstName': expected a known field (did you mean firstName?); known are firstName,",
            Assert.Single(Mails.TryActivate(Mails.File("Hi {{frstName}}")).Faults).ToString(),
            StringComparison.Ordinal);

    [Fact]
    public void Good_links_of_every_allowed_kind_activate() => Mails.Activate(Mails.File("""
        [a](https://example.com) <https://example.com/x> <x@example.com> [b](mailto:x@example.com?subject={{company}})
        [c](tel:+31-20-1234567) [d](HTTP://EXAMPLE.COM/{{company}}) [e](https://example.com?x={{company}}) [f](https://example.com:8080/é?q=ü)
        """));

    [Fact]
    public void Comments_leave_nothing_behind() =>
        Assert.Equal("Hi there", Mails.Render("Hi{{! not }} {{!-- nor {{this}} --}}there").Words());
}
