using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Messages;

public sealed class MessagesOptionsTests
{
    [Fact]
    public void Out_of_the_box_only_the_postal_address_is_missing() =>
        Assert.Equal("Messages:PostalAddress", Assert.Single(new MessagesOptions().Faults()).Key);

    [Theory]
    [InlineData("https://go.example.com")]
    [InlineData("https://go.example.com:8443/fu/")]
    [InlineData("http://localhost:8025")]
    [InlineData("http://127.0.0.1:8025")]
    [InlineData("http://[::1]:8025")]
    public void The_public_address_is_https_or_this_machine(string url) =>
        Assert.Empty(new MessagesOptions { PublicUrl = url, PostalAddress = "x" }.Faults());

    [Theory]
    [InlineData("")]
    [InlineData("go.example.com")]
    [InlineData("http://go.example.com")]
    [InlineData("http://10.0.0.1")]
    [InlineData("ftp://localhost")]
    [InlineData("https://u:p@example.com")]
    [InlineData("https://example.com/?x=1")]
    [InlineData("https://example.com/#x")]
    [InlineData("https://example.com/<x>")]
    [InlineData("https://example.com/\r\nBcc: x")]
    public void Any_other_public_address_is_a_fault(string url) =>
        Assert.Equal("Messages:PublicUrl", Assert.Single(new MessagesOptions { PublicUrl = url, PostalAddress = "x" }.Faults()).Key);

    [Theory]
    [InlineData("firstName")]
    [InlineData("FirstName")]
    [InlineData("unsubscribeUrl")]
    [InlineData("else")]
    [InlineData("my field")]
    [InlineData("1st")]
    [InlineData("")]
    public void A_custom_field_has_a_name_of_its_own(string field) =>
        Assert.Equal("Messages:CustomFields", Assert.Single(new MessagesOptions { CustomFields = [field], PostalAddress = "x" }.Faults()).Key);

    [Theory]
    [InlineData("consent", true, true)]
    [InlineData("consent", false, false)]
    [InlineData("always", false, true)]
    [InlineData("never", true, false)]
    public void Tracking_asks_the_policy_and_then_the_contact(string policy, bool hasConsent, bool allowed) =>
        Assert.Equal(allowed, Enum.Parse<TrackingPolicy>(policy, ignoreCase: true).Allows(hasConsent));

    [Fact]
    public void Every_fault_is_told_at_once() =>
        Assert.Equal(
            7,
            new MessagesOptions
            {
                PublicUrl = "x",
                DefaultLanguage = "English",
                TemplatesFolder = "",
                TrackOpens = (TrackingPolicy)9,
                CustomFields = ["x y"],
                UnsubscribeMailbox = "nobody",
            }.Faults().Count());
}
