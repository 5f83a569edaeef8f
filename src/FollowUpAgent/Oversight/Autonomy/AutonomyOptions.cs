using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Oversight.Autonomy;

/// <summary>What the agent decides alone, and what a person decides (<c>Autonomy</c>).</summary>
internal sealed class AutonomyOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Autonomy";

    /// <summary>The key that pauses everything.</summary>
    public const string PausedKey = $"{Section}:{nameof(Paused)}";

    // Whoever is overruled more often than not decides nothing.
    private const double MostCoins = 0.5;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>auto, notify, approve or manual, where no rule says otherwise. Default: approve where mail leaves for real (Delivery:Live), else auto.</summary>
    public string? Default { get; init; }

    /// <summary>Rules in order; the first whose conditions all hold decides. Default: none.</summary>
    public AutonomyRuleOptions[] Rules { get; init; } = [];

    /// <summary>The groups whose mails rules and default are about; all others go out by themselves. Name control too, and people cannot tell from being asked who is in treatment. Default: treatment.</summary>
    public string[] Groups { get; init; } = [];

    /// <summary>How long people have to answer, 10 minutes to 30 days; a slot that ends before that is drawn again. Default: 2 days.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromDays(2);

    /// <summary>What follows where nobody answers: skip, baseline or auto. Default: skip.</summary>
    public string Otherwise { get; init; } = "skip";

    /// <summary>How long before it goes out people see a mail of the mode notify, as far as its slot lasts; 0 to 7 days. Default: 1 hour.</summary>
    public TimeSpan NoticeTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The contacts' own field that holds what a contact is worth, for ValueAtLeast. Default: none.</summary>
    public string? ValueField { get; init; }

    /// <summary>The most mails a day that go out without a person's word, 0 to 1,000,000; the day is that of UTC. Default: no ceiling.</summary>
    public int? MostAutomaticPerDay { get; init; }

    /// <summary>
    /// The share of people's changes of variant or time against which a coin keeps the proposal, so that who was right can be measured and not only
    /// estimated; 0 to 0.5. Never against a skip, a stop or a text of one's own. Default: 0.
    /// </summary>
    public double CoinShare { get; init; }

    /// <summary>Whether nothing is planned and nothing handed over; <c>followup pause</c> says it for a while. Default: false.</summary>
    public bool Paused { get; init; }

    /// <summary>The same for single sequences. Default: none.</summary>
    public Dictionary<string, SequencePauseOptions?> Sequences { get; init; } = [];

    /// <summary>The key that pauses one sequence.</summary>
    public static string PausedKeyOf(string sequence) => $"{Section}:{nameof(Sequences)}:{sequence}:{nameof(SequencePauseOptions.Paused)}";

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults(SequenceCatalog catalog)
    {
        foreach (var unknown in Sequences.Keys.Where(s => catalog.Find(s) is null))
        {
            yield return new Fault($"{Section}:{nameof(Sequences)}:{unknown}", unknown, $"one of {string.Join(", ", catalog.All.Select(s => s.Key))}");
        }

        if (Default is { Length: > 0 } && !AutonomyText.TryParse(Default, out AutonomyMode _))
        {
            yield return new Fault($"{Section}:Default", Default, "auto, notify, approve or manual");
        }

        if (!AutonomyText.TryParse(Otherwise, out Unanswered _))
        {
            yield return new Fault($"{Section}:Otherwise", Otherwise, "skip, baseline or auto");
        }

        if (AnswerWithin < TimeSpan.FromMinutes(10) || AnswerWithin > Longest)
        {
            yield return new Fault($"{Section}:AnswerWithin", $"{AnswerWithin}", "10 minutes to 30 days, as in 2.00:00:00");
        }

        if (NoticeTime < TimeSpan.Zero || NoticeTime > TimeSpan.FromDays(7))
        {
            yield return new Fault($"{Section}:NoticeTime", $"{NoticeTime}", "0 to 7 days, as in 01:00:00");
        }

        if (MostAutomaticPerDay is < 0 or > 1_000_000)
        {
            yield return new Fault($"{Section}:MostAutomaticPerDay", $"{MostAutomaticPerDay}", "0 to 1000000");
        }

        if (CoinShare is not (>= 0 and <= MostCoins))
        {
            yield return new Fault($"{Section}:CoinShare", $"{CoinShare}", "0 to 0.5");
        }

        foreach (var group in Groups.Where(g => !Enum.TryParse<Group>(g, ignoreCase: true, out _)))
        {
            yield return new Fault($"{Section}:Groups", group, "treatment, control or baseline");
        }

        foreach (var fault in Rules.SelectMany((rule, i) => rule.Faults($"{Section}:Rules:{i}", this, catalog)))
        {
            yield return fault;
        }
    }
}

