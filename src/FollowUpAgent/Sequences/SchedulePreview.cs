namespace FollowUpAgent.Sequences;

/// <summary>What an enrollment would look like if each message left at the start of its default slot.</summary>
/// <param name="Steps">As far as the enrollment gets.</param>
/// <param name="End">How it would end; null where the sequence is closed for a whole year, so that it would wait.</param>
internal sealed record SchedulePreview(IReadOnlyList<PreviewedStep> Steps, ExitReason? End)
{
    public static SchedulePreview Of(SequenceDefinition definition, string? zone, DateTimeOffset enrolledAt)
    {
        var steps = new List<PreviewedStep>();
        var lastSentAt = enrolledAt;
        foreach (var step in definition.Steps)
        {
            var offer = LocalSchedule.SlotsFrom(lastSentAt + step.Wait, zone, definition);
            if (offer.Default?.From > enrolledAt + definition.MaxDuration)
            {
                return new SchedulePreview(steps, ExitReason.LapsedOut);
            }

            steps.Add(new PreviewedStep(step.Key, lastSentAt + step.Wait, offer));
            if (offer.Default is null)
            {
                return new SchedulePreview(steps, End: null);
            }

            lastSentAt = offer.Default.From;
        }

        return new SchedulePreview(steps, ExitReason.Completed);
    }
}

/// <summary>One step of a preview.</summary>
/// <param name="Step">The key of the step.</param>
/// <param name="DueAt">When it falls due.</param>
/// <param name="Offer">The slots the agent could choose from.</param>
internal sealed record PreviewedStep(string Step, DateTimeOffset DueAt, SlotOffer Offer)
{
    /// <summary>The start of the default slot; null where the sequence is closed.</summary>
    public DateTimeOffset? SendsAt => Offer.Default?.From;
}
