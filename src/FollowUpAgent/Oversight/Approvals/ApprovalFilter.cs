using Dapper;

namespace FollowUpAgent.Oversight.Approvals;

/// <summary>Which of the waiting approvals are meant; what is null does not narrow them.</summary>
internal sealed record ApprovalFilter
{
    /// <summary>All.</summary>
    public static readonly ApprovalFilter All = new();

    /// <summary>Of this sequence.</summary>
    public string? Sequence { get; init; }

    /// <summary>At this step.</summary>
    public string? Step { get; init; }

    /// <summary>That propose this variant, by its key, whatever its version.</summary>
    public string? Variant { get; init; }

    /// <summary>That this rule asked for.</summary>
    public string? Rule { get; init; }

    /// <summary>Worth at least this much more than business as usual, in the goal's unit.</summary>
    public double? OverBaselineAtLeast { get; init; }

    /// <summary>With a harm, at the upper end of its interval, of at most this.</summary>
    public double? HarmAtMost { get; init; }

    /// <summary>The conditions, each of them beginning with AND; made of our own words alone.</summary>
    public string Condition => string.Concat(
    [
        Sequence is null ? "" : " AND sequence = @Sequence",
        Step is null ? "" : " AND step = @Step",
        // A version is its key, an at sign and a fingerprint.
        Variant is null ? "" : " AND substr(variant, 1, length(@Variant) + 1) = @Variant || '@'",
        Rule is null ? "" : " AND rule = @Rule",
        OverBaselineAtLeast is null ? "" : " AND over_baseline >= @OverBaselineAtLeast",
        HarmAtMost is null ? "" : " AND harm <= @HarmAtMost",
    ]);

    /// <summary>The parameters of the conditions beside those of the query.</summary>
    public DynamicParameters With(object query)
    {
        var parameters = new DynamicParameters(query);
        (string Name, object? Value)[] own =
        [
            (nameof(Sequence), Sequence), (nameof(Step), Step), (nameof(Variant), Variant), (nameof(Rule), Rule),
            (nameof(OverBaselineAtLeast), OverBaselineAtLeast), (nameof(HarmAtMost), HarmAtMost),
        ];
        foreach (var (name, value) in own.Where(o => o.Value is not null))
        {
            parameters.Add(name, value);
        }

        return parameters;
    }
}
