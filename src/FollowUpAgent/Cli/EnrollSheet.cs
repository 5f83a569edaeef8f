using System.Globalization;
using FollowUpAgent.Contacts;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Cli;

/// <summary>What enrolling did, or would do: counts by reason, and a few schedules.</summary>
internal sealed class EnrollSheet(SequenceDefinition definition, bool isDryRun, bool keepsAll)
{
    private const int MostPreviews = 3;
    private readonly SortedDictionary<string, int> refusals = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> groups = new(StringComparer.Ordinal);
    private readonly List<EnrollVerdict> listed = [];
    private readonly List<Contact> previewed = [];

    /// <summary>The sequence.</summary>
    public SequenceDefinition Definition => definition;

    /// <summary>Whether nothing is written.</summary>
    public bool IsDryRun => isDryRun;

    /// <summary>How many contacts were judged.</summary>
    public int Judged { get; private set; }

    private int Enrolled => Judged - refusals.Values.Sum();

    /// <summary>Counts one verdict.</summary>
    public void Add(EnrollVerdict verdict)
    {
        Judged++;
        if (verdict.Refusal is { } refusal)
        {
            refusals[refusal] = refusals.GetValueOrDefault(refusal) + 1;
        }
        else
        {
            groups[verdict.Enrollment!.GroupName] = groups.GetValueOrDefault(verdict.Enrollment.GroupName) + 1;
        }

        if (keepsAll)
        {
            listed.Add(verdict);
        }

        if (isDryRun && verdict.Enrollment is not null && previewed.Count < MostPreviews)
        {
            previewed.Add(verdict.Contact);
        }
    }

    /// <summary>Writes the result.</summary>
    public void Write(Output output, bool json, DateTimeOffset now)
    {
        if (json)
        {
            output.WriteJson(ToJson(now));
            return;
        }

        var would = isDryRun ? "would be " : "";
        output.Line($"{definition.Key}: {Enrolled} {would}enrolled, {Judged - Enrolled} {would}refused.");
        output.Table([.. groups.Select(g => new[] { $"{g.Value}", $"in group {g.Key}" })], indent: 2);
        output.Table([.. refusals.OrderByDescending(r => r.Value).Select(r => new[] { $"{r.Value}", $"refused: {r.Key}" })], indent: 2);
        output.Table([.. listed.Select(v => new[] { v.Contact.Id.ToString(), v.Refusal ?? $"{would}enrolled, {v.Enrollment!.GroupName}" })], indent: 2);
        foreach (var contact in previewed)
        {
            WritePreview(output, contact, now);
        }
    }

    private void WritePreview(Output output, Contact contact, DateTimeOffset now)
    {
        var preview = SchedulePreview.Of(definition, contact.TimeZone, now);
        output.Line();
        output.Line($"Contact {contact.Id}, {ZoneOf(preview, contact)}, if each mail left at the start of its first slot:");
        output.Table(
            [.. preview.Steps.Select(step => new[] { step.Step, LocalTime(step.SendsAt, contact), $"{step.Offer.Slots.Count} slots: {Slots(step)}" })], indent: 2);
    }

    private static string ZoneOf(SchedulePreview preview, Contact contact)
    {
        var offer = preview.Steps[0].Offer;
        return offer.IsZoneUnknown ? $"{offer.Zone} (its own zone '{contact.TimeZone}' is unknown)" : offer.Zone;
    }

    private static string Slots(PreviewedStep step) => string.Join(", ", step.Offer.Slots.Select(s => s.Key));

    private string LocalTime(DateTimeOffset? moment, Contact contact) => moment is { } at
        ? LocalSchedule.LocalTimeOf(at, contact.TimeZone, definition.DefaultTimeZone).ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
        : "never: the sequence is closed for a year";

    private object ToJson(DateTimeOffset now) => new
    {
        sequence = definition.Key,
        dryRun = isDryRun,
        enrolled = Enrolled,
        refused = Judged - Enrolled,
        groups,
        reasons = refusals,
        contacts = keepsAll ? listed.Select(v => new { id = v.Contact.Id, group = v.Enrollment?.GroupName, v.Refusal }) : null,
        previews = isDryRun ? previewed.Select(c => ToJson(SchedulePreview.Of(definition, c.TimeZone, now), c)) : null,
    };

    private static object ToJson(SchedulePreview preview, Contact contact) => new
    {
        contact = contact.Id,
        zone = preview.Steps[0].Offer.Zone,
        steps = preview.Steps.Select(s => new { s.Step, s.DueAt, s.SendsAt, s.Offer.Slots }),
    };
}
