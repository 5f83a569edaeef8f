using System.Globalization;
using System.Net.Mail;

namespace FollowUpAgent.Sequences;

/// <summary>What can be wrong with one sender.</summary>
internal static class SenderFaults
{
    private const int HighestCap = 100_000;
    private const int SteepestGrowth = 10_000;
    private const int LongestName = 100;
    private const string ExpectedAddress = "a mail address, as in anna@example.com";

    public static void Note(FaultSheet sheet, string key, SenderOptions? options)
    {
        var path = $"Senders:{key}";
        sheet.Expect(KeyRule.Allows(key), path, key, KeyRule.Expected);
        if (!sheet.Expect(options is not null, path, null, "a sender with Name and Address"))
        {
            return;
        }

        sheet.Expect(IsOneLine(options!.Name), $"{path}:Name", options.Name, $"1 to {LongestName} letters on one line");
        sheet.Expect(IsAddress(options.Address), $"{path}:Address", options.Address, ExpectedAddress);
        sheet.Expect(options.ReplyTo is null || IsAddress(options.ReplyTo), $"{path}:ReplyTo", options.ReplyTo, ExpectedAddress);
        sheet.Expect(KeyRule.Allows(options.Relay), $"{path}:Relay", options.Relay, KeyRule.Expected);
        sheet.ExpectWithin(options.PerDay, 1, HighestCap, $"{path}:PerDay");
        SequenceFaults.NoteZone(sheet, $"{path}:TimeZone", options.TimeZone);
        if (options.RampUp is { } rampUp)
        {
            NoteRampUp(sheet, $"{path}:RampUp", rampUp, options.PerDay);
        }
    }

    private static void NoteRampUp(FaultSheet sheet, string path, RampUpOptions options, int perDay)
    {
        var isDay = DateOnly.TryParseExact(options.StartedOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        sheet.Expect(isDay, $"{path}:StartedOn", options.StartedOn, "a day, as in 2026-09-01");
        sheet.ExpectWithin(options.FirstDay, 1, Math.Clamp(perDay, 1, HighestCap), $"{path}:FirstDay");
        sheet.ExpectWithin(options.GrowthPerDay, 1, SteepestGrowth, $"{path}:GrowthPerDay");
    }

    private static bool IsOneLine(string? name) => name?.Trim() is { Length: > 0 and <= LongestName } && !name.Any(char.IsControl);

    private static bool IsAddress(string? text) => MailAddress.TryCreate(text, out var address) && address.Address == text;
}
