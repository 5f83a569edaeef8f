namespace FollowUpAgent.Learning.Evaluation;

/// <summary>What a choice may hang on.</summary>
public enum ModelClass
{
    /// <summary>The action alone: the same choice for everybody.</summary>
    ContextFree,

    /// <summary>The action and what is known of the contact.</summary>
    Contextual,

    /// <summary>The recipe of the agent: the action alone, until it is clear that the context tells more than chance does.</summary>
    Default,
}

/// <summary>The designs that the classes need of a log. Immutable and thread-safe.</summary>
internal sealed class LoggedDesigns(LoggedDecisions log)
{
    private readonly Lazy<LoggedDesign> free = new(() => new LoggedDesign(log, Products.None, withContext: false));
    private readonly Lazy<LoggedDesign> shared = new(() => new LoggedDesign(log, Products.None, withContext: true));
    private readonly Lazy<LoggedDesign> contextual = new(() => new LoggedDesign(log, Products.OfActions, withContext: true));

    /// <summary>The log.</summary>
    public LoggedDecisions Log => log;

    /// <summary>Actions alone.</summary>
    public LoggedDesign Free => free.Value;

    /// <summary>Actions and contexts, each for itself: whoever reads much reads every mail.</summary>
    public LoggedDesign Shared => shared.Value;

    /// <summary>Actions, contexts and their products.</summary>
    public LoggedDesign Contextual => contextual.Value;
}

/// <summary>Which products a design has.</summary>
internal enum Products
{
    /// <summary>None.</summary>
    None,

    /// <summary>Each action with each column of the context.</summary>
    OfActions,
}
