using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight.Directives;

/// <summary>Where people lay their decisions over the configuration, and end them. Who may is settled before.</summary>
internal sealed class DirectiveDesk(Database database, SteeringDesk steering, IConfiguration configuration, IdSource ids, TimeProvider clock)
{
    /// <summary>Makes a directive, if the configuration under it has no fault.</summary>
    /// <param name="asked">What is asked for.</param>
    /// <param name="cancellationToken">Ends it before anything is written.</param>
    /// <param name="remember">What is written with it or not at all.</param>
    public async Task<DirectiveAnswer> AddAsync(NewDirective asked, CancellationToken cancellationToken, Func<Session, Directive, Task>? remember = null)
    {
        var now = clock.GetUtcNow();
        var faults = asked.Faults(now).ToList();
        if (faults.Count > 0)
        {
            return new DirectiveAnswer.Refused(faults);
        }

        var made = new Directive
        {
            Id = new DirectiveId(ids.New()),
            Person = asked.By,
            Reason = asked.Reason,
            FromAt = asked.From ?? now,
            UntilAt = asked.Until,
            MadeAt = now,
            Changes = Directive.Write(asked.Changes),
            Seen = Directive.Write(Overlay.Below(configuration, asked.Changes.Keys)),
        };
        var before = await database.ReadAsync(s => steering.AtAsync(s, made.FromAt), cancellationToken);
        faults = [.. steering.FindFaults(before.InForce.Append(made))];
        if (faults.Count > 0)
        {
            return new DirectiveAnswer.Refused(faults);
        }

        await database.WriteAsync(
            async session =>
            {
                await session.AddDirectiveAsync(made);
                await (remember?.Invoke(session, made) ?? Task.CompletedTask);
            },
            cancellationToken);
        return new DirectiveAnswer.Made(made, [.. before.InForce.Where(d => d.ByKey.Keys.Intersect(made.ByKey.Keys, StringComparer.OrdinalIgnoreCase).Any())]);
    }

    /// <summary>Ends a directive; one that is over stays as it is. Harmless when repeated.</summary>
    /// <returns>The directive as it is now, or null where there is none.</returns>
    public Task<Directive?> EndAsync(DirectiveId id, string by, string? reason, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(
            async session =>
            {
                await session.EndDirectiveAsync(id, by, reason, now);
                return await session.FindDirectiveAsync(id);
            },
            cancellationToken);
    }

    /// <summary>What holds now.</summary>
    public Task<Steering> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.ReadAsync(s => steering.AtAsync(s, now), cancellationToken);
    }
}

/// <summary>What came of asking for a directive.</summary>
internal abstract record DirectiveAnswer
{
    /// <summary>It is made; it lies over these, which say something of the same keys.</summary>
    public sealed record Made(Directive Directive, IReadOnlyList<Directive> Over) : DirectiveAnswer;

    /// <summary>It is not made, for these reasons.</summary>
    public sealed record Refused(IReadOnlyList<Fault> Faults) : DirectiveAnswer;
}
