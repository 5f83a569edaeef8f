using FollowUpAgent.Hosting;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Hosting;

public sealed class SignedTokensTests
{
    private static readonly Guid Message = Guid.Parse("01980f3c-5a55-7c11-8f00-0123456789ab");
    private static readonly SigningKey First = new(1, [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
    private static readonly SigningKey Second = new(2, [.. Enumerable.Range(100, 32).Select(i => (byte)i)]);

    public static TheoryData<string> Purposes => [.. Enum.GetNames<TokenPurpose>()];

    [Theory]
    [MemberData(nameof(Purposes))]
    public void A_token_gives_back_its_message_and_its_link(string name)
    {
        var purpose = Enum.Parse<TokenPurpose>(name);
        var tokens = new SignedTokens(First);

        var read = tokens.TryRead(tokens.Create(purpose, Message, 517), purpose, out var token);

        Assert.True(read);
        Assert.Equal(new Token(purpose, Message, 517), token);
    }

    [Theory]
    [MemberData(nameof(Purposes))]
    public void A_token_that_was_changed_in_any_letter_is_refused(string name)
    {
        var purpose = Enum.Parse<TokenPurpose>(name);
        var tokens = new SignedTokens(First);
        var text = tokens.Create(purpose, Message, 1);
        var letters = "ABCXYZabcxyz0123456789-_= ";

        var changed = Enumerable.Range(0, text.Length)
            .SelectMany(at => letters.Where(l => !SameLetter(l, text[at], purpose)).Select(l => text[..at] + l + text[(at + 1)..]))
            .Concat([text + "A", text[..^1], "A" + text, "", text + "=", text[..25] + "\n" + text[25..]]);

        Assert.All(changed, candidate => Assert.False(tokens.TryRead(candidate, purpose, out _)));
    }

    [Fact]
    public void A_token_of_one_purpose_is_refused_for_every_other()
    {
        var tokens = new SignedTokens(First);

        var crossed =
            from made in Enum.GetValues<TokenPurpose>()
            from used in Enum.GetValues<TokenPurpose>()
            where made != used
            select tokens.TryRead(tokens.Create(made, Message), used, out _);

        Assert.DoesNotContain(true, crossed);
    }

    [Fact]
    public void An_old_key_verifies_as_long_as_it_is_on_the_ring()
    {
        var old = new SignedTokens(First).Create(TokenPurpose.Unsubscribe, Message);

        Assert.True(new SignedTokens(Second, First).TryRead(old, TokenPurpose.Unsubscribe, out _));
        Assert.False(new SignedTokens(Second).TryRead(old, TokenPurpose.Unsubscribe, out _));
    }

    [Fact]
    public void Another_master_key_makes_other_tokens()
    {
        var ours = new SignedTokens(First);
        var theirs = new SignedTokens(new SigningKey(1, Second.Master));

        Assert.False(ours.TryRead(theirs.Create(TokenPurpose.Click, Message, 1), TokenPurpose.Click, out _));
    }

    [Fact]
    public void A_reply_token_survives_a_gateway_that_changes_case()
    {
        var tokens = new SignedTokens(First);
        var text = tokens.Create(TokenPurpose.Reply, Message);

        Assert.Equal(text.ToLowerInvariant(), text);
        Assert.True(tokens.TryRead(text.ToUpperInvariant(), TokenPurpose.Reply, out var token));
        Assert.Equal(Message, token.MessageId);
    }

    [Fact]
    public void Tokens_fit_a_url_and_a_local_part()
    {
        var tokens = new SignedTokens(First);

        Assert.Matches("^[A-Za-z0-9_-]{50}$", tokens.Create(TokenPurpose.Click, Message, 200));
        Assert.Matches("^[a-z2-7]{60}$", tokens.Create(TokenPurpose.Reply, Message));
    }

    [Fact]
    public void A_short_master_key_is_refused() =>
        Assert.Throws<ArgumentException>(() => new SignedTokens(new SigningKey(1, new byte[31])));

    [Fact]
    public void A_key_prints_without_its_secret() =>
        Assert.Equal("SigningKey 1", First.ToString());

    [Fact]
    public void Random_text_is_never_a_token()
    {
        var tokens = new SignedTokens(First);
        var noise = Enumerable.Range(0, TestScale.Times(2000)).Select(i => Convert.ToBase64String(System.Security.Cryptography.SHA512.HashData(BitConverter.GetBytes(i)))[..50]);

        Assert.All(noise, text => Assert.False(tokens.TryRead(text, TokenPurpose.Click, out _)));
    }

    private static bool SameLetter(char a, char b, TokenPurpose purpose) =>
        purpose is TokenPurpose.Reply ? char.ToLowerInvariant(a) == char.ToLowerInvariant(b) : a == b;
}
