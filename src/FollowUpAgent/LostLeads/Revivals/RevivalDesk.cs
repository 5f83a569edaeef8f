using System.Buffers.Binary;
using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Oversight;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>
/// Begins with the leads at the head of the queue: chance leaves a share alone, so that the gain can be measured, the others are enrolled in
/// the sequence of revivals like anybody, or handed to a person to phone. Harmless when repeated: a contact that was tried is in its cool-down.
/// </summary>
internal sealed class RevivalDesk(
    Database database, LeadQueue queue, Enroller enroller, SequenceCatalog catalog, Owners owners, LostLeadsOptions options, Chance chance, IdSource ids, TimeProvider clock)
{
    private const int MostUnenrolled = 200;

    // Beside those that are skipped: colleagues of who is tried already, and who may not be enrolled.
    private const int LookAhead = 4;
    private static readonly TimeSpan Soon = TimeSpan.FromDays(1);

    /// <summary>Begins with what the day's capacity leaves room for, of those whose moment comes within a day.</summary>
    public async Task<IReadOnlyList<StartedRevival>> StartDueAsync(CancellationToken cancellationToken)
    {
        await EnrollLeftOverAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var begun = await database.ReadAsync(s => s.CountBegunAsync(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero)), cancellationToken);
        var room = options.CapacityPerDay - begun.Begun;
        return room <= 0 ? [] : await StartAsync(room, options.CallsPerDay - begun.Phoned, e => e.Moment <= now + Soon, null, cancellationToken);
    }

    /// <summary>Begins with the first of the queue, because a person says so.</summary>
    public async Task<IReadOnlyList<StartedRevival>> StartAsync(int top, string person, CancellationToken cancellationToken)
    {
        await EnrollLeftOverAsync(cancellationToken);
        return await StartAsync(top, options.CallsPerDay, _ => true, person, cancellationToken);
    }

    /// <summary>Takes a lead off the queue until the contact shows itself again.</summary>
    /// <returns>False where the contact is no lead.</returns>
    public Task<bool> DismissAsync(ContactId contact, string person, string reason, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(
            async session => await session.FindLeadAsync(contact) is not null && await session.DismissAsync(contact, person, reason, now) > 0, cancellationToken);
    }

    private async Task<IReadOnlyList<StartedRevival>> StartAsync(int top, int calls, Func<LeadEntry, bool> isDue, string? person, CancellationToken cancellationToken)
    {
        var (started, companies) = (new List<StartedRevival>(), new HashSet<string>(StringComparer.Ordinal));
        var list = await queue.ReadAsync(Math.Max(top * LookAhead, 100), cancellationToken);
        foreach (var entry in list.Entries.Where(isDue))
        {
            if (started.Count(s => s.Refused is null) >= top)
            {
                break;
            }

            // One of a company at a time: two at once look like a machine, and what one does is no evidence of the other.
            if (entry.Row.CompanyKey is { } company && !companies.Add(company))
            {
                continue;
            }

            var isPhoned = entry.Row.Play == Play.Phone && started.Count(s => s.Kind == RevivalKind.Phoned) < calls;
            started.Add(await StartAsync(entry, isPhoned, person, cancellationToken));
        }

        return started;
    }

    private async Task<StartedRevival> StartAsync(LeadEntry entry, bool isPhoned, string? person, CancellationToken cancellationToken)
    {
        var contact = await database.ReadAsync(s => s.FindContactAsync(entry.Row.ContactId), cancellationToken);
        if (contact is null || entry.Sequence is null)
        {
            return StartedRevival.Not(entry, contact is null ? "the contact is gone" : $"there is no sequence '{options.SequenceOf(entry.Row.Reason)}'");
        }

        // Judged before the draw, so that both sides of the comparison could have been written to.
        if ((await enroller.EnrollPageAsync(entry.Sequence, [contact], isDryRun: true, cancellationToken))[0].Refusal is { } refusal)
        {
            return StartedRevival.Not(entry, refusal);
        }

        var revival = Draw(entry, isPhoned, person);
        var owner = owners.Of(contact, entry.Sequence.Key);
        var isBegun = await database.WriteAsync(
            async session => await session.LockContactAsync(contact.Id) is not null
                && await session.AddRevivalAsync(revival, revival.BegunAt - options.CoolDown)
                && (revival.Kind != RevivalKind.Phoned || await session.OpenTaskAsync(TaskOf(revival, owner)) > 0),
            cancellationToken);
        return !isBegun ? StartedRevival.Not(entry, "was tried meanwhile")
            : new StartedRevival(contact.Id, revival.Id, revival.Kind, revival.MomentAt, revival.Kind == RevivalKind.Written ? await EnrollAsync(revival, contact, cancellationToken) : null);
    }

    private Revival Draw(LeadEntry entry, bool isPhoned, string? person)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        chance.Fill(bytes);
        var isHeld = (BinaryPrimitives.ReadUInt64LittleEndian(bytes) >> 11) * (1.0 / (1UL << 53)) < options.HoldoutShare;
        var (now, moment) = (clock.GetUtcNow(), entry.Moment);
        return new Revival
        {
            Id = new RevivalId(ids.New()),
            ContactId = entry.Row.ContactId,
            Kind = isHeld ? RevivalKind.Held : isPhoned ? RevivalKind.Phoned : RevivalKind.Written,
            Probability = isHeld ? options.HoldoutShare : 1 - options.HoldoutShare,
            Sequence = entry.Sequence!.Key,
            Person = person,
            Forecast = entry.Row.Gain,
            Features = entry.Row.Features,
            MomentAt = moment,
            BegunAt = now,
            UntilAt = moment + options.Window,
        };
    }

    private static OwnerTask TaskOf(Revival revival, string? owner) => new()
    {
        Id = new TaskId(revival.Id.Value),
        ContactId = revival.ContactId,
        Sequence = revival.Sequence,
        EventId = revival.Id.Value,
        Kind = TaskKind.Call,
        Owner = owner,
        OpenedAt = revival.BegunAt,
    };

    // A worker may have gone away between the draw and the enrollment; the draw stands.
    private async Task EnrollLeftOverAsync(CancellationToken cancellationToken)
    {
        foreach (var revival in await database.ReadAsync(s => s.FindUnenrolledAsync(clock.GetUtcNow(), MostUnenrolled), cancellationToken))
        {
            if (await database.ReadAsync(s => s.FindContactAsync(revival.ContactId), cancellationToken) is { } contact)
            {
                await EnrollAsync(revival, contact, cancellationToken);
            }
        }
    }

    private async Task<string?> EnrollAsync(Revival revival, Contact contact, CancellationToken cancellationToken)
    {
        if (catalog.Find(revival.Sequence!) is not { } sequence)
        {
            return null;
        }

        var verdict = (await enroller.EnrollPageAsync(sequence, [contact], isDryRun: false, cancellationToken))[0];
        await database.WriteAsync(
            async session =>
            {
                await session.NoteEnrolledAsync(revival.Id, verdict.Enrollment?.Id, verdict.Refusal);
                if (verdict.Enrollment is { } enrollment)
                {
                    await session.DelayAsync(enrollment.Id, revival.MomentAt);
                }
            },
            cancellationToken);
        return verdict.Refusal;
    }
}

/// <summary>What became of a lead that was begun with.</summary>
/// <param name="Contact">Who.</param>
/// <param name="Id">The revival, or null.</param>
/// <param name="Kind">One of <see cref="RevivalKind"/>; null where it was not begun.</param>
/// <param name="Moment">When.</param>
/// <param name="Refused">Why not, or null.</param>
internal sealed record StartedRevival(ContactId Contact, RevivalId? Id, string? Kind, DateTimeOffset Moment, string? Refused)
{
    /// <summary>It was not begun.</summary>
    public static StartedRevival Not(LeadEntry entry, string refusal) => new(entry.Row.ContactId, null, null, entry.Moment, refusal);
}
