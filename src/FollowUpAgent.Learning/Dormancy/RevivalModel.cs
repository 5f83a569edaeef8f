using System.Numerics.Tensors;
using System.Text.Json;

namespace FollowUpAgent.Learning.Dormancy;

/// <summary>
/// What writing to a lost lead is expected to bring, what comes by itself, and the difference: in the unit of the goal, from revivals that
/// were written to and others that were left alone by chance. The same rows give the same model. Thread-safe.
/// </summary>
public sealed class RevivalModel
{
    /// <summary>How many draws stand for what is known.</summary>
    public const int Draws = 200;

    // Of fewer of a kind, luck decides.
    private const int LeastOfEach = 30;

    // How sure it must be that there is a gain on average, or none, to say so.
    private const double Sure = 0.9;

    private readonly IReadOnlyList<RevivalOutcome> outcomes;
    private readonly EffectDraws[] effects;

    private RevivalModel(IReadOnlyList<RevivalOutcome> outcomes, EffectDraws[] effects, int features, RevivalEvidence evidence) =>
        (this.outcomes, this.effects, Features, Evidence) = (outcomes, effects, features, evidence);

    /// <summary>The number of features of a contact.</summary>
    public int Features { get; }

    /// <summary>What it rests on.</summary>
    public RevivalEvidence Evidence { get; }

    /// <summary>Learns; without a row it is the prior.</summary>
    /// <param name="rows">Revivals whose time is over.</param>
    /// <param name="outcomes">The outcomes, as in the rows.</param>
    /// <param name="prior">What is believed before.</param>
    /// <param name="worth">The least gain that is worth a mail.</param>
    public static RevivalModel Fit(IReadOnlyList<RevivalRow> rows, IReadOnlyList<RevivalOutcome> outcomes, RevivalPrior prior, double worth)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentNullException.ThrowIfNull(prior);
        var effects = outcomes.Select((o, place) => EffectFit.Of(rows, place, o, prior, Draws)).ToArray();
        var (written, held) = (rows.Count(r => r.IsWritten), rows.Count(r => !r.IsWritten));
        var nothing = new RevivalEvidence(written, held, RevivalKnowledge.NotYet, default, 0);
        var model = new RevivalModel(outcomes, effects, prior.Slopes.Count, nothing);
        return new RevivalModel(outcomes, effects, prior.Slopes.Count, model.Weigh(rows, nothing, worth));
    }

    /// <summary>What is expected of a contact.</summary>
    /// <param name="contact">Its features.</param>
    /// <param name="worth">The least gain that is worth a mail.</param>
    public RevivalForecast Forecast(ReadOnlySpan<double> contact, double worth)
    {
        Span<double> written = stackalloc double[Draws];
        Span<double> alone = stackalloc double[Draws];
        Span<double> gain = stackalloc double[Draws];
        Value(contact, written, alone);
        TensorPrimitives.Subtract(written, alone, gain);
        var chance = ShareFrom(gain, worth);
        return new RevivalForecast(Estimate.Of(written), Estimate.Of(alone), Estimate.Of(gain), chance);
    }

    /// <summary>The text for the database.</summary>
    public string ToText() => JsonSerializer.Serialize(new Content(outcomes, Features, Evidence, [.. effects.Select(e => e.ToText())]));

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static RevivalModel Parse(string text)
    {
        var read = JsonSerializer.Deserialize<Content>(text) ?? throw new FormatException("The stored model is empty.");
        return new RevivalModel(read.Outcomes, [.. read.Effects.Select(e => EffectDraws.Parse(e, read.Features, Draws))], read.Features, read.Evidence);
    }

    private void Value(ReadOnlySpan<double> contact, Span<double> written, Span<double> alone)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(contact.Length, Features);
        Span<double> p = stackalloc double[Draws];
        Span<double> q = stackalloc double[Draws];
        written.Clear();
        alone.Clear();
        for (var o = 0; o < effects.Length; o++)
        {
            effects[o].Predict(contact, q, p);
            TensorPrimitives.MultiplyAdd(p, outcomes[o].Weight, written, written);
            TensorPrimitives.MultiplyAdd(q, outcomes[o].Weight, alone, alone);
        }
    }

    // The gain of writing to all of them, draw by draw.
    private RevivalEvidence Weigh(IReadOnlyList<RevivalRow> rows, RevivalEvidence evidence, double worth)
    {
        if (rows.Count == 0)
        {
            return evidence;
        }

        var (sum, written, alone) = (new double[Draws], new double[Draws], new double[Draws]);
        foreach (var row in rows)
        {
            Value([.. row.Features], written, alone);
            TensorPrimitives.Subtract<double>(written, alone, written);
            TensorPrimitives.Add<double>(sum, written, sum);
        }

        TensorPrimitives.Divide(sum, rows.Count, sum);
        var chance = ShareFrom(sum, worth);
        var knowledge = Math.Min(evidence.Written, evidence.Held) < LeastOfEach ? RevivalKnowledge.NotYet
            : chance >= Sure ? RevivalKnowledge.Gain
            : chance <= 1 - Sure ? RevivalKnowledge.NoGain
            : RevivalKnowledge.NotYet;
        return evidence with { Knowledge = knowledge, Average = Estimate.Of(sum), Chance = chance };
    }

    private static double ShareFrom(ReadOnlySpan<double> draws, double worth)
    {
        var count = 0;
        foreach (var draw in draws)
        {
            count += draw >= worth ? 1 : 0;
        }

        return (double)count / draws.Length;
    }

    private sealed record Content(IReadOnlyList<RevivalOutcome> Outcomes, int Features, RevivalEvidence Evidence, string[] Effects);
}

/// <summary>What is expected of one contact, in the unit of the goal.</summary>
/// <param name="Written">If it is written to.</param>
/// <param name="Alone">If it is left alone.</param>
/// <param name="Gain">The difference.</param>
/// <param name="Chance">How likely the gain is worth a mail.</param>
public readonly record struct RevivalForecast(Estimate Written, Estimate Alone, Estimate Gain, double Chance);

/// <summary>What a model rests on.</summary>
/// <param name="Written">Revivals that were written to and whose time is over.</param>
/// <param name="Held">The same of those left alone by chance.</param>
/// <param name="Knowledge">Whether writing gains anything.</param>
/// <param name="Average">The gain on average over all of them.</param>
/// <param name="Chance">How likely that is worth a mail.</param>
public sealed record RevivalEvidence(int Written, int Held, RevivalKnowledge Knowledge, Estimate Average, double Chance);

/// <summary>Whether writing to lost leads gains anything on average.</summary>
public enum RevivalKnowledge
{
    /// <summary>That is not yet known.</summary>
    NotYet,

    /// <summary>It does.</summary>
    Gain,

    /// <summary>It does not.</summary>
    NoGain,
}
