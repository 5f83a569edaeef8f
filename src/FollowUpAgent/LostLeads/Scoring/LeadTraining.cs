using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Dormancy;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>Refits what scores rest on: how contacts fall silent, from some thousand of them, and what writing adds, from all revivals of a year.</summary>
internal sealed class LeadTraining(Database database, OutcomeCatalog outcomes, LostLeadsOptions options, IdSource ids, TimeProvider clock)
{
    private const long SampleSize = 10_000;
    private const int SamplePage = 500;
    private const int MostRevivals = 20_000;

    // What was learned fades into "not yet known" after a year, so that a gain of zero is tried again one day.
    private static readonly TimeSpan Memory = TimeSpan.FromDays(365);

    /// <summary>Fits, and hands the model on.</summary>
    public async Task<LeadModel> FitAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var seen = await SampleAsync(now, cancellationToken);
        var rows = RowsOf(await database.ReadAsync(s => s.FindLearnableAsync(now - Memory, MostRevivals), cancellationToken));
        var revival = RevivalModel.Fit(rows, LeadModels.OutcomesOf(outcomes, options), LeadModels.PriorOf(options), options.WorthAtLeast);
        var model = new LeadModel(ids.New(), now, null, BgNbdFit.Of(seen), revival);
        await database.WriteAsync(s => s.AddModelAsync(model), cancellationToken);
        return model;
    }

    private async Task<List<Engagements>> SampleAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var contacts = await database.ReadAsync(async s => await s.SampleContactsAsync(1 + (await s.CountContactsAsync() / SampleSize)), cancellationToken);
        var seen = new List<Engagements>();
        foreach (var page in contacts.Chunk(SamplePage))
        {
            seen.AddRange(await database.ReadAsync(s => ReadAsync(s, page, now), cancellationToken));
        }

        return seen;
    }

    private static async Task<List<Engagements>> ReadAsync(Session session, ContactId[] contacts, DateTimeOffset now)
    {
        var (seen, tally, inHand, nowMicros) = (new List<Engagements>(), new SignalTally(), default(ContactId), Micros.From(now));
        await session.ReadHistoriesAsync(ContactSpan.Of(contacts), now, signal =>
        {
            if (signal.Contact != inHand)
            {
                Close();
                inHand = signal.Contact;
            }

            tally.Add(signal, nowMicros);
        });
        Close();
        return seen;

        void Close()
        {
            seen.AddRange(tally.IsAny ? [tally.Seen(nowMicros)] : []);
            tally = new SignalTally();
        }
    }

    private List<RevivalRow> RowsOf(IEnumerable<LearnedRow> learned)
    {
        var rows = new List<RevivalRow>();
        foreach (var row in learned)
        {
            // Features of another version say something else.
            if (LeadFeatures.Parse(row.Features) is { } features)
            {
                var happened = row.Outcomes.Split(',');
                rows.Add(new RevivalRow(features, row.Kind == RevivalKind.Written, [.. outcomes.All.Select(o => happened.Contains(o.Key))]));
            }
        }

        return rows;
    }
}
