using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch.Guards;

/// <summary>The circuits' SQL.</summary>
internal static class CircuitStore
{
    private const int MostShown = 100;
    private const string Columns = "sender, domain, opened_at, paused_at, open_until, pauses, trials, trial_until, code";

    /// <summary>Notes that a domain refused a message of ours for policy. What it says of a mail from before its pause changes nothing.</summary>
    public static async Task OpenCircuitAsync(this Session session, OutboxMessage message, string? code, DateTimeOffset now)
    {
        // Of an erased person the domain is not known any more.
        if (message.Domain.Length == 0)
        {
            return;
        }

        if (await session.LockCircuitAsync(message) is not { } known)
        {
            await session.ExecuteAsync(Add, RecipientCircuit.Open(message.Sender, message.Domain, code, now));
            return;
        }

        var refused = known.IsClosed(now) ? RecipientCircuit.Open(message.Sender, message.Domain, code, now) : known.Refused(message.AttemptedAt, code, now);
        await session.ChangeCircuitAsync(refused);
    }

    /// <summary>The circuit between a mailbox and a domain, or null.</summary>
    public static Task<RecipientCircuit?> FindCircuitAsync(this Session session, string sender, string domain) => session.QuerySingleOrDefaultAsync<RecipientCircuit>(
        $"SELECT {Columns} FROM recipient_circuit WHERE sender = @sender AND domain = @domain", new { sender, domain });

    /// <summary>The circuit between a message's mailbox and its domain, locked until the transaction ends; or null, as nearly always.</summary>
    public static Task<RecipientCircuit?> LockCircuitAsync(this Session session, OutboxMessage message) => session.QuerySingleOrDefaultAsync<RecipientCircuit>(
        $"SELECT {Columns} FROM recipient_circuit WHERE sender = @Sender AND domain = @Domain {session.Dialect.ForUpdate}", message);

    /// <summary>Notes that a message goes out by this circuit: one more that tries, or the end of it.</summary>
    public static Task<int> PassCircuitAsync(this Session session, RecipientCircuit circuit, DateTimeOffset now) => circuit.IsClosed(now)
        ? session.ExecuteAsync("DELETE FROM recipient_circuit WHERE sender = @Sender AND domain = @Domain", circuit)
        : session.ChangeCircuitAsync(circuit.Tried(now));

    /// <summary>Circuits that are open or being tried, those with the longest pause first, up to a limit.</summary>
    public static Task<List<RecipientCircuit>> ReadCircuitsAsync(this Session session, DateTimeOffset now) => session.QueryAsync<RecipientCircuit>(
        $"SELECT {Columns} FROM recipient_circuit WHERE trial_until IS NULL OR trial_until > @now ORDER BY open_until DESC, domain LIMIT @MostShown",
        new { now, MostShown });

    /// <summary>Forgets circuits that nobody has tried for so long, and those that are closed.</summary>
    public static Task<int> ForgetCircuitsAsync(this Session session, DateTimeOffset before, DateTimeOffset now) => session.ExecuteAsync(
        "DELETE FROM recipient_circuit WHERE open_until < @before OR trial_until <= @now", new { before, now });

    private static Task<int> ChangeCircuitAsync(this Session session, RecipientCircuit circuit) => session.ExecuteAsync(Change, circuit);

    private const string Add =
        $"""
        INSERT INTO recipient_circuit ({Columns})
        VALUES (@Sender, @Domain, @OpenedAt, @PausedAt, @OpenUntil, @Pauses, @Trials, @TrialUntil, @Code)
        ON CONFLICT (sender, domain) DO NOTHING
        """;

    private const string Change =
        """
        UPDATE recipient_circuit
        SET opened_at = @OpenedAt, paused_at = @PausedAt, open_until = @OpenUntil, pauses = @Pauses, trials = @Trials, trial_until = @TrialUntil, code = @Code
        WHERE sender = @Sender AND domain = @Domain
        """;
}
