using FollowUpAgent.Sequences;

namespace FollowUpAgent.Tests.Sequences;

public sealed class BlackoutTests
{
    [Theory]
    [InlineData("2026-12-24", "2026-12-24", true)]
    [InlineData("2026-12-24", "2027-12-24", false)]
    [InlineData("--12-25", "2026-12-25", true)]
    [InlineData("--12-25", "2031-12-25", true)]
    [InlineData("--12-25", "2026-12-26", false)]
    [InlineData("--02-29", "2028-02-29", true)]
    [InlineData("--02-29", "2027-02-28", false)]
    [InlineData("2026-12-24/2027-01-02", "2026-12-23", false)]
    [InlineData("2026-12-24/2027-01-02", "2026-12-24", true)]
    [InlineData("2026-12-24/2027-01-02", "2027-01-02", true)]
    [InlineData("2026-12-24/2027-01-02", "2027-01-03", false)]
    [InlineData("--12-24/--01-02", "2030-01-02", true)]
    [InlineData("--12-24/--01-02", "2030-12-24", true)]
    [InlineData("--12-24/--01-02", "2030-06-01", false)]
    public void A_blackout_holds_from_its_first_to_its_last_day(string text, string date, bool isBlackout)
    {
        Assert.True(Blackout.TryParse(text, out var blackout));

        Assert.Equal(isBlackout, blackout!.Contains(DateOnly.Parse(date, null)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("2026-02-30")]
    [InlineData("24-12-2026")]
    [InlineData("--13-01")]
    [InlineData("12-25")]
    [InlineData("2026-12-24/--01-02")]
    [InlineData("2027-01-02/2026-12-24")]
    [InlineData("2026-12-24/2026-12-25/2026-12-26")]
    [InlineData("2026-12-24/")]
    public void What_is_no_day_is_no_blackout(string? text) => Assert.False(Blackout.TryParse(text, out _));
}
