using FollowUpAgent.Hosting;

namespace FollowUpAgent.Tests.Hosting;

public sealed class Base32Tests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "my")]
    [InlineData("fo", "mzxq")]
    [InlineData("foo", "mzxw6")]
    [InlineData("foob", "mzxw6yq")]
    [InlineData("fooba", "mzxw6ytb")]
    [InlineData("foobar", "mzxw6ytboi")]
    public void The_vectors_of_RFC_4648_hold_both_ways(string plain, string encoded)
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(plain);

        Assert.Equal(encoded, Base32.Encode(bytes));
        Assert.True(Base32.TryDecode(encoded, out var decoded));
        Assert.Equal(bytes, decoded);
    }

    [Theory]
    [InlineData("mz")]
    [InlineData("m")]
    [InlineData("m1")]
    [InlineData("my======")]
    [InlineData("mý")]
    public void A_second_spelling_is_refused(string text) =>
        Assert.False(Base32.TryDecode(text, out _));
}
