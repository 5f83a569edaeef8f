using System.Text.RegularExpressions;
using FollowUpAgent.Contacts;

namespace FollowUpAgent.Sequences;

/// <summary>What can be wrong with one sequence.</summary>
internal static partial class SequenceFaults
{
    private static readonly TimeSpan LongestDuration = TimeSpan.FromDays(3650);

    public static void Note(FaultSheet sheet, string key, SequenceOptions? options, IReadOnlyCollection<string> senders)
    {
        var path = $"Sequences:{key}";
        sheet.Expect(KeyRule.Allows(key), path, key, KeyRule.Expected);
        if (!sheet.Expect(options is not null, path, null, "a sequence with Steps"))
        {
            return;
        }

        StepFaults.Note(sheet, $"{path}:Steps", options!.Steps);
        WindowFaults.Note(sheet, path, options);
        NoteDefaults(sheet, path, options);
        NoteSenders(sheet, $"{path}:Senders", options.Senders, senders);
        NoteChoices(sheet, path, options);
        NoteDuration(sheet, path, options);
    }

    private static void NoteDefaults(FaultSheet sheet, string path, SequenceOptions options)
    {
        sheet.Expect(
            options.DefaultLanguage is { } language && Language().IsMatch(language),
            $"{path}:DefaultLanguage",
            options.DefaultLanguage,
            "a language of two or three letters, as in nl or pt-BR");
        NoteZone(sheet, $"{path}:DefaultTimeZone", options.DefaultTimeZone);
        sheet.Expect(
            string.IsNullOrEmpty(options.Owner) || AddressKeys.Normalise(options.Owner) is not null, $"{path}:Owner", options.Owner, "one plain mail address");
    }

    public static void NoteZone(FaultSheet sheet, string path, string? zone)
    {
        if (LocalSchedule.KnownZone(zone) is null)
        {
            var nearest = zone is not null && TimeZoneNames.Nearest(zone) is { } meant ? $"perhaps {meant}" : "as in Europe/Amsterdam";
            sheet.Expect(holds: false, path, zone, $"an IANA time zone, {nearest}");
        }
    }

    private static void NoteSenders(FaultSheet sheet, string path, string?[]? named, IReadOnlyCollection<string> senders)
    {
        if (named is null)
        {
            return;
        }

        sheet.Expect(named.Length > 0, path, null, "at least one key of Senders; leave it out to use all");
        for (var i = 0; i < named.Length; i++)
        {
            var isKnown = senders.Contains(named[i], StringComparer.Ordinal);
            sheet.Expect(isKnown, $"{path}:{i}", named[i], $"a key of Senders: {string.Join(", ", senders.Order(StringComparer.Ordinal))}");
        }

        sheet.ExpectDistinct(named.Select((name, i) => (name, $"{path}:{i}")), "each sender once");
    }

    private static void NoteChoices(FaultSheet sheet, string path, SequenceOptions options)
    {
        NoteChoice<Reentry>(sheet, $"{path}:Reentry", options.Reentry);
        NoteChoice<CompanyMark>(sheet, $"{path}:StopCompanyBy", options.StopCompanyBy);
        NoteChoice<SequenceTracking>(sheet, $"{path}:Tracking", options.Tracking);
        for (var i = 0; i < (options.StopOn?.Length ?? 0); i++)
        {
            NoteChoice<StopSignal>(sheet, $"{path}:StopOn:{i}", options.StopOn![i]);
        }
    }

    private static void NoteChoice<T>(FaultSheet sheet, string path, string? text)
        where T : struct, Enum => sheet.Expect(Choice<T>.IsKnown(text), path, text, Choice<T>.Expected);

    private static void NoteDuration(FaultSheet sheet, string path, SequenceOptions options)
    {
        // A wait out of its bounds has a fault of its own; in this sum it would only repeat it.
        var waits = (options.Steps ?? []).Select(step => step?.Wait).Where(wait => wait > TimeSpan.Zero && wait <= StepFaults.LongestWait);
        var total = waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait!.Value);
        sheet.Expect(
            options.MaxDuration > total && options.MaxDuration <= LongestDuration,
            $"{path}:MaxDuration",
            options.MaxDuration,
            $"a duration longer than all waits together ({total:c}) and at most {LongestDuration:c}");
    }

    [GeneratedRegex(@"\A[a-z]{2,3}(-[A-Z]{2})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Language();
}
