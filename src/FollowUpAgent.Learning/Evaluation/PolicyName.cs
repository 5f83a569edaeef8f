namespace FollowUpAgent.Learning.Evaluation;

/// <summary>A policy to evaluate: a class of models, chance alone, or one action for everybody.</summary>
/// <param name="Text">As people write it.</param>
/// <param name="Class">Of a policy that learns.</param>
/// <param name="Action">Of a fixed policy: the place of its action.</param>
public sealed record PolicyName(string Text, ModelClass? Class, int? Action)
{
    private const string FixedPrefix = "fixed:";

    /// <summary>All actions alike.</summary>
    public static PolicyName Uniform { get; } = new("uniform", null, null);

    /// <summary>Those that learn, the agent's own first.</summary>
    public static IReadOnlyList<PolicyName> Learned { get; } =
    [
        new("default", ModelClass.Default, null), new("context-free", ModelClass.ContextFree, null), new("contextual", ModelClass.Contextual, null),
    ];

    /// <summary>What <see cref="Parse"/> understands, for people.</summary>
    public static string Forms => $"{string.Join(", ", Learned.Append(Uniform).Select(p => p.Text))} or {FixedPrefix}<action>";

    /// <summary>One action for everybody.</summary>
    public static PolicyName Fixed(IReadOnlyList<string> actions, int action)
    {
        ArgumentNullException.ThrowIfNull(actions);
        return new PolicyName(FixedPrefix + actions[action], null, action);
    }

    /// <summary>Reads a name.</summary>
    /// <param name="text">The name.</param>
    /// <param name="actions">The actions of the log.</param>
    /// <exception cref="ArgumentException">There is no such policy, or no such action.</exception>
    public static PolicyName Parse(string text, IReadOnlyList<string> actions)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(actions);
        if (Learned.Append(Uniform).FirstOrDefault(p => p.Text == text) is { } named)
        {
            return named;
        }

        if (!text.StartsWith(FixedPrefix, StringComparison.Ordinal))
        {
            throw new ArgumentException($"There is no policy '{text}': expected {Forms}.", nameof(text));
        }

        var action = actions.ToList().IndexOf(text[FixedPrefix.Length..]);
        return action >= 0
            ? Fixed(actions, action)
            : throw new ArgumentException($"The log has no action '{text[FixedPrefix.Length..]}'; it has {string.Join(", ", actions)}.", nameof(text));
    }

    /// <summary>A fresh policy of this name.</summary>
    internal LoggedPolicy Create(LoggedDesigns designs, string name) => (Class, Action) switch
    {
        ({ } of, _) => new LearnedPolicy(designs, of, name),
        (null, { } action) => new FixedPolicy(action, designs.Log.Actions.Count),
        _ => new UniformPolicy(designs.Log.Actions.Count),
    };
}
