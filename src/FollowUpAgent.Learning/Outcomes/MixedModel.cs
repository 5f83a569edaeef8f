using System.Text.Json;
using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// Two posteriors of one outcome, averaged by evidence: with products of actions and contexts, and without. The first draws come from the
/// one, the others from the other.
/// </summary>
internal sealed class MixedModel : IOutcomeModel
{
    private const string Engine = "mixed-logistic/1";

    /// <summary>How the text of a mixture begins.</summary>
    internal const string Begins = $"{{\"Engine\":\"{Engine}\"";

    /// <summary>A mixture.</summary>
    /// <param name="contextual">With products.</param>
    /// <param name="plain">Without.</param>
    /// <param name="byContext">The share of the first, above 0 and below 1.</param>
    public MixedModel(IOutcomeModel contextual, IOutcomeModel plain, double byContext) =>
        Components = [new ModelShare(contextual, byContext), new ModelShare(plain, 1 - byContext)];

    /// <inheritdoc />
    public string Outcome => Components[0].Model.Outcome;

    /// <inheritdoc />
    public IReadOnlyList<ModelShare> Components { get; }

    /// <inheritdoc />
    public void Draw(DesignMatrix rows, int draws, Span<double> means, Span<double> deviations)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (own, distances) = (new double[rows.Count], new double[rows.Count * draws]);
        means.Clear();
        for (var c = 0; c < Components.Count; c++)
        {
            var (first, count) = ModelShare.BlockOf(Components, c, draws).GetOffsetAndLength(draws);
            if (count == 0)
            {
                continue;
            }

            Components[c].Model.Draw(rows, count, own, distances.AsSpan(0, rows.Count * count));
            for (var r = 0; r < rows.Count; r++)
            {
                means[r] += own[r] * count / draws;
                for (var j = 0; j < count; j++)
                {
                    deviations[(r * draws) + first + j] = own[r] + distances[(r * count) + j];
                }
            }
        }

        for (var i = 0; i < rows.Count * draws; i++)
        {
            deviations[i] -= means[i / draws];
        }
    }

    /// <inheritdoc />
    public void Predict(SparseRows rows, Span<double> means)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var own = new double[rows.Count];
        means.Clear();
        foreach (var (model, share) in Components)
        {
            model.Predict(rows, own);
            for (var r = 0; r < own.Length; r++)
            {
                means[r] += share * own[r];
            }
        }
    }

    /// <inheritdoc />
    public string ToText() =>
        JsonSerializer.Serialize(new Content(Engine, Components[0].Share, Components[0].Model.ToText(), Components[1].Model.ToText()));

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="FormatException">The text does not fit the schema.</exception>
    public static MixedModel Parse(FeatureSchema schema, string text)
    {
        var read = JsonSerializer.Deserialize<Content>(text)!;
        return new MixedModel(HierarchicalModel.Parse(schema, read.Contextual), HierarchicalModel.Parse(schema, read.Plain), read.ByContext);
    }

    private sealed record Content(string Engine, double ByContext, string Contextual, string Plain);
}
