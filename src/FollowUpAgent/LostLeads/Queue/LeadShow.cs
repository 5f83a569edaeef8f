namespace FollowUpAgent.LostLeads;

/// <summary>Leads for scripts: the same by command line and API.</summary>
internal static class LeadShow
{
    /// <summary>One lead of the queue.</summary>
    public static object Show(LeadEntry entry, LeadModel model, LeadWords words, DateTimeOffset now) => new
    {
        contact = entry.Row.ContactId.Value,
        dormantSince = entry.Row.DormantSince,
        did = words.Did(entry),
        reason = words.Reason(entry.Row, now),
        ifWritten = Show(entry.Row.Forecast.Written),
        ifLeft = Show(entry.Row.Forecast.Alone),
        gain = Show(entry.Row.Forecast.Gain),
        evidence = words.Evidence(model.Revival.Evidence),
        message = MessageOf(entry),
        moment = entry.Moment,
        play = words.PlayOf(entry.Row.Play),
    };

    /// <summary>One lead, and what keeps it out of the queue.</summary>
    public static object Show(LeadExplanation lead, LeadWords words, LostLeadsOptions options, DateTimeOffset now) => new
    {
        lead = Show(lead.Entry, lead.Model, words, now),
        alive = Math.Round(lead.Entry.Row.Alive, 4),
        chance = lead.Entry.Row.Chance,
        scoredAt = lead.Entry.Row.ScoredAt,
        lookAt = lead.Entry.Row.LookAt,
        tries = lead.Bars.Tries,
        lastTry = lead.Bars.LastTry,
        features = LeadFeatures.Parse(lead.Entry.Row.Features) is { } features
            ? LeadFeatures.Names.Zip(features).ToDictionary(f => f.First, f => Math.Round(f.Second, 3))
            : null,
        notInQueue = words.Bars(lead, now, options).ToList(),
    };

    /// <summary>What was begun.</summary>
    public static object Show(StartedRevival started) => new { contact = started.Contact.Value, revival = started.Id?.Value, kind = started.Kind, moment = started.Moment, refused = started.Refused };

    // The wording is drawn when the step falls due, on what is known then.
    private static object? MessageOf(LeadEntry entry) => entry.Row.Play != Play.Write || entry.Sequence is not { } sequence
        ? null
        : new { sequence = sequence.Key, step = sequence.Steps[0].Key, variants = sequence.Steps[0].Variants.Select(v => v.Key) };

    private static object Show(Learning.Dormancy.Estimate estimate) => new { value = Math.Round(estimate.Value, 5), low = Math.Round(estimate.Low, 5), high = Math.Round(estimate.High, 5) };
}