/// <summary>One rule: where all conditions that it states hold, it says who decides.</summary>
internal sealed class AutonomyRuleOptions
{
    /// <summary>What people see as the reason of being asked. Required.</summary>
    public string Name { get; init; } = "";

    /// <summary>auto, notify, approve or manual. Required.</summary>
    public string Mode { get; init; } = "";

    /// <summary>Holds in this sequence alone. Default: in all.</summary>
    public string? Sequence { get; init; }

    /// <summary>Holds at this step alone. Default: at all.</summary>
    public string? Step { get; init; }

    /// <summary>Risk: holds where the contact may, at the upper end of a 90 % interval, unsubscribe or answer no with at least this probability, 0 to 1.</summary>
    public double? HarmAtLeast { get; init; }

    /// <summary>Value: holds where ValueField is at least this.</summary>
    public double? ValueAtLeast { get; init; }

    /// <summary>Evidence: holds where the forecast rests on fewer mature sends of the variant than this.</summary>
    public long? EvidenceBelow { get; init; }

    /// <summary>Novelty: holds where nothing is known of the variant or of this kind of contact (true), or where something is (false).</summary>
    public bool? IsNew { get; init; }

    /// <summary>Disagreement: holds where the variant is not the step's first and is expected to be worth at least this much more, in the goal's unit.</summary>
    public double? DisagreesBy { get; init; }

    /// <summary>Everything that is wrong with the rule.</summary>
    internal IEnumerable<Fault> Faults(string key, AutonomyOptions all, SequenceCatalog catalog)
    {
        if (string.IsNullOrWhiteSpace(Name) || all.Rules.Count(r => r.Name == Name) > 1)
        {
            yield return new Fault($"{key}:Name", Name, "a name that no other rule has");
        }

        if (!AutonomyText.TryParse(Mode, out AutonomyMode _))
        {
            yield return new Fault($"{key}:Mode", Mode, "auto, notify, approve or manual");
        }

        if (Sequence is { } sequence && catalog.Find(sequence) is null)
        {
            yield return new Fault($"{key}:Sequence", sequence, $"one of {string.Join(", ", catalog.All.Select(s => s.Key))}");
        }

        if (Step is { } step && !catalog.All.Any(s => (Sequence is null || s.Key == Sequence) && s.Steps.Any(t => t.Key == step)))
        {
            yield return new Fault($"{key}:Step", step, "a step of that sequence");
        }

        if (HarmAtLeast is not (null or (>= 0 and <= 1)))
        {
            yield return new Fault($"{key}:HarmAtLeast", $"{HarmAtLeast}", "a probability, 0 to 1");
        }

        if (ValueAtLeast is not null && string.IsNullOrWhiteSpace(all.ValueField))
        {
            yield return new Fault($"{AutonomyOptions.Section}:ValueField", all.ValueField, $"the field that holds the value, because the rule '{Name}' asks for it");
        }

        foreach (var (name, number) in new[] { (nameof(ValueAtLeast), ValueAtLeast), (nameof(DisagreesBy), DisagreesBy) }.Where(n => n.Item2 is { } given && !double.IsFinite(given)))
        {
            yield return new Fault($"{key}:{name}", $"{number}", "a finite number");
        }
    }
}

/// <summary>Whether one sequence is paused (<c>Autonomy:Sequences:{sequence}</c>).</summary>
internal sealed class SequencePauseOptions
{
    /// <summary>Whether nothing of it is planned and nothing handed over. Default: false.</summary>
    public bool Paused { get; init; }
}
