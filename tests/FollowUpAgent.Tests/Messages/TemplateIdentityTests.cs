namespace FollowUpAgent.Tests.Messages;

public sealed class TemplateIdentityTests
{
    [Fact]
    public void The_fingerprint_is_that_of_the_words()
    {
        var here = Mails.Activate(Mails.File("Hi  there"));
        var there = Mails.Activate("---\r\ntraits:\r\n  tone: warm\r\nsubject: Hello\r\n---\r\n\r\nHi  there \r\n".ReplaceLineEndings("\n"));

        Assert.Matches("^[a-z2-7]{16}$", here.Fingerprint);
        Assert.Equal(here.Fingerprint, there.Fingerprint);
    }

    [Theory]
    [InlineData("Hi there", "Hello", Mails.Footer)]
    [InlineData("Hi  there", "Hello!", Mails.Footer)]
    [InlineData("Hi  there", "Hello", Mails.Footer + " x")]
    [InlineData("Hi  there  ", "Hello", Mails.Footer)]
    public void Any_other_word_is_another_version(string body, string subject, string footer) =>
        Assert.NotEqual(Mails.Activate(Mails.File("Hi  there")).Fingerprint, Mails.Activate(Mails.File(body, subject), footer).Fingerprint);

    [Fact]
    public void Traits_are_what_the_author_says_and_what_can_be_measured()
    {
        var template = Mails.Activate(Mails.File(
            "Hi {{fallback firstName \"you\"}} [a](https://example.com)", subject: "Ready?", more: "traits:\n  tone: \"warm\"\n  # why\n  cta: reply\n"));

        Assert.Equal(
            ["cta=reply", "length=short", "links=one", "personalised=yes", "question=yes", "tone=warm"],
            template.Traits.Select(trait => $"{trait.Key}={trait.Value}"));
    }

    [Theory]
    [InlineData(74, "short")]
    [InlineData(75, "medium")]
    [InlineData(149, "medium")]
    [InlineData(150, "long")]
    public void Length_is_counted_in_words_without_the_footer(int words, string length) =>
        Assert.Equal(length, Mails.Activate(Mails.File(string.Concat(Enumerable.Repeat("word ", words)))).Traits["length"]);

    [Fact]
    public void What_the_author_says_wins_over_what_is_measured() =>
        Assert.Equal("long", Mails.Activate(Mails.File("Hi", more: "traits:\n  length: long\n")).Traits["length"]);
}
