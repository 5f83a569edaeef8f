using FollowUpAgent.Events;
using FollowUpAgent.Events.Providers;

namespace FollowUpAgent.Tests.Events.Providers;

public sealed class BounceWordsTests
{
    [Theory]
    [InlineData("Permanent", "NoEmail", false, nameof(BounceClass.Hard))]
    [InlineData("Permanent", "OnAccountSuppressionList", false, nameof(BounceClass.Hard))]
    [InlineData("Permanent", "General", true, nameof(BounceClass.Hard))]
    [InlineData("Permanent", "General", false, null)]
    [InlineData("Permanent", "ContentRejected", false, null)]
    [InlineData("Transient", "ContentRejected", true, nameof(BounceClass.Content))]
    [InlineData("Transient", "MessageTooLarge", false, nameof(BounceClass.Content))]
    [InlineData("Transient", "MailboxFull", false, nameof(BounceClass.Soft))]
    [InlineData("Undetermined", null, true, nameof(BounceClass.Undetermined))]
    [InlineData("Temporary", "General", false, nameof(BounceClass.Transient))]
    [InlineData("Unheard of", null, false, null)]
    [InlineData(null, null, true, null)]
    public void Of_the_types_of_SES_permanent_alone_is_hard_only_where_nothing_else_is_said(string? type, string? cause, bool isSilent, string? kind) =>
        Assert.Equal(kind, BounceWords.OfSes(type, cause, isSilent)?.ToString());

    [Theory]
    [InlineData("no code at all", nameof(BounceClass.Hard))]
    [InlineData("550 5.7.1 refused by policy", null)]
    [InlineData(null, nameof(BounceClass.Hard))]
    public void A_code_is_heard_before_the_word_hard(string? reason, string? kind) => Assert.Equal(kind, BounceWords.OfHard(reason)?.ToString());

    [Theory]
    [InlineData("550 5.7.1 refused by policy", nameof(BounceClass.Policy))]
    [InlineData("550 5.1.1 user unknown", nameof(BounceClass.Soft))]
    [InlineData(null, nameof(BounceClass.Soft))]
    public void Soft_is_never_hard_but_it_may_be_our_fault(string? reason, string kind) => Assert.Equal(kind, BounceWords.OfSoft(reason).ToString());
}
