namespace FollowUpAgent.Tests.Messages;

public sealed class PlainTextTests
{
    [Fact]
    public void The_plain_text_says_what_the_HTML_says()
    {
        var mail = Mails.Render("""
            # Hello {{firstName}}

            A *fine* **day**, `code` and &copy; \*stars\*
            on two lines\
            and a third.

            - one [link](https://example.com/one)
            - two
              - nested

            3. three
            4. four

            > quoted
            >
            > twice

                indented code

            ---

            <https://example.com/two> <me@example.com> [call](tel:+311) [write](mailto:you@example.com)
            """, ("firstName", "Ada"));

        Assert.Equal("""
            Hello Ada

            A fine day, code and © *stars* on two lines
            and a third.

            - one link (https://example.com/one)
            - two
              - nested

            3. three
            4. four

            > quoted
            >
            > twice

                indented code

            ----------

            https://example.com/two me@example.com call (+311) write (you@example.com)

            -- 
            """.TrimEnd(), mail.Text[..mail.Text.IndexOf(" \nStop", StringComparison.Ordinal)]);
        Assert.EndsWith("\n-- \nStop (" + "https://go.example.com/u/", mail.Text[..(mail.Text.IndexOf("/u/", StringComparison.Ordinal) + 3)], StringComparison.Ordinal);
        Assert.EndsWith(") Acme, 1 High Street, York\n", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_that_is_left_out_leaves_no_gap()
    {
        const string Body = """
            One.

            {{#if company}}
            About {{company}}.

            - a list
            {{else}}
            No company.
            {{/if}}

            Two.

            {{#if city}}
            Greetings to {{city}}.
            {{/if}}
            """;

        Assert.Equal("One.\n\nAbout Acme.\n\n- a list\n\nTwo.\n\nGreetings to York.", Mails.Render(Body, ("company", "Acme"), ("city", "York")).Words());
        Assert.Equal("One.\n\nNo company.\n\nTwo.", Mails.Render(Body).Words());
        Assert.Equal(["One.", "No company.", "Two."], Mails.Render(Body).Parsed().QuerySelectorAll("body > div > p").Select(p => p.TextContent));
    }

    [Fact]
    public void A_block_may_enclose_list_items()
    {
        var mail = Mails.Render("- a\n{{#if company}}\n- b\n{{/if}}\n- c");

        Assert.Equal(2, mail.Parsed().QuerySelectorAll("li").Length);
        Assert.Equal("- a\n\n- c", mail.Words());
    }

    [Fact]
    public void Lines_end_with_LF_alone_whatever_the_file_had()
    {
        var source = FollowUpAgent.Messages.TemplateFolder.FromBytes(
            "intro.en.md", "welcome", System.Text.Encoding.UTF8.GetBytes("\uFEFF" + Mails.File("a\n\nb").ReplaceLineEndings("\r\n")), [])!;

        var mail = Mails.Render(Mails.Request(Mails.Activate(source.Text)));

        Assert.DoesNotContain('\r', mail.Text);
        Assert.DoesNotContain('\r', mail.Html);
        Assert.Equal("a\n\nb", mail.Words());
    }
}
