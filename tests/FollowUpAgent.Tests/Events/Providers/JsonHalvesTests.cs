using System.Text;
using FollowUpAgent.Events.Providers;

namespace FollowUpAgent.Tests.Events.Providers;

public sealed class JsonHalvesTests
{
    [Theory]
    [InlineData("""{"\ud800":1}""", """{"\ufffd":1}""")]
    [InlineData("""{"\uDC00\ud800" :1}""", """{"\ufffd\ufffd" :1}""")]
    [InlineData("""{"\ud83d\ude42 \\ud800 \" \u0041 \\\ud800":1}""", """{"\ud83d\ude42 \\ud800 \" \u0041 \\\ufffd":1}""")]
    [InlineData("""{"a":"\ud800","\ud800\u0041":["\ud800"]}""", """{"a":"\ud800","\ufffd\u0041":["\ud800"]}""")]
    [InlineData("""["\ud8""", """["\ud8""")]
    [InlineData("""["\""", """["\""")]
    [InlineData("", "")]
    public void Halves_of_a_pair_in_a_name_and_nothing_else_are_replaced(string json, string replaced) =>
        Assert.Equal(replaced, Encoding.UTF8.GetString(JsonHalves.Replace(Encoding.UTF8.GetBytes(json)).Span));

    [Fact]
    public void A_name_that_is_no_text_does_not_throw_at_the_door()
    {
        var body = Encoding.UTF8.GetBytes("""{"\ud800":0}""");

        Assert.All(AllProviders.Create(), adapter =>
        {
            Assert.IsType<ProviderVerdict.Refused>(adapter.Check(new ProviderDelivery(_ => null, body), [Peer.Secret], default));
            adapter.Read(new ProviderDelivery(_ => null, body));
        });
    }
}
