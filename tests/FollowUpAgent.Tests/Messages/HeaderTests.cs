using FollowUpAgent.Hosting;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Messages;

public sealed class HeaderTests
{
    private static readonly RenderRequest Request = Mails.Request(Mails.Activate(Mails.File("Hi")));

    [Fact]
    public void The_Message_ID_is_made_of_the_message_and_can_be_read_back()
    {
        var mail = Mails.Render(Request);

        Assert.Equal("m.agma6pc2kv6bddyaaerukz4jvm@example.com", mail.MessageId);
        Assert.True(MessageIds.TryRead($"<{mail.MessageId.ToUpperInvariant()}>", out var message));
        Assert.Equal(Mails.Message, message);
        Assert.False(MessageIds.TryRead("m.x@example.com", out _));
    }

    [Fact]
    public void One_click_unsubscribe_has_one_https_address_with_a_token_of_the_message()
    {
        var mail = Mails.Render(Request);

        var address = mail.Header("List-Unsubscribe");
        Assert.Matches("^<https://go\\.example\\.com/u/[A-Za-z0-9_-]{50}>$", address);
        Assert.True(Mails.Tokens.TryRead(address.AsSpan("<https://go.example.com/u/".Length, 50), TokenPurpose.Unsubscribe, out var token));
        Assert.Equal(Mails.Message, token.MessageId);
        Assert.Equal("List-Unsubscribe=One-Click", mail.Header("List-Unsubscribe-Post"));
    }

    [Fact]
    public void A_mailbox_for_unsubscribing_comes_second()
    {
        var options = Mails.Options;
        options.UnsubscribeMailbox = "stop@example.com";

        var header = Mails.Render(Request, options).Header("List-Unsubscribe");

        Assert.Matches("^<https://[^>]+>, <mailto:stop@example\\.com\\?subject=unsubscribe%20[a-z2-7]{26}>$", header);
    }

    [Fact]
    public void Answering_machines_are_asked_to_stay_quiet()
    {
        var options = Mails.Options;
        options.AutoSubmitted = false;

        Assert.Equal("auto-generated", Mails.Render(Request).Header("Auto-Submitted"));
        Assert.Equal("OOF, AutoReply", Mails.Render(Request).Header("X-Auto-Response-Suppress"));
        Assert.DoesNotContain(Mails.Render(Request, options).Headers, header => header.Name == "Auto-Submitted");
    }

    [Fact]
    public void A_mail_that_follows_none_has_no_thread_headers() =>
        Assert.DoesNotContain(Mails.Render(Request).Headers, header => header.Name is "In-Reply-To" or "References");

    [Fact]
    public void A_thread_names_the_first_the_last_twenty_and_the_one_answered()
    {
        var ids = Enumerable.Range(0, 30).Select(i => $"m.{i:d3}@example.com").ToList();

        var mail = Mails.Render(Request with { PreviousMessageIds = ids });

        Assert.Equal("<m.029@example.com>", mail.Header("In-Reply-To"));
        Assert.Equal(ids.Skip(10).Prepend(ids[0]).Select(id => $"<{id}>"), mail.Header("References").Split(' '));
    }

