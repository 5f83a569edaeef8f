using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Tests.House;

/// <summary>Writes into an agent's database what would have happened, row by row.</summary>
internal sealed class Diary(AgentInTest agent)
{
    private readonly IdSource ids = agent.Get<IdSource>();

    /// <summary>A contact that enters the sequence.</summary>
    public async Task<(ContactId Contact, EnrollmentId Enrollment)> EnterAsync(string group, DateTimeOffset at, string? company = null)
    {
        var contact = await agent.AddContactAsync($"{ids.New():N}@example.test", c => c with { Company = company });
        var enrollment = new Enrollment
        {
            Id = new EnrollmentId(ids.New()),
            ContactId = contact.Id,
            Sequence = "hello",
            Entry = 1,
            GroupName = group,
            Sender = "anna",
            State = "waiting",
            Step = "first",
            Round = 1,
            DueAt = at.AddDays(400),
            EnteredAt = at,
        };
        await WriteAsync(s => s.AddEnrollmentsAsync([enrollment]));
        return (contact.Id, enrollment.Id);
    }

    /// <summary>A round that ended; a sent one has a message, drawn with this probability. Forecasts are those of both actions, at either stage.</summary>
    public async Task<DecisionId> DecideAsync(
        (ContactId Contact, EnrollmentId Enrollment) who, string group, DateTimeOffset at, RoundEnd how, string variant = "plain@1", double propensity = 0.5,
        string step = "first", string? forecasts = null)
    {
        var when = new Decision
        {
            Id = new DecisionId(ids.New()),
            Stage = Decision.When,
            EnrollmentId = who.Enrollment,
            ContactId = who.Contact,
            Sequence = "hello",
            Step = step,
            Round = 1,
            GroupName = group,
            DecidedAt = at,
            Actions = """["d0-day","skip"]""",
            Propensities = "[0.9,0.1]",
            Chosen = how == RoundEnd.Skipped ? Decision.Skip : "d0-day",
            Propensity = how == RoundEnd.Skipped ? 0.1 : 0.9,
            Forecasts = forecasts,
            Configuration = "test",
        };
        await WriteAsync(async s =>
        {
            await s.AddDecisionAsync(when);
            await s.CloseRoundAsync(when.Id, how, null, at);
        });
        if (how == RoundEnd.Sent)
        {
            await SendAsync(when, at, variant, propensity);
        }

        return when.Id;
    }

    /// <summary>Something that a decision earned.</summary>
    public Task EarnAsync(DecisionId decision, string outcome, DateTimeOffset at) => WriteAsync(s => s.ExecuteAsync(
        "INSERT INTO reward (event_id, decision_id, outcome, occurred_at) VALUES (@id, @decision, @outcome, @at)",
        new { id = ids.New(), decision, outcome, at }));

    /// <summary>Something that was heard of a decision's message.</summary>
    public Task HearAsync(DecisionId decision, string kind, DateTimeOffset at, bool machine = false) => WriteAsync(s => s.ExecuteAsync(
        """
        INSERT INTO event (id, inbox_id, position, kind, message_id, machine, occurred_at, rewarded)
        SELECT @id, @id, 0, @kind, m.id, @machine, @at, true FROM message m WHERE m.decision_id = @decision
        """,
        new { id = ids.New(), decision, kind, machine, at }));

    private async Task SendAsync(Decision when, DateTimeOffset at, string variant, double propensity)
    {
        var which = when with
        {
            Stage = Decision.Which,
            Actions = """["plain@1","asking@1"]""",
            Propensities = "[0.5,0.5]",
            Chosen = variant,
            Propensity = propensity,
        };
        await WriteAsync(async s =>
        {
            await s.AddDecisionAsync(which);
            await s.ExecuteAsync(
                """
                INSERT INTO message (id, decision_id, enrollment_id, contact_id, sequence, step, variant, template, fingerprint, sender, relay, domain,
                    header_id, state, due_at, slot_until, maybe_sent, attempts, crashes, lease_losses, fence, lease_until, attempted_at, sent_at, created_at)
                VALUES (@id, @Decision, @EnrollmentId, @ContactId, 'hello', @Step, @variant, 't', 'f', 'anna', 'folder', 'example.test',
                    @header, 'sent', @at, @at, false, 1, 0, 0, 1, 0, @at, @at, @at)
                """,
                new { id = ids.New(), Decision = when.Id, when.EnrollmentId, when.ContactId, when.Step, variant, header = $"{when.Id}@test", at });
        });
    }

    private Task WriteAsync(Func<Session, Task> work) => agent.Database.WriteAsync(work, CancellationToken.None);
}
