using System.Collections.Immutable;
using System.Globalization;
using FollowUpAgent.Contacts;

namespace FollowUpAgent.Sequences;

/// <summary>Turns options that are free of faults into definitions: fills in defaults, resolves keys, sorts what has no order.</summary>
internal static class DefinitionReading
{
    public static readonly IReadOnlyList<string> DefaultDays = ["Mon", "Tue", "Wed", "Thu", "Fri"];

    public static readonly IReadOnlyList<int> DefaultDayOffsets = [0, 1, 2];

    private static readonly StopSignal[] StopsAlways = [StopSignal.Bounce, StopSignal.Complaint, StopSignal.Unsubscribe];

    public static IReadOnlyList<SequenceDefinition> ReadSequences(SequencesOptions options) =>
    [
        .. options.Sequences
            .OrderBy(sequence => sequence.Key, StringComparer.Ordinal)
            .Select(sequence => ReadSequence(sequence.Key, sequence.Value!, options)),
    ];

    public static IReadOnlyList<Sender> ReadSenders(SequencesOptions options) =>
    [
        .. options.Senders
            .OrderBy(sender => sender.Key, StringComparer.Ordinal)
            .Select(sender => ReadSender(sender.Key, sender.Value!)),
    ];

    public static Limits ReadLimits(LimitsOptions options) => new(
        options.PerContact is null
            ? Limits.DefaultPerContact
            : [.. options.PerContact.Select(cap => new ContactCap(cap!.Messages, cap.Within))],
        options.PerDomainPerDay,
        options.Domains.ToImmutableSortedDictionary(
            domain => domain.Key.ToLowerInvariant(),
            domain => domain.Value,
            StringComparer.Ordinal));

    public static GroupShares ReadShares(GroupsOptions options) => new(
        options.Treatment,
        options.Control,
        options.Baseline,
        options.Holdout,
        Choice<AllotmentUnit>.Parse(options.Unit!));

    /// <summary>The parts of the day as configured or by default, cut to the window.</summary>
    public static IReadOnlyList<PartOfDay> ReadPartsOfDay(PartOfDayOptions?[]? options, TimeOfDay from, TimeOfDay until) => options is null
        ? PartOfDay.DefaultsIn(from, until)
        : PartOfDay.Clipped(options.Select(part => new PartOfDay(part!.Key!, ReadTime(part.From), ReadTime(part.Until))), from, until);

    private static SequenceDefinition ReadSequence(string key, SequenceOptions options, SequencesOptions all)
    {
        var window = ReadWindow(options.SendWindow);
        return new SequenceDefinition
        {
            Key = key,
            Steps = [.. options.Steps!.Select((step, index) => ReadStep(step!, isFirst: index == 0))],
            SendWindow = window,
            PartsOfDay = ReadPartsOfDay(options.PartsOfDay, window.From, window.Until),
            DayOffsets = [.. (options.DayOffsets ?? DefaultDayOffsets).Order()],
            BlackoutDates = [.. ReadBlackouts(all.BlackoutDates).Concat(ReadBlackouts(options.BlackoutDates)).Distinct()],
            DefaultLanguage = options.DefaultLanguage!,
            DefaultTimeZone = LocalSchedule.KnownZone(options.DefaultTimeZone)!,
            Senders = [.. (options.Senders ?? [.. all.Senders.Keys]).Select(sender => sender!).Order(StringComparer.Ordinal)],
            StopsOn = ReadStopsOn(options.StopOn),
            StopsCompanyOnReply = options.StopCompanyOnReply,
            StopsCompanyBy = Choice<CompanyMark>.Parse(options.StopCompanyBy!),
            Owner = AddressKeys.Normalise(options.Owner),
            AwaitsReturn = options.AwaitReturn,
            Reentry = Choice<Reentry>.Parse(options.Reentry!),
            IsExclusive = options.Exclusive,
            MailsElsewhereData = options.MailsElsewhereData,
            Tracking = Choice<SequenceTracking>.Parse(options.Tracking!),
            MaxDuration = options.MaxDuration,
        };
    }

    private static SendWindow ReadWindow(SendWindowOptions options) => new(
        [.. (options.Days ?? [.. DefaultDays]).Select(day => Weekday.Parse(day!)).OrderBy(day => ((int)day + 6) % 7)],
        ReadTime(options.From),
        ReadTime(options.Until));

    private static StepDefinition ReadStep(StepOptions options, bool isFirst) => new(
        options.Key!,
        options.Wait ?? TimeSpan.Zero,
        [.. options.Variants!.Select(variant => ReadVariant(variant!))],
        options.Thread ?? !isFirst);

    private static VariantDefinition ReadVariant(VariantOptions options) => new(
        options.Key!,
        options.Template!,
        (options.Traits ?? []).ToImmutableSortedDictionary(trait => trait.Key, trait => trait.Value!, StringComparer.Ordinal));

    private static IReadOnlyList<StopSignal> ReadStopsOn(string?[]? texts) => texts is null
        ? [.. Enum.GetValues<StopSignal>()]
        : [.. texts.Select(text => Choice<StopSignal>.Parse(text!)).Concat(StopsAlways).Distinct().Order()];

    private static IEnumerable<Blackout> ReadBlackouts(string?[]? texts)
    {
        foreach (var text in texts ?? [])
        {
            if (Blackout.TryParse(text, out var blackout))
            {
                yield return blackout!;
            }
        }
    }

    private static Sender ReadSender(string key, SenderOptions options) => new()
    {
        Key = key,
        Name = options.Name!,
        Address = options.Address!,
        ReplyTo = options.ReplyTo,
        Relay = options.Relay!,
        PerDay = options.PerDay,
        TimeZone = LocalSchedule.KnownZone(options.TimeZone)!,
        RampUp = options.RampUp is null ? null : ReadRampUp(options.RampUp),
    };

    private static RampUp ReadRampUp(RampUpOptions options) => new(
        DateOnly.ParseExact(options.StartedOn!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        options.FirstDay,
        options.GrowthPerDay);

    private static TimeOfDay ReadTime(string? text) => TimeOfDay.TryParse(text, out var time)
        ? time
        : throw new FormatException($"'{text}' is no time of day: expected one as in 09:00.");
}
