using FollowUpAgent.Contacts;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Tests.Sequences;

public sealed class TextFormTests
{
    [Fact]
    public void Every_exit_reason_reads_back_from_its_text() =>
        Assert.All(Enum.GetValues<ExitReason>(), reason => Assert.Equal(reason, ExitReasonText.Parse(reason.ToText())));

    [Fact]
    public void Every_enrollment_state_reads_back_from_its_text() =>
        Assert.All(Enum.GetValues<EnrollmentState>(), state => Assert.Equal(state, EnrollmentStateText.Parse(state.ToText())));

    [Fact]
    public void Every_group_reads_back_from_its_text() =>
        Assert.All(Enum.GetValues<Group>(), group => Assert.Equal(group, GroupText.Parse(group.ToText())));

    [Fact]
    public void Every_exit_reason_is_written_in_lower_case_with_hyphens() =>
        Assert.All(Enum.GetValues<ExitReason>(), reason => Assert.Matches("^[a-z]+(-[a-z]+)*$", reason.ToText()));

    [Fact]
    public void An_unknown_text_is_refused_by_name()
    {
        Action[] readings = [() => ExitReasonText.Parse("gone"), () => EnrollmentStateText.Parse("gone"), () => GroupText.Parse("gone")];

        Assert.All(
            readings,
            reading => Assert.Contains("'gone'", Assert.Throws<FormatException>(reading).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_an_ended_enrollment_is_not_open() =>
        Assert.Equal([EnrollmentState.Ended], Enum.GetValues<EnrollmentState>().Where(state => !state.IsOpen()));
}
