using FollowUpAgent.Events;
using FollowUpAgent.Events.Bounces;

namespace FollowUpAgent.Tests.Events.Bounces;

public sealed class BouncePolicyTests
{
    [Theory]
    [InlineData("bounced", "5.1.1", "hard", "hard")]
    [InlineData("bounced", "5.4.4", "hard", "no-route")]
    [InlineData("bounced", "5.2.2", "soft", "soft")]
    [InlineData("bounced", "5.3.4", "content", "content")]
    [InlineData("bounced", "5.7.26", "policy", "policy")]
    [InlineData("bounced", "4.4.7", "transient", "transient")]
    [InlineData("bounced", "5.0.0", "undetermined", "undetermined")]
    [InlineData("bounced", null, "undetermined", "undetermined")]
    [InlineData("bounced", "4.0.0", "undetermined", "transient")]
    [InlineData("bounced", "5.1.1", null, null)]
    [InlineData("rejected", "5.1.1", "hard", "hard")]
    [InlineData("rejected", null, "policy", null)]
    [InlineData("deferred", "4.7.0", "transient", "policy")]
    [InlineData("deferred", "4.7.28 blocked", "transient", "policy")]
    [InlineData("deferred", "4.7.1", "transient", null)]
    [InlineData("deferred", "4.2.2", "soft", null)]
    [InlineData("delivered", "2.0.0", "undetermined", null)]
    public void A_bounce_counts_by_its_class_and_code(string kind, string? detail, string? reason, string? word) =>
        Assert.Equal(word, BouncePolicy.WordOf(new Event { Kind = kind, Detail = detail }, BounceClassText.Read(reason)));

    [Theory]
    [InlineData("hard", 1, 0, "suppresses")]
    [InlineData("no-route", 2, 3, "suppresses")]
    [InlineData("undetermined", 3, 30, "suppresses")]
    [InlineData("soft", 3, 14, "pauses")]
    [InlineData("policy", 1, 0, "circuit")]
    [InlineData("content", 1, 0, "")]
    [InlineData("transient", 1, 0, "")]
    public void What_is_our_own_fault_suppresses_nobody(string word, int times, int days, string follows)
    {
        var policy = BouncePolicy.Of(new Event { Bounce = word })!;

        Assert.Equal(
            (times, days, follows),
            (policy.Times, (int)policy.Within.TotalDays, policy.Suppresses ? "suppresses" : policy.Pauses ? "pauses" : policy.OpensCircuit ? "circuit" : ""));
    }
}
