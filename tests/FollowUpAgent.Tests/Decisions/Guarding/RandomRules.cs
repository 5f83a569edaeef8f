using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Signals;

namespace FollowUpAgent.Tests.Decisions.Guarding;

/// <summary>Rules, contacts and moments by a seed.</summary>
internal sealed class RandomRules(ulong seed)
{
    public static readonly IReadOnlyList<Variant> Variants =
    [
        .. new[] { ("plain", "warm", "short"), ("asking", "formal", "short"), ("story", "warm", "long"), ("proof", "formal", "long") }
            .Select(v => new Variant($"{v.Item1}@1a2b3c4d", new Dictionary<string, string> { ["tone"] = v.Item2, ["length"] = v.Item3 })),
    ];

    private static readonly string[] Countries = ["NL", "DE", "BE"];
    private static readonly string[] Languages = ["nl", "de", "en"];
    private readonly SeededUniforms chance = new((long)seed);

    public double Next() => chance.Next();

    public int Below(int most) => (int)(chance.Next() * most);

    public Contact Contact() => new()
    {
        Country = One([.. Countries, null]),
        Language = One([.. Languages, null]),
        Company = Below(2) == 0 ? "Acme" : null,
        FromElsewhere = Below(2) == 0,
        Profiling = Below(4) > 0,
        Fields = Below(2) == 0 ? """{"plan":"free"}""" : "{}",
    };

    public Engagement Engaged(DateTimeOffset now) => Below(2) == 0
        ? Engagement.None
        : new Engagement { Replies = Below(5), LastTold = now - TimeSpan.FromDays(Below(120)) };

    public Guardrails Rules() => new(Enumerable.Range(0, Below(7)).Select(Rule));

    private Guardrail Rule(int number)
    {
        var kind = One([GuardrailKind.Never, GuardrailKind.AtLeast, GuardrailKind.AtLeast, GuardrailKind.AtMost]);
        var byTrait = Below(2) == 0;
        var isWholeStep = kind is GuardrailKind.Never && Below(8) == 0;
        var from = Below(3) == 0 ? new DateOnly(2026, 1, 1).AddDays(Below(300)) : DateOnly.MinValue;
        return new Guardrail
        {
            Key = $"rule-{number}",
            Kind = kind,
            Owner = "anna",
            Reason = "chance",
            Step = Below(3) == 0 ? One(["first", "second"]) : null,
            Variant = byTrait || isWholeStep ? null : One([.. Variants]).Key,
            Trait = !byTrait || isWholeStep ? null : One([("tone", "warm"), ("tone", "formal"), ("length", "long")]),
            Segment = Below(2) == 0 ? Segment() : null,
            Share = (1 + Below(8)) / 10.0,
            From = from,
            Until = Below(3) == 0 ? new DateOnly(2026, 1, 1).AddDays(300 + Below(60)) : DateOnly.MaxValue,
        };
    }

    private Segment Segment()
    {
        var values = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (fact, words) in new[] { ("country", Countries), ("language", Languages), ("recency", ["never", "week", "month"]), ("company", ["true"]), ("field.plan", ["free"]) })
        {
            if (Below(4) == 0)
            {
                values[fact] = [.. words.Take(1 + Below(words.Length))];
            }
        }

        return new Segment("some", values);
    }

    private T One<T>(IReadOnlyList<T> list) => list[Below(list.Count)];
}
