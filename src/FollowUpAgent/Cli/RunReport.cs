using System.Globalization;
using FollowUpAgent.Delivery;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli;

/// <summary>What <c>run</c> tells the person who started it.</summary>
internal static class RunReport
{
    // Enough to say "many"; counting further would be work for nobody.
    private const int MostCounted = 10_000;

    /// <summary>What is about to run: on which data, for whom, and where mails go.</summary>
    public static async Task WriteGreetingAsync(OpenedAgent opened, Output output, CancellationToken cancellationToken)
    {
        var catalog = opened.Get<SequenceCatalog>();
        var shares = catalog.Shares;
        var agenda = await ReadAgendaAsync(opened, cancellationToken);
        output.Table(
        [
            ["Data", opened.Get<Database>().Description],
            ["Mails", WhereMailsGo(opened)],
            ["Sequences", catalog.All.Count == 0 ? "none: there is nothing to do" : string.Join(", ", catalog.All.Select(s => $"{s.Key} ({s.Steps.Count} steps)"))],
            ["Groups", Invariant($"treatment {shares.Treatment:P0}, control {shares.Control:P0}, baseline {shares.Baseline:P0}, holdout {shares.Holdout:P0}")],
            ["Due", InWords(agenda)],
        ]);
    }

    /// <summary>Where the started agent listens.</summary>
    public static void WriteDoors(OpenedAgent opened, Output output)
    {
        var doors = opened.App.Urls.ToList();
        output.Table([["Public", doors[0]], ["Private", $"{doors[1]}/health"]]);
        output.Line("The agent runs. Stop it with Ctrl+C.");
    }

    /// <summary>What was done, and what is left for later.</summary>
    public static async Task WriteDoneAsync(OpenedAgent opened, Output output, WorkDone done, bool json, CancellationToken cancellationToken)
    {
        var agenda = await ReadAgendaAsync(opened, cancellationToken);
        if (json)
        {
            output.WriteJson(new { done.Moved, done.Jobs, agenda.Due, agenda.NextDueAt, agenda.Queued, isLive = opened.Get<DeliveryOptions>().Live });
            return;
        }

        var work = done.Moved.Where(m => m.Value > 0).Select(m => $"{m.Key} {m.Value}").ToList();
        output.Table(
        [
            ["Done", work.Count == 0 ? "nothing was due" : string.Join(", ", work)],
            ["Mails", WhereMailsGo(opened)],
            ["Left", InWords(agenda)],
        ]);
    }

    private static async Task<Agenda> ReadAgendaAsync(OpenedAgent opened, CancellationToken cancellationToken)
    {
        var now = opened.Get<TimeProvider>().GetUtcNow();
        return await opened.ReadAsync(
            async session => new Agenda(
                await session.CountDueAsync(now, MostCounted),
                await session.FindNextDueAsync(now),
                await session.CountQueuedAsync(MostCounted)),
            cancellationToken);
    }

    private static string InWords(Agenda agenda)
    {
        var next = agenda.NextDueAt is { } at ? Invariant($"next at {at:yyyy-MM-dd HH:mm} UTC") : "nothing planned after that";
        var queued = agenda.Queued > 0 ? Invariant($", {agenda.Queued} mails wait in the outbox") : "";
        return Invariant($"{agenda.Due} enrollments now, {next}{queued}");
    }

    private static string WhereMailsGo(OpenedAgent opened)
    {
        var options = opened.Get<DeliveryOptions>();
        return options.Live
            ? $"LIVE, they leave through {string.Join(", ", options.Relays.Select(r => $"{r.Key} ({r.Value.Host}:{r.Value.Port})"))}"
            : $"into {opened.Folder.Resolve(options.MailFolder)} (nothing leaves: Delivery:Live is false)";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Agenda(int Due, DateTimeOffset? NextDueAt, int Queued);
}
