using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Reports;

namespace FollowUpAgent.Tests.Reports;

public sealed class IsoWeekTests
{
    [Theory]
    [InlineData("2026-03-02T00:00:00Z", "2026-W10")]
    [InlineData("2026-03-08T23:59:59Z", "2026-W10")]
    [InlineData("2026-03-02T00:30:00+02:00", "2026-W09")]
    [InlineData("2027-01-01T12:00:00Z", "2026-W53")]
    [InlineData("2024-12-30T00:00:00Z", "2025-W01")]
    public void A_moment_lies_in_the_week_of_its_day_in_UTC(string moment, string week) =>
        Assert.Equal(week, IsoWeek.Of(DateTimeOffset.Parse(moment)).Key);

    [Theory]
    [InlineData("2026-W47", "2026-11-16")]
    [InlineData("2026-w01", "2025-12-29")]
    [InlineData("2026-W53", "2026-12-28")]
    public void A_name_is_read_to_its_Monday(string name, string monday) =>
        Assert.Equal(DateTimeOffset.Parse($"{monday}T00:00Z"), IsoWeek.TryParse(name)!.From);

    [Theory]
    [InlineData("2025-W53")]
    [InlineData("2026-W00")]
    [InlineData("2026-47")]
    [InlineData("2026-W5")]
    [InlineData("last")]
    [InlineData("9999-W52")]
    [InlineData("")]
    public void What_is_no_week_is_not_read(string name) => Assert.Null(IsoWeek.TryParse(name));

    [Fact]
    public void A_weekly_job_is_due_on_Monday_for_the_week_before()
    {
        var period = JobRhythm.WeeklyAt(TimeSpan.FromHours(4)).LastEndedAt(DateTimeOffset.Parse("2026-03-09T04:00:00Z"));

        Assert.Equal("2026-03-02", period.Key);
        Assert.Equal("2026-W10", IsoWeek.Of(period.From).Key);
        Assert.Equal("2026-02-23", JobRhythm.WeeklyAt(TimeSpan.FromHours(4)).LastEndedAt(DateTimeOffset.Parse("2026-03-09T03:59:59Z")).Key);
    }
}
