using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports.Reasons;

/// <summary>Finds out why mails worked: from what was sent, with which probability, and what came of it.</summary>
internal sealed class WhyReader(Database database, OutcomeCatalog outcomes, IEnumerable<IOutcomeModelTrainer> engines)
{
    // The newest: a bound on the work, and more than effects of mail need.
    private const int MostMails = 50_000;
    private const long EnoughSuccesses = 30;

    /// <summary>The reasons of the mails of a time; null where none went out.</summary>
    /// <param name="sent">When they were sent.</param>
    /// <param name="earnedUntil">Until when what came of them counts.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<WhyWeek?> ReadAsync(Span sent, DateTimeOffset earnedUntil, CancellationToken cancellationToken)
    {
        var (outcome, rows, variants, serving) = await database.ReadAsync(
            async session =>
            {
                var asked = OutcomeOf(await session.CountVariantOutcomesAsync(sent, earnedUntil));
                var served = await session.FindServedAsync(earnedUntil);
                return (
                    asked,
                    await session.FindSentAsync(sent, earnedUntil, asked.Key, MostMails),
                    await session.FindVariantsAsync(),
                    served is null ? null : await session.FindSnapshotAsync(served.Id));
            },
            cancellationToken);
        if (rows.Count == 0)
        {
            return null;
        }

        var (mails, traits) = (SentMail.Read(rows), variants.ToDictionary(v => (v.Sequence, v.Step, v.Variant.Version), v => v.Variant.Traits));
        return new WhyWeek(
            outcome.Key,
            mails.Count,
            mails.Count(m => m.Happened),
            Properties.Of(mails, traits),
            ContextGain.Of(mails, cancellationToken),
            serving is null ? null : WritingAdvice.Of(mails, traits, outcome, Served.Of(serving, engines)));
    }

    // The outcome worth most of which there is enough to tell anything; chosen by how many there are, whatever they say.
    private Outcome OutcomeOf(List<VariantOutcome> counts)
    {
        var wanted = outcomes.All.Where(o => o.Weight > 0).OrderByDescending(o => o.Weight).ThenBy(o => o.Key, StringComparer.Ordinal).ToList();
        return wanted.FirstOrDefault(o => CountOf(o) >= EnoughSuccesses) ?? wanted.MaxBy(CountOf) ?? outcomes.All[0];

        long CountOf(Outcome outcome) => counts.Where(c => c.Outcome == outcome.Key).Sum(c => c.Count);
    }
}

/// <summary>Why mails worked.</summary>
/// <param name="Outcome">What counts as success.</param>
/// <param name="Mails">Of how many mails.</param>
/// <param name="Successes">How many had it.</param>
/// <param name="Effects">Of traits, times and segments; those that say most first.</param>
/// <param name="Context">What it brings to choose by context; null where there was no choice.</param>
/// <param name="Next">What to write next; null where nothing is to be said.</param>
internal sealed record WhyWeek(
    string Outcome, long Mails, long Successes, IReadOnlyList<ShownEffect> Effects, ContextGain? Context, WritingAdvice? Next);
