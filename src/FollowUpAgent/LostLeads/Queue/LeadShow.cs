namespace FollowUpAgent.LostLeads;

/// <summary>Leads for scripts: the same by command line and API.</summary>
internal static class LeadShow
{
    /// <summary>One lead of the queue.</summary>
    public static LeadShown Show(LeadEntry entry, LeadModel model, LeadWords words, DateTimeOffset now) => new(
        entry.Row.ContactId.Value,
        entry.Row.DormantSince,
        words.Did(entry),
        words.Reason(entry.Row, now),
        Show(entry.Row.Forecast.Written),
        Show(entry.Row.Forecast.Alone),
        Show(entry.Row.Forecast.Gain),
        words.Evidence(model.Revival.Evidence),
        MessageOf(entry),
        entry.Moment,
        words.PlayOf(entry.Row.Play));

    /// <summary>One lead, and what keeps it out of the queue.</summary>
    public static LeadDetail Show(LeadExplanation lead, LeadWords words, LostLeadsOptions options, DateTimeOffset now) => new(
        Show(lead.Entry, lead.Model, words, now),
        Math.Round(lead.Entry.Row.Alive, 4),
        lead.Entry.Row.Chance,
        lead.Entry.Row.ScoredAt,
        lead.Entry.Row.LookAt,
        lead.Bars.Tries,
        lead.Bars.LastTry,
        LeadFeatures.Parse(lead.Entry.Row.Features) is { } features
            ? LeadFeatures.Names.Zip(features).ToDictionary(f => f.First, f => Math.Round(f.Second, 3))
            : null,
        [.. words.Bars(lead, now, options)]);

    /// <summary>What was begun.</summary>
    public static StartedShown Show(StartedRevival started) => new(started.Contact.Value, started.Id?.Value, started.Kind, started.Moment, started.Refused);

    // The wording is drawn when the step falls due, on what is known then.
    private static LeadMessage? MessageOf(LeadEntry entry) => entry.Row.Play != Play.Write || entry.Sequence is not { } sequence
        ? null
        : new LeadMessage(sequence.Key, sequence.Steps[0].Key, [.. sequence.Steps[0].Variants.Select(v => v.Key)]);

    private static LeadEstimate Show(Learning.Dormancy.Estimate estimate) => new(Math.Round(estimate.Value, 5), Math.Round(estimate.Low, 5), Math.Round(estimate.High, 5));
}

/// <summary>A lead as it is answered.</summary>
internal sealed record LeadShown(
    Guid Contact, DateTimeOffset? DormantSince, string Did, string Reason, LeadEstimate IfWritten, LeadEstimate IfLeft, LeadEstimate Gain, string Evidence,
    LeadMessage? Message, DateTimeOffset Moment, string Play);

/// <summary>A forecast with its interval.</summary>
internal sealed record LeadEstimate(double Value, double Low, double High);

/// <summary>What would be written.</summary>
internal sealed record LeadMessage(string Sequence, string Step, IReadOnlyList<string> Variants);

/// <summary>A lead, what its score rests on, and what keeps it out of the queue.</summary>
internal sealed record LeadDetail(
    LeadShown Lead, double Alive, double Chance, DateTimeOffset ScoredAt, DateTimeOffset? LookAt, int Tries, DateTimeOffset? LastTry,
    IReadOnlyDictionary<string, double>? Features, IReadOnlyList<string> NotInQueue);

/// <summary>What was begun with a lead, or why it was not.</summary>
internal sealed record StartedShown(Guid Contact, Guid? Revival, string? Kind, DateTimeOffset Moment, string? Refused);
