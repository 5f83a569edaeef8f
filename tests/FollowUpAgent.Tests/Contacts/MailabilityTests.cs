using FollowUpAgent.Contacts;
using FollowUpAgent.Contacts.Import;

namespace FollowUpAgent.Tests.Contacts;

public sealed class MailabilityTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);

    private static readonly Contact Fine = new() { LawfulBasis = "customer", BasisAt = Now.AddYears(-1) };

    [Fact]
    public void A_contact_may_be_mailed_only_on_a_dated_and_explained_lawful_basis()
    {
        Assert.Null(Fine.WhyNotMailable(Now));
        Assert.Equal(NotMailable.NoLawfulBasis, (Fine with { LawfulBasis = null }).WhyNotMailable(Now));
        Assert.Equal(NotMailable.UnknownLawfulBasis, (Fine with { LawfulBasis = "hope" }).WhyNotMailable(Now));
        Assert.Equal(NotMailable.OtherWithoutNote, (Fine with { LawfulBasis = "other", BasisNote = " " }).WhyNotMailable(Now));
        Assert.Null((Fine with { LawfulBasis = "other", BasisNote = "tender 12" }).WhyNotMailable(Now));
        Assert.Equal(NotMailable.BasisWithoutDate, (Fine with { BasisAt = null }).WhyNotMailable(Now));
        Assert.Equal(NotMailable.BasisInFuture, (Fine with { BasisAt = Now.AddTicks(1) }).WhyNotMailable(Now));
    }

    [Fact]
    public void Data_from_elsewhere_needs_a_source_that_the_first_mail_can_name()
    {
        Assert.Equal(NotMailable.ElsewhereWithoutSource, (Fine with { FromElsewhere = true }).WhyNotMailable(Now));
        Assert.Null((Fine with { FromElsewhere = true, Source = "chamber of commerce" }).WhyNotMailable(Now));
    }

    [Fact]
    public void Every_reason_and_every_basis_has_its_words()
    {
        Assert.All(Enum.GetValues<NotMailable>(), r => Assert.NotEmpty(r.InWords()));
        Assert.All(Enum.GetValues<LawfulBasis>(), b => Assert.Equal(b, LawfulBasisText.Parse(b.ToText())));
        Assert.All(Enum.GetValues<ContactField>(), f => Assert.Equal(f, ColumnAliases.Find(ColumnAliases.NameOf(f))));
    }

    [Theory]
    [InlineData("nl_NL", "nl")]
    [InlineData("Engels", "en")]
    [InlineData("FR", "fr")]
    [InlineData("xx", null)]
    public void A_language_is_a_code_a_locale_or_a_name(string text, string? code) => Assert.Equal(code, LanguageNames.Find(text));

    [Theory]
    [InlineData("Amsterdam", "Europe/Amsterdam")]
    [InlineData("Europa/Brussel", "Europe/Brussels")]
    [InlineData("America/NewYork", "America/New_York")]
    [InlineData("Europe/Amsterdm", "Europe/Amsterdam")]
    [InlineData("Europe/Kiev2", "Europe/Kiev")]
    [InlineData("Middle-earth", null)]
    public void A_misspelt_time_zone_brings_the_nearest_one(string text, string? nearest)
    {
        Assert.Null(TimeZoneNames.Find(text));
        Assert.Equal(nearest, TimeZoneNames.Nearest(text));
    }

    [Fact]
    public void Every_fault_of_the_options_names_its_key()
    {
        var options = new ContactsOptions { BatchRows = 1, Columns = new() { ["Nick"] = "nickname", ["Mail"] = "email" } };

        Assert.Equal(["Contacts:BatchRows", "Contacts:Columns:Nick"], options.Faults().Select(f => f.Key));
        Assert.Empty(new ContactsOptions().Faults());
    }
}
