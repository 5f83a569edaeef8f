namespace FollowUpAgent.Sequences;

/// <summary>What can be wrong with the hours of a sequence: send window, parts of the day, day offsets, blackout dates.</summary>
internal static class WindowFaults
{
    public const int MostSlots = 12;

    private const int FarthestDay = 30;
    private const string ExpectedDay = "one of Mon, Tue, Wed, Thu, Fri, Sat, Sun";
    private const string ExpectedTime = "a time of day from 00:00 to 24:00, as in 09:00";

    private const string ExpectedBlackout =
        "a day as in 2026-12-24, a yearly day as in --12-25, or the first and the last day as in 2026-12-24/2027-01-02 or --12-24/--01-02";

    public static void Note(FaultSheet sheet, string path, SequenceOptions options)
    {
        NoteDays(sheet, $"{path}:SendWindow:Days", options.SendWindow.Days);
        var window = NoteHours(sheet, $"{path}:SendWindow", options.SendWindow.From, options.SendWindow.Until);
        var parts = NoteParts(sheet, $"{path}:PartsOfDay", options.PartsOfDay, window);
        NoteOffsets(sheet, $"{path}:DayOffsets", options.DayOffsets, parts);
        NoteBlackoutDates(sheet, $"{path}:BlackoutDates", options.BlackoutDates);
    }

    public static void NoteBlackoutDates(FaultSheet sheet, string path, string?[]? dates)
    {
        for (var i = 0; i < (dates?.Length ?? 0); i++)
        {
            sheet.Expect(Blackout.TryParse(dates![i], out _), $"{path}:{i}", dates[i], ExpectedBlackout);
        }
    }

    private static void NoteDays(FaultSheet sheet, string path, string?[]? days)
    {
        if (days is null)
        {
            return;
        }

        sheet.Expect(days.Length > 0, path, null, "at least one day of the week");
        for (var i = 0; i < days.Length; i++)
        {
            sheet.Expect(Weekday.IsKnown(days[i]), $"{path}:{i}", days[i], ExpectedDay);
        }

        sheet.ExpectDistinct(days.Select((day, i) => (day, $"{path}:{i}")), "each day once");
    }

    // Null where a fault leaves nothing to compare with.
    private static (TimeOfDay From, TimeOfDay Until)? NoteHours(FaultSheet sheet, string path, string? from, string? until)
    {
        var isFrom = sheet.Expect(TimeOfDay.TryParse(from, out var start), $"{path}:From", from, ExpectedTime);
        var isUntil = sheet.Expect(TimeOfDay.TryParse(until, out var end), $"{path}:Until", until, ExpectedTime);
        return isFrom && isUntil && sheet.Expect(start < end, $"{path}:Until", until, $"a time later than From ({start})")
            ? (start, end)
            : null;
    }

    private static int? NoteParts(FaultSheet sheet, string path, PartOfDayOptions?[]? parts, (TimeOfDay From, TimeOfDay Until)? window)
    {
        if (parts is null)
        {
            return window is null ? null : PartOfDay.DefaultsIn(window.Value.From, window.Value.Until).Count;
        }

        sheet.Expect(parts.Length > 0, path, null, "at least one part of the day; leave it out for the default");
        var sound = new List<(PartOfDay Part, string Path)>();
        for (var i = 0; i < parts.Length; i++)
        {
            if (NotePart(sheet, $"{path}:{i}", parts[i], window) is { } part)
            {
                sound.Add((part, $"{path}:{i}"));
            }
        }

        sheet.ExpectDistinct(parts.Select((part, i) => (part?.Key, $"{path}:{i}:Key")), "a key that no other part of the day has");
        NoteOverlaps(sheet, sound);
        return parts.Length;
    }

    private static PartOfDay? NotePart(FaultSheet sheet, string path, PartOfDayOptions? part, (TimeOfDay From, TimeOfDay Until)? window)
    {
        if (!sheet.Expect(part is not null, path, null, "a part of the day with Key, From and Until"))
        {
            return null;
        }

        sheet.Expect(KeyRule.Allows(part!.Key), $"{path}:Key", part.Key, KeyRule.Expected);
        if (NoteHours(sheet, path, part.From, part.Until) is not { } hours)
        {
            return null;
        }

        var isInside = window is null || (hours.From < window.Value.Until && window.Value.From < hours.Until);
        sheet.Expect(
            isInside,
            path,
            $"{hours.From}-{hours.Until}",
            $"a part that touches the send window ({window?.From}-{window?.Until})");
        return new PartOfDay(part.Key ?? "", hours.From, hours.Until);
    }

    private static void NoteOverlaps(FaultSheet sheet, List<(PartOfDay Part, string Path)> parts)
    {
        var ordered = parts.OrderBy(part => part.Part.From).ToList();
        foreach (var ((one, _), (next, path)) in ordered.Zip(ordered.Skip(1)))
        {
            sheet.Expect(one.Until <= next.From, $"{path}:From", next.From, $"a time not before {one.Until}, when {one.Key} is over");
        }
    }

    private static void NoteOffsets(FaultSheet sheet, string path, int[]? offsets, int? parts)
    {
        var days = offsets ?? [.. DefinitionReading.DefaultDayOffsets];
        sheet.Expect(days.Length > 0, path, null, "at least one day offset");
        for (var i = 0; i < days.Length; i++)
        {
            sheet.ExpectWithin(days[i], 0, FarthestDay, $"{path}:{i}");
        }

        sheet.Expect(days.Distinct().Count() == days.Length, path, string.Join(", ", days), "each day offset once");
        sheet.Expect(
            parts is null || days.Length * parts <= MostSlots,
            path,
            string.Join(", ", days),
            $"at most {MostSlots} slots; {days.Length} day offsets times {parts} parts of the day are {days.Length * parts}");
    }
}
