using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>
/// The content of one element, attribute or link. A block must end where it began: were it to end elsewhere, leaving it out would
/// tear the markup apart.
/// </summary>
internal sealed class BlockScope(ICollection<Fault> faults)
{
    private const string Expected =
        "{{#if}}, {{else}} and its {{/if}} in the same paragraph, link or emphasis, or each on a line of its own";

    private readonly Stack<Expression> open = new();

    /// <summary>Takes note of a tag in this scope.</summary>
    public void Add(Expression expression)
    {
        if (expression is Expression.Open)
        {
            open.Push(expression);
        }

        if (expression is Expression.Else or Expression.Close && open.Count == 0)
        {
            faults.Add(expression.Place.Fault(expression.Source, Expected));
        }

        if (expression is Expression.Close)
        {
            open.TryPop(out _);
        }
    }

    /// <summary>The scope is over; what is still open ends elsewhere.</summary>
    public void End()
    {
        foreach (var expression in open)
        {
            faults.Add(expression.Place.Fault(expression.Source, Expected));
        }
    }
}
