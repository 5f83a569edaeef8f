namespace FollowUpAgent.Sequences;

/// <summary>Where an enrollment goes on: with a step, or nowhere and why.</summary>
internal abstract record NextStep
{
    private NextStep()
    {
    }

    /// <summary>There is such a step.</summary>
    internal sealed record Found(StepDefinition Step) : NextStep;

    /// <summary>The enrollment is over.</summary>
    internal sealed record Over(ExitReason Reason) : NextStep;
}
