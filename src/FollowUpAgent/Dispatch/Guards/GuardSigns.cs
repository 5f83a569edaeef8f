using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch.Guards;

/// <summary>Says which recipient domains refuse us for policy.</summary>
internal sealed class CircuitSign(Database database, TimeProvider clock) : IHealthSign
{
    private const int MostNamed = 5;

    /// <inheritdoc />
    public async Task<HealthReading> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var circuits = await database.ReadAsync(s => s.ReadCircuitsAsync(now), cancellationToken);
        if (circuits.Count == 0)
        {
            return new HealthReading("recipient-domains", HealthState.Ok, "no recipient domain refuses us");
        }

        var named = circuits.Take(MostNamed).Select(c => $"{c.Domain} refuses {c.Sender} ({c.Code ?? "no code"}, {InWords(c, now)})");
        var more = circuits.Count > MostNamed ? $" and {circuits.Count - MostNamed} more" : "";
        return new HealthReading(
            "recipient-domains",
            HealthState.Warning,
            $"{string.Join("; ", named)}{more}",
            "Check SPF, DKIM, DMARC and PTR ('followup check'), block lists, and what was sent there. Mails wait and nobody is suppressed; it ends by itself once the domain takes mail.");
    }

    private static string InWords(RecipientCircuit circuit, DateTimeOffset now) => circuit.HeldUntil(now) is { } until
        ? $"waits until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC"
        : $"{RecipientCircuit.MostTrials - circuit.Trials} mails may try";
}

/// <summary>Says which of our mailboxes are complained about, slowed down or stopped.</summary>
internal sealed class SenderSign(Database database, SenderGuard guard, SequenceCatalog catalog, TimeProvider clock) : IHealthSign
{
    private const string Name = "senders";

    /// <inheritdoc />
    public async Task<HealthReading> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (held, warned) = await database.ReadAsync(session => ReadAsync(session, now), cancellationToken);
        var told = held.Select(h => $"{h.Sender} is {h.State} since {h.Since.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {h.Reason}").Concat(warned.Select(w => w.InWords)).ToList();
        if (told.Count == 0)
        {
            return new HealthReading(Name, HealthState.Ok, $"{catalog.Senders.Count} mailboxes, none held back");
        }

        var stopped = held.Where(h => h.State == SenderPace.Stopped.ToText()).ToList();
        return stopped.Count == 0
            ? new HealthReading(Name, HealthState.Warning, string.Join("; ", told), "Look at who complained and what they got; at 0.10 % a mailbox sends half, at 0.25 % nothing.")
            : new HealthReading(
                Name,
                HealthState.Failing,
                string.Join("; ", told),
                "Find out what went wrong (the list, the text, its frequency) and mend it, then "
                + string.Join(", ", stopped.Select(h => $"'followup sender resume {catalog.FindSender(h.Sender)?.Address ?? h.Sender} --by <your name>'")) + ".");
    }

    private async Task<(List<HeldSender> Held, List<ComplaintFigures> Warned)> ReadAsync(Session session, DateTimeOffset now)
    {
        var warned = new List<ComplaintFigures>();
        foreach (var domain in catalog.Senders.Select(SenderGuard.DomainOf).Distinct().Order(StringComparer.Ordinal))
        {
            var figures = await guard.ReadFiguresAsync(session, domain, now);
            if (figures.Pace is SenderPace.Warned)
            {
                warned.Add(figures);
            }
        }

        return (await session.ReadHeldSendersAsync(), warned);
    }
}