    [Fact]
    public void References_stay_below_900_characters_and_keep_first_and_last()
    {
        var ids = Enumerable.Range(0, 30).Select(i => $"m.{i:d3}{new string('x', 90)}@example.com").ToList();

        var chain = Mails.Render(Request with { PreviousMessageIds = ids }).Header("References");

        Assert.InRange(chain.Length, 700, 900);
        Assert.StartsWith($"<{ids[0]}> ", chain, StringComparison.Ordinal);
        Assert.EndsWith($" <{ids[^1]}>", chain, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a@b\r\nBcc: x@y.z")]
    [InlineData("a@b> <c@d")]
    [InlineData("no-at-sign")]
    [InlineData("a b@c")]
    public void An_id_that_is_none_stays_out_of_the_thread(string id) =>
        Assert.Equal("<ok@example.com>", Mails.Render(Request with { PreviousMessageIds = ["ok@example.com", id] }).Header("References"));

    [Fact]
    public void Without_a_thread_a_subject_does_not_pretend_to_be_an_answer()
    {
        var template = Mails.Activate(Mails.File("Hi", "Re: your trial"), need: new TemplateNeed("welcome", "intro") { ContinuesThread = true });

        Assert.Equal("your trial", Mails.Render(Mails.Request(template)).Subject);
        Assert.Equal("Re: your trial", Mails.Render(Mails.Request(template) with { PreviousMessageIds = ["a@example.com"] }).Subject);
    }

    [Fact]
    public void Bounces_and_answers_find_back_by_a_token_where_that_is_wanted()
    {
        var sender = Request.Sender with
        {
            ReplyTo = new Mailbox("Emma", "re@example.com"),
            TokenInBounceAddress = true,
            TokenInReplyTo = true,
        };

        var mail = Mails.Render(Request with { Sender = sender });

        Assert.Matches("^b\\+[a-z2-7]{60}@bounce\\.example\\.com$", mail.EnvelopeFrom);
        Assert.Matches("^re\\+[a-z2-7]{60}@example\\.com$", mail.ReplyTo!.Address);
        Assert.True(Mails.Tokens.TryRead(mail.EnvelopeFrom.AsSpan(2, 60), TokenPurpose.Reply, out var token));
        Assert.Equal(Mails.Message, token.MessageId);
        Assert.Empty(sender.Faults("Mailboxes:0"));
        Assert.Single((sender with { BounceAddress = "bounces@example.com" }).Faults("Mailboxes:0"));
    }

    [Fact]
    public void Plain_addresses_stay_plain_where_no_token_is_wanted()
    {
        var mail = Mails.Render(Request);

        Assert.Equal("b@bounce.example.com", mail.EnvelopeFrom);
        Assert.Null(mail.ReplyTo);
    }

    [Theory]
    [InlineData("Ada\r\nBcc: x@y.z", "ada@example.net")]
    [InlineData(null, "ada@example.net\r\nRCPT TO:<x@y.z>")]
    [InlineData(null, "ada@example.net> <x@y.z")]
    [InlineData(null, "ada")]
    [InlineData(null, "@example.net")]
    [InlineData(null, "")]
    public void A_recipient_that_would_break_a_header_is_kept_back(string? name, string address) =>
        Assert.IsType<RenderOutcome.Quarantined>(Mails.TryRender(Request with { To = new Mailbox(name, address) }));

    [Fact]
    public void The_same_request_gives_the_same_mail()
    {
        var request = Request with { TracksClicks = true, TracksOpens = true, PreviousMessageIds = ["a@b"] };
        var (once, again) = (Mails.Render(request), Mails.Render(request));

        Assert.Equal(once with { Headers = [] }, again with { Headers = [] });
        Assert.Equal(once.Headers, again.Headers);
    }

    [Fact]
    public void The_first_mail_to_a_contact_from_elsewhere_names_the_source_or_stays()
    {
        const string Notice = "We found your address on example.org <team> page.";
        var silent = Request with { NamesSource = true, SourceNotice = Notice };
        var naming = silent with { Template = Mails.Activate(Mails.File("Hi\n\n{{#if sourceNotice}}\n{{sourceNotice}}\n{{/if}}")) };

        Assert.IsType<RenderOutcome.Quarantined>(Mails.TryRender(silent));
        Assert.IsType<RenderOutcome.Quarantined>(Mails.TryRender(naming with { SourceNotice = null }));
        Assert.Equal($"Hi\n\n{Notice}", Mails.Render(naming).Words());
        Assert.Equal("Hi", Mails.Render(naming with { NamesSource = false }).Words());
    }

    [Fact]
    public void The_HTML_is_a_whole_document_with_language_charset_and_hidden_preheader()
    {
        var mail = Mails.Render(Mails.Request(Mails.Activate(Mails.File("Hi", more: "preheader: For {{company}} & you\n")), ("company", "<Acme>")));

        var page = mail.Parsed();
        Assert.StartsWith("<!doctype html>\n<html lang=\"en\">\n", mail.Html, StringComparison.Ordinal);
        Assert.Equal("utf-8", page.QuerySelector("meta")!.GetAttribute("charset"));
        Assert.Equal("For <Acme> & you", page.QuerySelector("div[style^='display:none']")!.TextContent);
        Assert.Empty(page.QuerySelectorAll("script, img, link, style, form"));
    }
}
