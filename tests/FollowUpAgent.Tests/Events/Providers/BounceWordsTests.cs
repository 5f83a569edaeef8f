using FollowUpAgent.Events;
using FollowUpAgent.Events.Providers;

namespace FollowUpAgent.Tests.Events.Providers;

public sealed class BounceWordsTests
{
    [Theory]
    [InlineData("Permanent", "NoEmail", false, nameof(BounceKind.Hard))]
    [InlineData("Permanent", "OnAccountSuppressionList", false, nameof(BounceKind.Hard))]
    [InlineData("Permanent", "General", true, nameof(BounceKind.Hard))]
    [InlineData("Permanent", "General", false, null)]
    [InlineData("Permanent", "ContentRejected", false, null)]
    [InlineData("Transient", "ContentRejected", true, nameof(BounceKind.Ours))]
    [InlineData("Transient", "MessageTooLarge", false, nameof(BounceKind.Ours))]
    [InlineData("Transient", "MailboxFull", false, nameof(BounceKind.Soft))]
    [InlineData("Undetermined", null, true, nameof(BounceKind.Soft))]
    [InlineData("Temporary", "General", false, nameof(BounceKind.Soft))]
    [InlineData("Unheard of", null, false, null)]
    [InlineData(null, null, true, null)]
    public void Of_the_types_of_SES_permanent_alone_is_hard_only_where_nothing_else_is_said(string? type, string? cause, bool isSilent, string? kind) =>
        Assert.Equal(kind, BounceWords.OfSes(type, cause, isSilent)?.ToString());

    [Theory]
    [InlineData("no code at all", nameof(BounceKind.Hard))]
    [InlineData("550 5.7.1 refused by policy", null)]
    [InlineData(null, nameof(BounceKind.Hard))]
    public void A_code_is_heard_before_the_word_hard(string? reason, string? kind) => Assert.Equal(kind, BounceWords.OfHard(reason)?.ToString());

    [Theory]
    [InlineData("550 5.7.1 refused by policy", nameof(BounceKind.Ours))]
    [InlineData("550 5.1.1 user unknown", nameof(BounceKind.Soft))]
    [InlineData(null, nameof(BounceKind.Soft))]
    public void Soft_is_never_hard_but_it_may_be_our_fault(string? reason, string kind) => Assert.Equal(kind, BounceWords.OfSoft(reason).ToString());
}
