namespace FollowUpAgent.Tests.Messages;

public sealed class MissingFieldTests
{
    public static TheoryData<string?> Blanks => [null, "", "  ", "\t\r\n", "\u200B\u200D", "\u202E"];

    [Theory]
    [MemberData(nameof(Blanks))]
    public void A_missing_field_keeps_its_message_back_and_is_named(string? blank) =>
        Assert.Equal("the field firstName is missing and has no fallback", Mails.ReasonFor("Hi {{firstName}},", ("firstName", blank)));

    [Fact]
    public void A_field_that_the_contact_never_had_is_missing_too() =>
        Assert.Contains("plan", Mails.ReasonFor("Your {{plan}}"), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Blanks))]
    public void A_fallback_stands_in_for_a_missing_field(string? blank) =>
        Assert.Equal("Hi it's you,", Mails.Render("Hi {{fallback firstName \"it's you\"}},", ("firstName", blank)).Words());

    [Fact]
    public void A_fallback_is_escaped_like_a_value()
    {
        var mail = Mails.Render("Hi {{fallback firstName '<b>\"you\"</b>'}},");

        Assert.Equal("Hi <b>\"you\"</b>,", mail.Parsed().QuerySelector("p")!.TextContent);
    }

    [Fact]
    public void A_block_shows_its_branch_without_asking_for_what_the_other_needs()
    {
        const string Body = "{{#if company}}At {{company}}{{else}}Hi {{fallback firstName \"you\"}}{{/if}}.";

        Assert.Equal("At Acme.", Mails.Render(Body, ("company", "Acme")).Words());
        Assert.Equal("Hi you.", Mails.Render(Body, ("company", " ")).Words());
    }

    [Fact]
    public void Unless_is_the_opposite_of_if() =>
        Assert.Equal("no plan", Mails.Render("{{#unless plan}}no plan{{else}}{{plan}}{{/unless}}").Words());

    [Fact]
    public void A_missing_field_inside_a_block_on_another_field_is_missing() =>
        Assert.Contains("firstName", Mails.ReasonFor("{{#if company}}{{firstName}}{{/if}}", ("company", "Acme")), StringComparison.Ordinal);

    [Fact]
    public void Numbers_and_booleans_are_values()
    {
        var mail = Mails.Render("{{seats}} {{vip}}{{#if vip}} yes{{else}} no{{/if}}{{#if seats}} some{{/if}}", ("seats", 1234.5), ("vip", false));

        Assert.Equal("1234.5 false no some", mail.Words());
    }

    [Fact]
    public void An_object_is_no_data() =>
        Assert.Throws<ArgumentException>(() => Mails.Render("{{plan}}", ("plan", new Uri("https://example.com"))));

    [Fact]
    public void A_full_name_is_put_together_and_the_address_is_always_known() =>
        Assert.Equal("Ada Lovelace ada@example.net", Mails.Render("{{fullName}} {{email}}", ("firstName", "Ada"), ("lastName", "Lovelace")).Words());

    [Theory]
    [InlineData("Ada\r\nBcc: all@example.net")]
    [InlineData("Ada\n")]
    [InlineData("A\0da")]
    [InlineData("A\u2028da")]
    [InlineData("A\tda")]
    public void A_subject_with_a_control_character_keeps_its_message_back(string name)
    {
        var request = Mails.Request(Mails.Activate(Mails.File("Hi", subject: "For {{firstName}}")), ("firstName", name));

        var reason = Assert.IsType<FollowUpAgent.Messages.RenderOutcome.Quarantined>(Mails.TryRender(request)).Reason;

        Assert.Contains("firstName", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Bcc", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_contact_cannot_fill_what_the_system_fills()
    {
        var mail = Mails.Render("{{senderAddress}}", ("senderAddress", "evil@example.org"), ("unsubscribeUrl", "https://evil.example"));

        Assert.Equal("emma@example.com", mail.Words());
        Assert.DoesNotContain("evil", mail.Html, StringComparison.Ordinal);
    }
}
